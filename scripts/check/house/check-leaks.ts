import type { Finding } from "../finding.ts";
import type { ProjectFile } from "../project-files.ts";

/** What must stand in no file of the project: what belongs to one machine, and what belongs to nobody else. */
const LEAKS: [pattern: RegExp, what: string][] = [
  [/(?<![\w.:/-])\/(home|Users|root|work|mnt)\/[\w.-]+/, "an absolute path of somebody's machine"],
  [/\b[A-Z]:\\\\?(Users|home|work)\b/, "an absolute path of somebody's machine"],
  [
    /\b(registry\.[\w-]+\.[a-z]{2,}|[\w-]*(artifactory|nexus|verdaccio)[\w-]*\.[\w.-]+)/i,
    "a registry's address",
  ],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/, "a signed token"],
  [/\bsbp_[0-9a-f]{40}\b/, "a Supabase access token"],
  [/\bsb_secret_[\w-]{20,}/, "a Supabase secret key"],
  [/\bEAA[A-Za-z0-9]{40,}/, "a Meta access token"],
  [/\bre_[A-Za-z0-9]{8,}_[A-Za-z0-9]{16,}/, "a Resend key"],
  [/\b(sk|rk)[-_](live|proj|ant)[-_][\w-]{16,}/, "an API key"],
  [/\bAKIA[0-9A-Z]{16}\b/, "an AWS key"],
  [/\b(ghp|gho|ghs|github_pat|npm|xox[abp])[_-][A-Za-z0-9_-]{30,}/, "an access token"],
  [
    /\bpostgres(ql)?:\/\/[^\s:@/$]+:(?!password|\$|<|\[)[^\s@$<[]{8,}@(?!127\.0\.0\.1|localhost)/,
    "a database password",
  ],
  [/https:\/\/[0-9a-f]{32}@[\w.-]*sentry\.io/, "a Sentry address"],
];

/** `machine` are names that only this machine knows: its home folder, where the project lies, its registry. */
export function checkLeaks(files: ProjectFile[], machine: string[]): Finding[] {
  const findings: Finding[] = [];
  for (const { path, text } of files) {
    for (const [index, line] of text.split("\n").entries()) {
      const where = `${path}:${index + 1}`;
      for (const [pattern, what] of LEAKS) {
        if (pattern.test(line)) findings.push({ where, what: `holds ${what}` });
      }
      if (machine.some((name) => line.includes(name))) {
        findings.push({ where, what: "names a folder or registry of this machine" });
      }
    }
  }
  return findings;
}
