/** What a browser says it is; `undefined` where it says nothing we know. */
export interface BrowserDescription {
  browser?: string;
  system?: string;
  deviceType: "desktop" | "mobile" | "tablet" | "unknown";
}

/** Most browsers name those they descend from as well: the first that is found is it. */
const BROWSERS: [token: RegExp, name: string][] = [
  [/\bEdg(e|A|iOS)?\//, "Edge"],
  [/\b(OPR|OPiOS|OPT)\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(Chrome|CriOS)\//, "Chrome"],
  [/\bVersion\/.* Safari\//, "Safari"],
];

/** Android says Linux as well, and an iPhone "like Mac OS X". */
const SYSTEMS: [token: RegExp, name: string][] = [
  [/\bWindows\b/, "Windows"],
  [/\bAndroid\b/, "Android"],
  [/\biPad\b/, "iPadOS"],
  [/\b(iPhone|iPod)\b/, "iOS"],
  [/\bMac OS X\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];

/**
 * Reads a `User-Agent` header as far as a list of one's own devices needs: to be told apart. Nothing depends on it, and
 * it may say anything; an iPad, for one, calls itself a Mac.
 */
export function readUserAgent(userAgent = ""): BrowserDescription {
  const find = (list: typeof BROWSERS) => list.find(([token]) => token.test(userAgent))?.[1];
  const system = find(SYSTEMS);
  return { browser: find(BROWSERS), system, deviceType: deviceTypeOf(system, userAgent) };
}

function deviceTypeOf(system: string | undefined, userAgent: string): BrowserDescription["deviceType"] {
  if (!system) return "unknown";
  if (system === "iPadOS" || /\bTablet\b/.test(userAgent)) return "tablet";
  if (system === "iOS" || /\bMobile\b/.test(userAgent)) return "mobile";
  return system === "Android" ? "tablet" : "desktop";
}
