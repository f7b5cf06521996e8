/**
 * Runs in a fresh process: imports one function and lets it answer once. Arguments: the function's address, a path it
 * refuses without a database. The last line it prints is what it measured, in milliseconds.
 */
const [address = "", path = ""] = Deno.args;
const started = performance.now();
const { default: flow } = await import(address);
const imported = performance.now();
const response: Response = await flow.fetch(new Request(`http://functions.test${path}`));
await response.text();
const answered = performance.now();
console.log(
  JSON.stringify({ importMs: imported - started, answerMs: answered - imported, status: response.status }),
);
