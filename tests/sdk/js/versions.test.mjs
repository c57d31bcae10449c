// Both ends of a page, where one is of an older or a newer release.

import assert from "node:assert/strict";
import { test } from "node:test";

import { LensConnection } from "../../../sdk/pierglass/sdk/js/bridge/port.js";
import { FakePage } from "./fake_page.mjs";

test("on a host of the release before, what it lacks is unsupported at once", async (t) => {
  const page = new FakePage(t);
  page.accept(() => ({ items: [] }), { protocol: [1, 1] });
  const lens = await page.connect();
  await assert.rejects(lens.tryOn.watch().next(), {
    code: "unsupported",
    outcome: "unavailable",
    field: "tryon.watch",
    message: /protocol 2/,
  });
  assert.deepEqual(await lens.items.list(), { items: [] });
});

test("on a host of a release to come, everything is as it was", async (t) => {
  const page = new FakePage(t);
  page.accept(() => ({ items: [] }), { protocol: [1, 9] });
  const lens = await page.connect();
  assert.deepEqual(page.told.ready.map(({ version }) => version), [2]);
  assert.deepEqual(await lens.items.list(), { items: [] });
});

test("a host that has left this release behind says so", async (t) => {
  const page = new FakePage(t);
  page.accept(() => ({}), { protocol: [3, 4] });
  await assert.rejects(page.connect(), {
    code: "version_unsupported",
    data: { min: 3, max: 4 },
  });
});

test("a host answers a method of a release to come, so that nobody waits", async (t) => {
  const page = new FakePage(t);
  page.accept(() => ({}));
  const { port1, port2 } = new MessageChannel();
  t.after(() => port1.close());
  const heard = [];
  const told = new Promise((resolve) => {
    port1.onmessage = ({ data }) => {
      heard.push(data);
      if (data.kind === "outcome") resolve();
    };
  });
  page.say({ data: { pierglass: "hello" }, ports: [port2] });
  const lens = new LensConnection({ nowMs: 0 });
  lens.start(0);
  for (const frame of lens.framesToSend()) port1.postMessage({ ...frame, mood: "of later" });
  while (!heard.length) await new Promise((resolve) => setImmediate(resolve));
  const { epoch } = heard[0];
  port1.postMessage({ kind: "call", epoch, id: 1, method: "room.paint", params: {} });
  await told;
  const { error } = heard.find(({ kind }) => kind === "outcome");
  assert.deepEqual([error.code, error.field], ["unknown_method", "room.paint"]);
});
