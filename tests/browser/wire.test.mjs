// The page's codec against the vectors that the Python codec keeps too.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { CodecError, decode, encode } from "../../client/pierglass/client/web/wire/msgpack.js";

const vectors = JSON.parse(
  readFileSync(new URL("../../bridge/spec/vectors/msgpack.json", import.meta.url), "utf8"),
);

const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

function revive(value) {
  if (Array.isArray(value)) return value.map(revive);
  if (value === null || typeof value !== "object") return value;
  if (typeof value.$bytes === "string") return bytes(value.$bytes);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, revive(one)]));
}

for (const { name, hex, value } of vectors.legal) {
  test(`reads ${name}`, () => {
    assert.deepEqual(decode(bytes(hex)), revive(value));
  });

  test(`writes what it reads: ${name}`, () => {
    assert.deepEqual(decode(encode(revive(value))), revive(value));
  });
}

for (const { name, hex, code, max_bytes: maxBytes } of vectors.illegal) {
  test(`refuses ${name}`, () => {
    assert.throws(
      () => decode(bytes(hex), maxBytes),
      (error) => error instanceof CodecError && error.code === code,
    );
  });
}

test("refuses a key that is a door into the prototype", () => {
  const data = [0x81, 0xa9, ...new TextEncoder().encode("__proto__"), 0x80];
  assert.throws(() => decode(Uint8Array.from(data)), { code: "decode_key" });
  const sent = JSON.parse('{"__proto__": {"polluted": true}}');
  assert.throws(() => encode(sent), { code: "invalid_payload" });
  assert.equal({}.polluted, undefined);
});

test("leaves out what is undefined and refuses what has no form", () => {
  assert.deepEqual(decode(encode({ a: undefined, b: 1 })), { b: 1 });
  assert.throws(() => encode({ a: NaN }), { code: "invalid_payload" });
  assert.throws(() => encode({ a: () => {} }), { code: "invalid_payload" });
});
