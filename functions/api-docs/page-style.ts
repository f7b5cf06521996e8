/** The page's look. A TypeScript file, since only what is imported is deployed. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#ffffff, #121615);
  --sunken: light-dark(#f5f8f7, #191f1d);
  --line: light-dark(#e2e8e6, #29312f);
  --ink: light-dark(#18211f, #e6edeb);
  --soft: light-dark(#5a6865, #93a29e);
  --accent: light-dark(#0f6f5f, #5cc4ad);
  --wash: light-dark(#e2f2ee, #16302a);
  --good: light-dark(#1d6b34, #7fcb95);
  --bad: light-dark(#a52a20, #f49b90);
  --blue: light-dark(#1f5f99, #86bdf0);
  --violet: light-dark(#6b3fa0, #c5a3ee);
  --warn: light-dark(#7d5200, #e6b95f);
  --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1.5rem; }
body {
  margin: 0 auto;
  max-width: 100rem;
  display: grid;
  grid-template-columns: 17rem minmax(0, 1fr);
  background: var(--ground);
  color: var(--ink);
  font: 0.9375rem / 1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  -webkit-text-size-adjust: 100%;
}
:is(h1, h2, h3, h4, p, ul, pre, table) { margin: 0; padding: 0; }
ul { list-style: none; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
:is(a, pre):focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
code, pre { font-family: var(--mono); font-size: 0.8125rem; }
p > code, li > p code { background: var(--sunken); border-radius: 4px; padding: 0.1em 0.35em; }
var { font-style: normal; color: var(--accent); }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--ground); padding: 0.5rem 1rem; z-index: 1; }

nav {
  position: sticky;
  top: 0;
  align-self: start;
  max-height: 100vh;
  overflow-y: auto;
  padding: 2rem 1rem 3rem 1.75rem;
  border-right: 1px solid var(--line);
  min-height: 100vh;
  font-size: 0.875rem;
}
nav .brand { font-size: 1.0625rem; font-weight: 650; letter-spacing: -0.01em; margin-bottom: 1.25rem; }
nav .brand span { color: var(--soft); font-weight: 450; }
nav a { color: inherit; }
nav h2 { font-size: 0.875rem; font-weight: 600; margin: 1.25rem 0 0.25rem; }
nav li a { display: flex; gap: 0.5rem; align-items: baseline; padding: 0.2rem 0; color: var(--soft); }
nav li a:hover { color: var(--ink); }
nav li code { overflow-wrap: anywhere; }

main { padding: 2.5rem clamp(1.25rem, 4vw, 4rem) 6rem; min-width: 0; }
main > header { max-width: 44rem; }
main > header :is(p, pre) { margin-top: 0.75rem; }
h1 { font-size: 1.875rem; font-weight: 680; letter-spacing: -0.025em; line-height: 1.2; margin-bottom: 1rem; }
h2.small { font-size: 1rem; margin-top: 2rem; }
.flow { margin-top: 4rem; }
.flow > h2 {
  font-size: 1.375rem;
  font-weight: 650;
  letter-spacing: -0.02em;
  padding-bottom: 0.5rem;
  border-bottom: 1px solid var(--line);
}
h3 { font-size: 1.125rem; font-weight: 620; letter-spacing: -0.01em; line-height: 1.35; }
h3 a { color: inherit; }
h4 {
  margin: 1.5rem 0 0.4rem;
  font-size: 0.75rem;
  font-weight: 600;
  letter-spacing: 0.04em;
  text-transform: uppercase;
  color: var(--soft);
}

.operation {
  display: grid;
  grid-template-columns: minmax(0, 1fr) minmax(0, 30rem);
  gap: 0 3rem;
  padding: 2.25rem 0 2.5rem;
  border-bottom: 1px solid var(--line);
}
.operation:last-child { border-bottom: 0; }
.words > p { margin-top: 0.5rem; max-width: 42rem; }
.words > .address code { font-size: 0.9375rem; background: none; padding: 0; overflow-wrap: anywhere; }
.method {
  flex: none;
  display: inline-block;
  min-width: 2.9rem;
  font: 650 0.6875rem var(--mono);
  letter-spacing: 0.02em;
  text-transform: uppercase;
  color: var(--blue);
}
.method.post { color: var(--good); }
.method:is(.put, .patch) { color: var(--warn); }
.method.delete { color: var(--bad); }
.address .method { min-width: 0; margin-right: 0.35rem; font-size: 0.8125rem; }
.words > .status { margin-top: 0.4rem; }
.status b, .refusals b, td b { font: 600 0.8125rem var(--mono); }
b.good { color: var(--good); }
b.bad { color: var(--bad); }

p + .fields { margin-top: 0.4rem; }
.fields { border-top: 1px solid var(--line); max-width: 46rem; }
.fields li { padding: 0.45rem 0; border-bottom: 1px solid var(--line); }
.fields li > div { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.1rem 0.65rem; }
.fields .name { font-weight: 600; }
.type { color: var(--soft); font-size: 0.875rem; }
.type code { color: var(--violet); white-space: nowrap; }
.rule { color: var(--soft); font-size: 0.8125rem; }
.rule::before { content: "· "; }
.needed { color: var(--bad); font-size: 0.8125rem; }
.fields li > p { color: var(--soft); font-size: 0.875rem; }
.fields .fields { margin: 0.45rem 0 -0.45rem 0.35rem; padding-left: 1rem; border-left: 2px solid var(--line); }
.fields .fields li:last-child, .fields > li:last-child .fields { border-bottom: 0; }

.refusals li { display: flex; gap: 0.75rem; padding: 0.1rem 0; align-items: baseline; flex-wrap: wrap; }
.refusals a { color: var(--ink); margin-right: 0.35rem; }

.example { min-width: 0; position: sticky; top: 1.5rem; align-self: start; }
.example h4:first-child { margin-top: 0.35rem; }
pre {
  background: var(--sunken);
  border: 1px solid var(--line);
  border-radius: 8px;
  padding: 0.8rem 1rem;
  line-height: 1.55;
  overflow: auto;
  max-height: 30rem;
  tab-size: 2;
}
pre.command { user-select: all; background: var(--wash); border-color: transparent; white-space: pre-wrap; overflow-wrap: anywhere; }

.schema { padding: 1.75rem 0 0.5rem; max-width: 46rem; }
.schema :is(p, .fields) { margin-top: 0.5rem; }
.schema .fields .fields { margin-top: 0.45rem; }
table { margin-top: 1.5rem; border-collapse: collapse; width: 100%; max-width: 46rem; }
th { text-align: left; font-size: 0.8125rem; font-weight: 600; color: var(--soft); }
:is(th, td) { padding: 0.4rem 1rem 0.4rem 0; border-bottom: 1px solid var(--line); vertical-align: baseline; }
:is(section, tr):target h3 a, tr:target code { background: var(--wash); border-radius: 4px; box-shadow: 0 0 0 4px var(--wash); }

@media (max-width: 75rem) {
  .operation { grid-template-columns: minmax(0, 1fr); }
  .example { position: static; max-width: 46rem; }
  .example h4:first-child { margin-top: 1.5rem; }
}
@media (max-width: 52rem) {
  body { display: block; }
  nav { position: static; max-height: none; min-height: 0; padding: 1.25rem; border-right: 0; border-bottom: 1px solid var(--line); }
  main { padding-top: 1.75rem; }
  .flow { margin-top: 3rem; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
