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

test("a lens loads nothing of the host's half", () => {
  const names = [...loaded("pierglass.js").keys()].map((href) => href.split("/").pop());
  for (const host of ["host_port.js", "responder.js", "policy.js", "params.js", "rate.js"]) {
    assert.ok(!names.includes(host), host);
  }
});

test("without comments and indentation, a lens loads 9 KB gzipped at most", () => {
  const code = [...loaded("pierglass.js").values()]
    .join("\n")
    .replaceAll(/\/\*\*[\s\S]*?\*\//g, "")
    .replaceAll(/^\s*\/\/.*$/gm, "")
    .replaceAll(/^\s+/gm, "");
  const size = gzipSync(code, { level: 9 }).length;
  assert.ok(size <= 9 * 1024, `${size} bytes`);
});
