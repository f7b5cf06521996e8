import process from "node:process";

/** CPU time used so far, in milliseconds; `null` where this system doesn't tell. */
export interface CpuTime {
  /** All threads. */
  process: number | null;
  /** The isolate's own thread: what hosting counts. */
  isolate: number | null;
}

/** The CPU time of this process. On Linux from /proc, by the nanosecond; elsewhere as Node's API has it. */
export function readCpuTime(): CpuTime {
  try {
    // Deno runs the isolate on the first thread.
    const isolate = threadTime(`${Deno.pid}`);
    const threads = [...Deno.readDirSync("/proc/self/task")].map(({ name }) => threadTime(name));
    return { process: threads.reduce((sum, time) => sum + time, 0), isolate };
  } catch {
    // Deno 2.1.4 has the function, and returns nothing of use.
    const { user, system } = process.cpuUsage() ?? { user: NaN, system: NaN };
    const used = (user + system) / 1000;
    return { process: used > 0 ? used : null, isolate: null };
  }
}

/** Of one thread; 0 if it has just ended. */
function threadTime(id: string): number {
  try {
    const [nanoseconds = ""] = Deno.readTextFileSync(`/proc/self/task/${id}/schedstat`).split(" ");
    return Number(nanoseconds) / 1e6;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound && id !== `${Deno.pid}`) return 0;
    throw error;
  }
}
