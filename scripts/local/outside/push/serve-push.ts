import { ConnectionCut } from "../fault-response.ts";
import { createPush } from "../push.ts";
import { makeCertificate } from "./self-signed-certificate.ts";

/** A push service over HTTPS, on this machine. */
export interface PushServer extends AsyncDisposable {
  /** `https://localhost:<port>`. */
  origin: string;
  /** To be trusted by who sends to it, PEM: `caCerts`, DENO_CERT or NODE_EXTRA_CA_CERTS. */
  certificate: string;
}

/**
 * Serves the stand-in alone, over HTTPS (HTTP/2 and 1.1) with a certificate of its own. As a `sink` it answers 201 to
 * whatever comes and looks at nothing: then a bench measures who sends, not who judges.
 */
export async function servePush({ sink = false } = {}): Promise<PushServer> {
  const certificate = await makeCertificate(["localhost", "127.0.0.1"]);
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    ...certificate,
    onListen() {},
    onError(error) {
      if (!(error instanceof ConnectionCut)) console.error(error);
      return new Response(null, { status: 500 });
    },
  }, sink ? swallow : createPush().handle);
  return {
    origin: `https://localhost:${server.addr.port}`,
    certificate: certificate.cert,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function swallow(request: Request): Promise<Response> {
  await request.bytes();
  return new Response(null, { status: 201, headers: { location: `${request.url}/taken` } });
}
