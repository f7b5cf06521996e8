/** A stretch of wire between flows and Postgres that a test can cut. */
export interface TcpRelay extends AsyncDisposable {
  /** `databaseUrl`, by way of the relay. */
  url: string;
  /** Cuts every connection and listens no more: connecting is refused. */
  cut(): Promise<void>;
  /** Listens again, on the same port. */
  mend(): void;
  /** Answers whoever connects with these bytes and hangs up, or hangs up at once, instead of passing them on. */
  answerWith(bytes: Uint8Array | "hang up" | undefined): void;
}

export function relayTo(databaseUrl: string): TcpRelay {
  const target = new URL(databaseUrl);
  const open = new Set<Deno.Conn>();
  let answer: Uint8Array | "hang up" | undefined;
  let listener = listen(0);
  const { port } = listener.addr as Deno.NetAddr;
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String(port);

  function listen(onPort: number): Deno.TcpListener {
    const opened = Deno.listen({ hostname: "127.0.0.1", port: onPort });
    serve(opened);
    return opened;
  }

  async function serve(opened: Deno.TcpListener): Promise<void> {
    try {
      for await (const near of opened) {
        open.add(near);
        if (answer === "hang up") drop(near);
        else if (answer) reply(near, answer);
        else relay(near);
      }
    } catch {
      // Cut while a connection was being accepted.
    }
  }

  async function reply(near: Deno.Conn, bytes: Uint8Array): Promise<void> {
    try {
      await near.read(new Uint8Array(1024));
      await near.write(bytes);
      drop(near);
    } catch {
      // Cut meanwhile.
    }
  }

  async function relay(near: Deno.Conn): Promise<void> {
    try {
      const far = await Deno.connect({ hostname: target.hostname, port: Number(target.port) });
      open.add(far);
      await Promise.race([near.readable.pipeTo(far.writable), far.readable.pipeTo(near.writable)]);
      drop(far);
    } catch {
      // One side went away; so does the other.
    }
    drop(near);
  }

  function drop(connection: Deno.Conn): void {
    open.delete(connection);
    try {
      connection.close();
    } catch {
      // It was closed already.
    }
  }

  return {
    url: url.href,
    cut() {
      listener.close();
      for (const connection of open) drop(connection);
      return Promise.resolve();
    },
    mend() {
      listener = listen(port);
    },
    answerWith(bytes) {
      answer = bytes;
    },
    async [Symbol.asyncDispose]() {
      try {
        await this.cut();
      } catch {
        // It was cut already.
      }
    },
  };
}
