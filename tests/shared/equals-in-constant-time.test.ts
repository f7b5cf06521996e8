import assert from "node:assert/strict";
import { equalsInConstantTime } from "../../shared/auth/equals-in-constant-time.ts";

Deno.test("equalsInConstantTime tells equal from different, of any length", () => {
  const secret = "a-secret-of-some-length-0123456789";
  assert.ok(equalsInConstantTime(secret, secret));
  assert.ok(equalsInConstantTime("", ""));
  assert.ok(equalsInConstantTime("مرحبا 🙂", "مرحبا 🙂"));
  const others = [
    "",
    "a",
    secret.slice(0, -1),
    `${secret} `,
    ` ${secret}`,
    secret.toUpperCase(),
    secret + secret,
    `${secret}\0`,
  ];
  for (const other of others) {
    assert.ok(!equalsInConstantTime(other, secret), JSON.stringify(other));
    assert.ok(!equalsInConstantTime(secret, other), JSON.stringify(other));
  }
  // Alike to the eye, composed otherwise.
  assert.ok(!equalsInConstantTime("\u00e9", "e\u0301"));
});
