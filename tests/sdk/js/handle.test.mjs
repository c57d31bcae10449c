// Handles in JavaScript: the same life as in Python.

import assert from "node:assert/strict";
import { test } from "node:test";

import { HandleTable } from "../../../sdk/pierglass/sdk/js/bridge/port.js";

function table(options) {
  let number = 0;
  return new HandleTable(() => `word${number++}`, { ttlMs: 1000, ...options });
}

test("a handle names its target until it expires", () => {
  const handles = table();
  const word = handles.issue("picture", "med_1", 0);
  assert.equal(handles.resolve(word, "picture", 999), "med_1");
  assert.throws(() => handles.resolve(word, "picture", 1000), { code: "handle_expired" });
});

test("kind, guess and revocation are refused by code", () => {
  const handles = table();
  const word = handles.issue("photo", "a", 0, { scope: "camera.tryon" });
  assert.throws(() => handles.resolve(word, "picture", 0), { code: "handle_kind" });
  assert.throws(() => handles.resolve("hdl_guess", "photo", 0), { code: "handle_unknown" });
  assert.throws(() => handles.resolve(null, "photo", 0), { code: "handle_unknown" });
  assert.equal(handles.revokeScope("camera.tryon"), 1);
  assert.throws(() => handles.resolve(word, "photo", 0), { code: "handle_revoked" });
});

test("the oldest makes room, and a new epoch starts with none", () => {
  const handles = table({ limit: 2 });
  const [first, second] = [1, 2, 3].map(() => handles.issue("picture", "x", 0));
  assert.throws(() => handles.resolve(first, "picture", 0), { code: "handle_revoked" });
  assert.equal(handles.resolve(second, "picture", 0), "x");
  handles.clear();
  assert.equal(handles.size, 0);
});

test("the last release withdraws a handle", () => {
  const handles = table();
  const word = handles.issue("picture", "a", 0);
  assert.deepEqual([handles.retain(word, 0), handles.release(word, 0)], [2, 1]);
  assert.equal(handles.resolve(word, "picture", 0), "a");
  assert.equal(handles.release(word, 0), 0);
  assert.throws(() => handles.resolve(word, "picture", 0), { code: "handle_revoked" });
  assert.throws(() => handles.release(word, 0), { code: "handle_revoked" });
});

test("what nobody retained makes room first, and references have an end", () => {
  const handles = table({ limit: 2 });
  const kept = handles.issue("picture", "kept", 0);
  handles.retain(kept, 0);
  const spare = handles.issue("picture", "spare", 0);
  handles.issue("picture", "new", 0);
  assert.equal(handles.resolve(kept, "picture", 0), "kept");
  assert.throws(() => handles.resolve(spare, "picture", 0), { code: "handle_revoked" });
  while (handles.retain(kept, 0) < 1000);
  assert.throws(() => handles.retain(kept, 0), { code: "failed" });
});
