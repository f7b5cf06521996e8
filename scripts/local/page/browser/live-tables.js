// Fills the live tables. Whatever comes from outside enters the document as text only, never as HTML.

const REFRESH_MS = 2_000;
const SHORT_ROWS = 8;

const TONES = {
  done: "good",
  succeeded: "good",
  failed: "bad",
  unrouted: "warn",
  dead: "bad",
  again: "warn",
  running: "accent",
  in: "accent",
};

/** For each list of the activity: what identifies a row, and its cells in the order of the columns. */
const tables = {
  messages: {
    key: (message) => message.id,
    cells: (message) => [
      clock(message.at),
      tag(message.direction === "inbound" ? "in" : "out"),
      name(message.client),
      name(message.business),
      content(message),
    ],
  },
  events: {
    key: (event) => event.id,
    cells: (
      event,
    ) => [clock(event.receivedAt), name(event.source), tag(event.outcome ?? "waiting"), note(event.error)],
  },
  outbox: {
    key: (job) => `${job.id} ${job.state}`,
    cells: (
      job,
    ) => [
      clock(job.at),
      name(job.queue),
      tag(job.state),
      element("span", String(job.attempts)),
      note(job.error),
    ],
  },
  outside: {
    key: (request) => `${request.at} ${request.provider} ${request.method} ${request.path}`,
    cells: (request) => [clock(request.at), name(request.provider), statusTag(request.status), code(request)],
  },
  jobs: {
    key: (job) => job.name,
    cells: (
      job,
    ) => [clock(job.lastRun), name(job.name), tag(job.status ?? "not yet"), element("code", job.schedule)],
  },
};

const panels = Object.entries(tables).map(([list, table]) => createPanel(list, table));
const pulse = document.querySelector(".pulse");
let nextRefresh;

async function refresh() {
  clearTimeout(nextRefresh);
  try {
    const response = await fetch("/_local/activity", { signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new Error(`The stack answered ${response.status}`);
    const activity = await response.json();
    for (const panel of panels) panel(activity);
    showPulse("live", "Live");
  } catch (error) {
    const reason = error instanceof TypeError ? "No answer. Is the stack still running?" : error.message;
    showPulse("lost", reason);
  }
  if (!document.hidden) nextRefresh = setTimeout(refresh, REFRESH_MS);
}

function showPulse(state, text) {
  // Set only when it changes: a screen reader reads out every change.
  if (pulse.textContent === text) return;
  pulse.dataset.state = state;
  pulse.textContent = text;
}

/** Returns a function that shows the panel's list of an activity; rows unseen before are marked as fresh. */
function createPanel(list, { key, cells }) {
  const section = document.querySelector(`[data-live="${list}"]`);
  const [body] = section.querySelector("table").tBodies;
  const more = section.querySelector(".more");
  let rows = [];
  let seen = null;
  let shown = "";
  let expanded = false;

  more.addEventListener("click", () => {
    expanded = !expanded;
    draw(new Set());
  });

  function draw(fresh) {
    const visible = expanded ? rows : rows.slice(0, SHORT_ROWS);
    body.replaceChildren(...visible.map((row) => createRow(cells(row), fresh.has(key(row)))));
    more.hidden = rows.length <= SHORT_ROWS;
    more.textContent = expanded ? "Show fewer" : `Show all ${rows.length}`;
  }

  return (activity) => {
    const now = JSON.stringify(activity[list] ?? []);
    if (now === shown) return;
    shown = now;
    rows = activity[list] ?? [];
    const keys = new Set(rows.map(key));
    draw(seen ? keys.difference(seen) : new Set());
    seen = keys;
    section.querySelector(".empty").hidden = rows.length > 0;
    section.querySelector("table").hidden = rows.length === 0;
    section.querySelector(".count").textContent = rows.length > 0 ? String(rows.length) : "";
  };
}

function createRow(contents, isFresh) {
  const row = element("tr");
  row.setAttribute("role", "row");
  row.classList.toggle("fresh", isFresh);
  for (const content of contents) {
    const cell = element("td");
    cell.setAttribute("role", "cell");
    cell.append(content);
    row.append(cell);
  }
  return row;
}

function element(tagName, text = "", className = "") {
  const made = document.createElement(tagName);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** A name in whatever script, kept from turning its neighbours around. */
const name = (text) => element("bdi", text, "name");

const tag = (text, tone = TONES[text] ?? "quiet") => element("span", text, `tag ${tone}`);

/** 0 is the stand-in's word for a connection that was cut, or has not been answered yet. */
function statusTag(status) {
  if (status === 0) return tag("no answer", "warn");
  return tag(String(status), status < 300 ? "good" : status < 400 ? "quiet" : "bad");
}

function note(text) {
  const made = element("span", text ?? "", "note");
  made.dir = "auto";
  return made;
}

const code = ({ method, path }) => element("code", `${method} ${path}`);

function content({ kind, body }) {
  const made = element("div", "", "message");
  made.dir = "auto";
  if (kind !== "text") made.append(element("span", kind, "tag quiet"), " ");
  made.append(body ?? "");
  made.title = body ?? "";
  return made;
}

/** The time of day; the day instead of the seconds when it was not today. */
function clock(iso) {
  if (!iso) return element("span", "–", "time");
  const at = new Date(iso);
  const isToday = at.toDateString() === new Date().toDateString();
  const made = element("time", isToday ? formatTime(at) : formatDay(at), "time");
  made.dateTime = iso;
  made.title = at.toLocaleString();
  return made;
}

const formatTime = (at) =>
  at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const formatDay = (at) =>
  at.toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

document.addEventListener("visibilitychange", () => document.hidden ? clearTimeout(nextRefresh) : refresh());
addEventListener("frontdesk:said", refresh);
refresh();
