// Traces leave out the same words as those of the Python side.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Redactor, Trace } from "../../../sdk/pierglass/sdk/js/bridge/trace.js";
import { FakePage } from "./fake_page.mjs";

const { traces } = JSON.parse(
  readFileSync(new URL("../../../bridge/spec/vectors/traces.json", import.meta.url), "utf8"),
);

for (const { name, frames, records } of traces) {
  test(`traces.json: ${name}`, () => {
    const redactor = new Redactor();
    assert.deepEqual(frames.map(([, frame]) => redactor.frame(frame)), records);
  });
}

test("a host tells both ways of a session, in order", async (t) => {
  const page = new FakePage(t);
  const trace = new Trace({ lens: "probe" }, 0);
  page.accept(() => ({ picture: "hdl_1", item_id: "hat" }), {
    onFrame: (sender, frame, gesture) => trace.note(sender, frame, 0, gesture),
  });
  const lens = await page.connect();
  await lens.capture.snap();
  const told = trace.records.map(({ from, frame }) => `${from} ${frame.kind}`);
  assert.deepEqual(told, ["lens hello", "host welcome", "lens call", "host outcome"]);
  assert.equal(trace.records[2].gesture, true);
});
