import { escapeHtml } from "../../page/escape-html.ts";
import type { DescribedSubscription } from "./describe-subscription.ts";
import type { PushMessage } from "./push-service.ts";

/** What every browser got, for people. */
export const renderPushPage = (subscriptions: DescribedSubscription[]): string =>
  `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Push: the stand-in's browsers</title>
<style>${STYLE}</style>
<h1>Push</h1>
<p>Browsers that subscribed with this stand-in for push services, newest first, and what they got.
As JSON: <a href="/_outside/push/messages">messages</a>. Raw requests: <a href="/_outside/push/log">log</a>.</p>
${subscriptions.toReversed().map(renderSubscription).join("\n") || "<p>No browser has subscribed yet.</p>"}
</html>
`;

const renderSubscription = (
  { id, online, gone, sends, accepted, collapsed, vapidTokens, messages }: DescribedSubscription,
): string =>
  `<section>
<h2>${escapeHtml(id.slice(0, 8))}… <small>${gone ? "unsubscribed" : online ? "on" : "off"}</small></h2>
<p>${sends} sent, ${accepted} accepted, ${collapsed} replaced by a newer one, ${vapidTokens} token${
    vapidTokens === 1 ? "" : "s"
  }</p>
${
    messages.length
      ? `<table><tr><th>at<th>title<th>body<th>state<th>urgency<th>TTL<th>topic</tr>\n${
        messages.toReversed().map(renderMessage).join("\n")
      }\n</table>`
      : "<p>Nothing yet.</p>"
  }
</section>`;

function renderMessage({ at, payload, fault, state, urgency, ttl, topic }: PushMessage): string {
  const { title, body } = wordsOf(payload);
  const cells = [
    at,
    fault ? `can't be read: ${fault}` : title,
    body,
    state,
    urgency,
    `${ttl} s`,
    topic ?? "",
  ];
  return `<tr${fault ? ' class="fault"' : ""}>${
    cells.map((cell) => `<td dir="auto">${escapeHtml(cell)}</td>`).join("")
  }</tr>`;
}

/** Title and body of a declarative push; of anything else all of it, as its title. */
function wordsOf(payload: unknown): { title: string; body: string } {
  if (typeof payload === "object" && payload && "notification" in payload) {
    const { notification } = payload;
    if (typeof notification === "object" && notification && "title" in notification) {
      const body = "body" in notification ? notification.body : "";
      return { title: String(notification.title), body: String(body ?? "") };
    }
  }
  return { title: typeof payload === "string" ? payload : JSON.stringify(payload), body: "" };
}

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8884; }
small, p { color: GrayText; font-weight: normal; }
.fault td { color: #c33; }
@media (prefers-color-scheme: dark) { :root { color-scheme: dark; } }`;
