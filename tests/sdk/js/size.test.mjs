// What a lens downloads stays small.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const ROOT = new URL("../../../sdk/pierglass/sdk/js/", import.meta.url);

/** Every file that a page loads which imports *name*. */
function loaded(name, base = ROOT, found = new Map()) {
  const url = new URL(name, base);
  if (found.has(url.href)) return found;
  const text = readFileSync(url, "utf8");
  found.set(url.href, text);
  for (const [, next] of text.matchAll(/^(?:import|export)[^;]*from "(\..*?)";/gms)) {
    loaded(next, url, found);
  }
  return found;
}

test("the source of a lens's half loads nothing of the host's half", () => {
  const names = [...loaded("lens.js").keys()].map((href) => href.split("/").pop());
  for (const host of ["host_port.js", "responder.js", "policy.js", "params.js", "rate.js"]) {
    assert.ok(!names.includes(host), host);
  }
});

test("what connect() loads is one file, of 6 KB gzipped at most", () => {
  const files = [...loaded("pierglass.js").values()];
  assert.equal(files.length, 1);
  const size = files.reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0);
  assert.ok(size <= 6 * 1024, `${size} bytes`);
});
