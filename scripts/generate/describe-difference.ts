/** The most changed lines that are shown. */
const MOST = 20;

/**
 * Where two texts differ, in a few lines: what stands (`-`) and what should (`+`) between the first and the last line
 * that differ, lines found in both left out.
 */
export function describeDifference(known: string, wanted: string): string {
  const before = known.split("\n");
  const after = wanted.split("\n");
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < before.length - start && end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) end++;
  const gone = leftOver(before.slice(start, before.length - end), after.slice(start, after.length - end));
  const come = leftOver(after.slice(start, after.length - end), before.slice(start, before.length - end));
  const lines = [...gone.map((line) => `  - ${line}`), ...come.map((line) => `  + ${line}`)];
  const shown = lines.length <= MOST ? lines : [
    ...gone.slice(0, MOST / 2).map((line) => `  - ${line}`),
    ...come.slice(0, MOST / 2).map((line) => `  + ${line}`),
    `  … ${lines.length} lines in all`,
  ];
  const order = "  (the same lines in another order)";
  return [`  from line ${start + 1}:`, ...(lines.length ? shown : [order])].join("\n");
}

/** The lines of `these` without as many equal ones as there are among `those`. */
function leftOver(these: string[], those: string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of those) counts.set(line, (counts.get(line) ?? 0) + 1);
  return these.filter((line) => {
    const count = counts.get(line) ?? 0;
    if (count) counts.set(line, count - 1);
    return !count;
  });
}
