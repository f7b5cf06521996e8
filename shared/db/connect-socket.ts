import { connect, type Socket } from "node:net";

/** For how long, in milliseconds, a socket that has closed still takes what is written to it. */
const LINGER = 50;

/**
 * Opens the connection's socket with Nagle's algorithm off. A transaction of ours sends two small statements without
 * waiting between them; left on, the second would wait for the first one's delayed acknowledgement, some 40 ms.
 *
 * The socket is handed over while it connects: what is written meanwhile waits in it, and only the driver's own
 * listeners see it fail. A connection whose socket never came the driver would never try again.
 */
export function connectSocket({ host, port }: { host: string[]; port: number[] }): Socket {
  const socket = connect({ host: host[0]!, port: port[0]!, noDelay: true });
  // The driver names the server to TLS by this.
  return Object.assign(lingering(socket), { host: host[0] });
}

/**
 * The driver forgets a socket when it closes, yet writes to it what a transaction under way still says, or what it had
 * put off for a moment; that ends the whole process (github.com/porsager/postgres/issues/1066). So it hears of the end
 * as an error first, which fails whatever waits, and of the close when nobody has anything left to say.
 */
function lingering(socket: Socket): Socket {
  const emit = socket.emit.bind(socket);
  const closed = Object.assign(new Error("The connection to the database was closed"), {
    code: "CONNECTION_CLOSED",
  });
  socket.emit = (event: string, ...told: unknown[]) => {
    if (event !== "close") return emit(event, ...told);
    if (socket.listenerCount("error") > 0) emit("error", closed);
    setTimeout(() => emit("close", false), LINGER);
    return true;
  };
  return socket;
}
