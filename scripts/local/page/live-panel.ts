import { escapeHtml } from "./escape-html.ts";

/** A table that `browser/live-tables.js` fills from `/_local/activity`, under the same name as there. */
interface LivePanel {
  name: "messages" | "events" | "outbox" | "outside" | "jobs";
  title: string;
  columns: string[];
  /** What stands there as long as there is nothing to show. */
  empty: string;
}

const PANELS: LivePanel[] = [
  {
    name: "messages",
    title: "Newest messages",
    columns: ["Time", "Way", "Client", "Business", "Message"],
    empty: "No messages yet. Write as a client, and the first one shows up here.",
  },
  {
    name: "events",
    title: "Webhook deliveries",
    columns: ["Time", "Source", "Outcome", "What went wrong"],
    empty: "Nothing has been delivered yet.",
  },
  {
    name: "outbox",
    title: "Outbox",
    columns: ["Time", "Queue", "State", "Attempts", "Why"],
    empty: "Nothing has had to leave yet. A new conversation makes a push for each browser that wants one.",
  },
  {
    name: "outside",
    title: "Requests to the outside",
    columns: ["Time", "Provider", "Status", "Request"],
    empty: "Frontdesk has not called a provider yet.",
  },
  {
    name: "jobs",
    title: "Scheduled jobs",
    columns: ["Last run", "Job", "Status", "Schedule"],
    empty: "No job is scheduled.",
  },
];

/** The live tables, still empty. */
export function renderLivePanels(): string {
  return PANELS.map(renderPanel).join("");
}

// The roles repeat what the elements mean, because the narrow layout takes `display: table` from them.
function renderPanel({ name, title, columns, empty }: LivePanel): string {
  const heads = columns.map((column) => `<th role="columnheader" scope="col">${escapeHtml(column)}</th>`)
    .join("");
  return `
<section class="panel live" data-live="${name}" aria-labelledby="${name}-title">
  <header><h2 id="${name}-title">${escapeHtml(title)}</h2><span class="count"></span></header>
  <p class="empty">${escapeHtml(empty)}</p>
  <table role="table" aria-labelledby="${name}-title" hidden>
    <thead role="rowgroup"><tr role="row">${heads}</tr></thead>
    <tbody role="rowgroup"></tbody>
  </table>
  <button type="button" class="more" hidden></button>
</section>`;
}
