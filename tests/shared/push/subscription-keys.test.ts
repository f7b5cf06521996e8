import assert from "node:assert/strict";
import { createECDH } from "node:crypto";
import { decodeBase64url, encodeBase64url } from "../../../shared/push/base64url.ts";
import { readSubscriptionKeys } from "../../../shared/push/subscription-keys.ts";
import { RFC_8291 } from "../../support/push/vectors.ts";

const { p256dh, auth } = RFC_8291.receiver;
const point = decodeBase64url(p256dh)!;

const faultOf = (given: { p256dh: string; auth: string }) => {
  const read = readSubscriptionKeys(given);
  return "fault" in read ? read.fault : undefined;
};

Deno.test("keys are read with and without padding", () => {
  for (const given of [{ p256dh, auth }, { p256dh: `${p256dh}=`, auth: `${auth}==` }]) {
    const read = readSubscriptionKeys(given);
    assert.ok("keys" in read);
    assert.deepEqual(read.keys.p256dh, point);
    assert.equal(encodeBase64url(read.keys.auth), auth);
    assert.equal(read.keys.auth.buffer.byteLength, 16, "bytes of their own, no window on others");
  }
});

Deno.test("every key that a browser makes is a point on the curve", () => {
  for (let i = 0; i < 500; i++) {
    const made = createECDH("prime256v1").generateKeys("base64url");
    assert.equal(faultOf({ p256dh: made, auth }), undefined, made);
  }
});

Deno.test("a wrong key is refused by its name", () => {
  const changed = (change: (bytes: Uint8Array) => void) => {
    const bytes = point.slice();
    change(bytes);
    return encodeBase64url(bytes);
  };
  const wrong: [string, RegExp][] = [
    ["", /^is not 65 bytes long$/],
    ["not base64url!", /^is not base64url$/],
    [p256dh.replaceAll("-", "+").replaceAll("_", "/"), /^is not base64url$/],
    [`${p256dh}A`, /^is not 65 bytes long$/],
    [`${p256dh}AA`, /^is not base64url$/],
    [p256dh.slice(0, -2), /^is not base64url$/],
    [encodeBase64url(point.slice(0, 64)), /^is not 65 bytes long$/],
    [encodeBase64url(Uint8Array.of(3, ...point.slice(1, 33))), /^is not 65 bytes long$/],
    [changed((bytes) => bytes[0] = 3), /^is not an uncompressed point$/],
    [changed((bytes) => bytes[64]! ^= 1), /^is no point on the curve P-256$/],
    [changed((bytes) => bytes[1]! ^= 128), /^is no point on the curve P-256$/],
    [changed((bytes) => bytes.fill(0, 1)), /^is no point on the curve P-256$/],
  ];
  for (const [given, detail] of wrong) {
    const fault = faultOf({ p256dh: given, auth });
    assert.equal(fault?.field, "p256dh", given);
    assert.match(fault?.detail ?? "", detail, given);
  }
  for (const given of ["", "AA", auth.slice(0, -1), `${auth}AA`, "!".repeat(22), p256dh]) {
    assert.equal(faultOf({ p256dh, auth: given })?.field, "auth", given);
  }
});

Deno.test("a number beyond the field is no coordinate, though the equation holds for it", () => {
  const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
  // (5, y) is on the curve; so would be (5 + P, y), written with the number 5 + P, which has 32 bytes, too.
  const y = "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc";
  const at = (x: bigint) =>
    encodeBase64url(
      Uint8Array.from(`04${x.toString(16).padStart(64, "0")}${y}`.match(/../g)!, (hex) => parseInt(hex, 16)),
    );
  assert.equal(faultOf({ p256dh: at(5n), auth }), undefined);
  assert.equal(faultOf({ p256dh: at(5n + P), auth })?.detail, "is no point on the curve P-256");
});
