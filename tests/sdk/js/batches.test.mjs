// What one turn has to say travels as one message, to an end that takes it so.

import assert from "node:assert/strict";
import { test } from "node:test";

import { LensConnection } from "../../../sdk/pierglass/sdk/js/bridge/port.js";
import { connect } from "../../../sdk/pierglass/sdk/js/lens.js";
import { FakePage } from "./fake_page.mjs";

// The source, not the bundle: what travels is seen at the port itself.
const open = (page) => connect({ parent: page.parent, origin: "https://host.example" });

const watch = (link) => {
  const heard = [];
  link.port.addEventListener("message", ({ data }) => heard.push(data));
  return heard;
};

/** A lens that speaks by hand, and does not say that it takes lists. */
async function speak(t, page) {
  const { port1, port2 } = new MessageChannel();
  t.after(() => port1.close());
  const heard = [];
  const until = async (enough) => {
    while (!enough()) await new Promise((resolve) => setImmediate(resolve));
  };
  port1.onmessage = ({ data }) => heard.push(data);
  page.say({ data: { pierglass: "hello" }, ports: [port2] });
  const lens = new LensConnection({ nowMs: 0 });
  lens.start(0);
  port1.postMessage(lens.framesToSend()[0]);
  await until(() => heard.length);
  const { epoch } = heard[0];
  const call = (id) => ({ kind: "call", epoch, id, method: "items.list", params: {} });
  return { port: port1, heard, until, call };
}

test("the calls of a turn are one message, and so are their answers", async (t) => {
  const page = new FakePage(t);
  page.accept(({ method }) => (method === "items.list" ? { items: [] } : { source: "tray" }));
  const lens = await open(page);
  const asked = watch(page.host.link);
  const answered = watch(lens.end.link);
  await Promise.all([lens.items.list(), lens.launchState(), lens.items.list()]);
  assert.deepEqual(asked.map((message) => message.length), [3]);
  assert.deepEqual(answered.map((message) => message.map(({ id }) => id)), [[1, 2, 3]]);
});

test("a call that is alone is no list", async (t) => {
  const page = new FakePage(t);
  page.accept(() => ({ items: [] }));
  const lens = await open(page);
  const asked = watch(page.host.link);
  await lens.items.list();
  assert.deepEqual(asked.map(({ kind }) => kind), ["call"]);
});

test("a host of the release before gets its frames one by one", async (t) => {
  const page = new FakePage(t);
  page.accept(() => ({ items: [] }), { limits: { batch_frames: 0 } });
  const lens = await open(page);
  const asked = watch(page.host.link);
  await Promise.all([lens.items.list(), lens.items.list()]);
  assert.deepEqual(asked.map(({ id }) => id), [1, 2]);
});

test("a lens of the release before gets its answers one by one", async (t) => {
  const page = new FakePage(t);
  page.accept(() => ({ items: [] }));
  const { port, heard, until, call } = await speak(t, page);
  port.postMessage([call(1), call(2)]);
  await until(() => heard.length >= 3);
  assert.deepEqual(heard.slice(1).map(({ kind, id }) => [kind, id]), [["outcome", 1], ["outcome", 2]]);
});

test("B7 an empty list and one that is too long are illegal frames", async (t) => {
  const page = new FakePage(t);
  const host = page.accept(() => ({ items: [] }));
  const { port, heard, until, call } = await speak(t, page);
  port.postMessage([]);
  port.postMessage(Array.from({ length: 65 }, (_, index) => call(index + 1)));
  port.postMessage([call(100)]);
  await until(() => heard.some(({ id }) => id === 100));
  assert.equal(host.connection.counters.violations, 2);
  assert.deepEqual(page.told.calls, ["items.list"]);
});

test("B7 each frame of a list counts against the rate", async (t) => {
  const page = new FakePage(t);
  page.accept(() => ({ items: [] }), { limits: { burst: 4, frames_per_s: 1 } });
  const { port, heard, until, call } = await speak(t, page);
  port.postMessage(Array.from({ length: 10 }, (_, index) => call(index + 1)));
  await until(() => heard.length >= 11);
  assert.equal(heard.filter(({ error }) => error?.code === "rate_limited").length, 7);
});

test("a trace is told each frame of a list", async (t) => {
  const page = new FakePage(t);
  const told = [];
  page.accept(() => ({ items: [] }), { onFrame: (sender, { kind, id }) => told.push([sender, kind, id]) });
  const lens = await open(page);
  told.length = 0;
  await Promise.all([lens.items.list(), lens.items.list()]);
  assert.deepEqual(told, [
    ["lens", "call", 1],
    ["lens", "call", 2],
    ["host", "outcome", 1],
    ["host", "outcome", 2],
  ]);
});
