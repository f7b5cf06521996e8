import { Buffer } from "node:buffer";

/** A certificate and its key, as PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/** Object identifiers, encoded. */
const COMMON_NAME = der(0x06, [0x55, 0x04, 0x03]);
const SUBJECT_ALTERNATIVE_NAME = der(0x06, [0x55, 0x1d, 0x11]);
const ECDSA_WITH_SHA256 = der(0x06, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]);

const sequence = (...parts: Uint8Array[]) => der(0x30, Buffer.concat(parts));

/**
 * A certificate that vouches for itself, for these addresses (IPv4 or names), good for a year: whoever is told to trust
 * it believes an HTTPS server on this machine, and nobody else does. Made by hand, because not every machine has openssl
 * and the packages for it are larger than all of Frontdesk. Source: RFC 5280, section 4.1.
 */
export async function makeCertificate(addresses: string[]): Promise<Certificate> {
  const pair = await crypto.subtle.generateKey(ECDSA, true, ["sign", "verify"]);
  const algorithm = sequence(ECDSA_WITH_SHA256);
  const name = sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from("Frontdesk local stand-in")))));
  const names = sequence(...addresses.map(alternativeName));
  const toBeSigned = sequence(
    der(0xa0, der(0x02, [2])), // version 3
    der(0x02, [0x01, ...crypto.getRandomValues(new Uint8Array(8))]), // serial number
    algorithm,
    name,
    sequence(time(Date.now() - 60 * 60 * 1000), time(Date.now() + YEAR_MS)),
    name,
    new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey)),
    der(0xa3, sequence(sequence(SUBJECT_ALTERNATIVE_NAME, der(0x04, names)))),
  );
  const signature = new Uint8Array(await crypto.subtle.sign(ECDSA, pair.privateKey, toBeSigned));
  const numbers = sequence(integer(signature.subarray(0, 32)), integer(signature.subarray(32)));
  return {
    cert: pem("CERTIFICATE", sequence(toBeSigned, algorithm, der(0x03, [0, ...numbers]))),
    key: pem("PRIVATE KEY", new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey))),
  };
}

/** One element: its tag, its length (in as few bytes as it needs), its content. */
function der(tag: number, content: Iterable<number>): Uint8Array<ArrayBuffer> {
  const bytes = [...content];
  const { length } = bytes;
  const size = length < 0x80
    ? [length]
    : length < 0x100
    ? [0x81, length]
    : [0x82, length >> 8, length & 0xff];
  return Uint8Array.from([tag, ...size, ...bytes]);
}

/** An unsigned number without needless zeros; one in front where it would read as negative. */
function integer(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  const short = bytes.subarray(first);
  return der(0x02, short[0]! >= 0x80 ? [0, ...short] : short);
}

/** UTCTime, good until 2049: YYMMDDhhmmssZ. */
const time = (at: number) =>
  der(0x17, Buffer.from(`${new Date(at).toISOString().replaceAll(/[-:T]|\.\d+/g, "").slice(2)}`));

const alternativeName = (address: string) =>
  /^\d+(\.\d+){3}$/.test(address)
    ? der(0x87, address.split(".").map(Number))
    : der(0x82, Buffer.from(address, "latin1"));

const pem = (label: string, bytes: Uint8Array) =>
  `-----BEGIN ${label}-----\n${
    Buffer.from(bytes).toString("base64").replaceAll(/.{64}/g, "$&\n").trimEnd()
  }\n-----END ${label}-----\n`;
