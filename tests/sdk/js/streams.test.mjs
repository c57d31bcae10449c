// Streams through both ends of a page: who sets the pace, and how they end.

import assert from "node:assert/strict";
import { test } from "node:test";

import { FakePage, gate } from "./fake_page.mjs";

const state = (n) => ({ item_id: "hat", placed: true, hidden_share: 0, wearer: "found", fps: n });

/** A handler that yields on and on, and says how far it came and when it was left. */
function counting() {
  const told = { made: 0, left: gate() };
  async function* onCall() {
    try {
      for (;;) {
        told.made += 1;
        yield state(told.made);
      }
    } finally {
      told.left.resolve();
    }
  }
  return { told, onCall };
}

test("items come in order, and leaving the loop stops the handler", async (t) => {
  const page = new FakePage(t);
  const { told, onCall } = counting();
  page.accept(onCall);
  const lens = await page.connect();
  const seen = [];
  for await (const { fps } of lens.tryOn.watch()) {
    seen.push(fps);
    if (seen.length === 30) break;
  }
  await told.left.promise;
  assert.deepEqual(seen, Array.from({ length: 30 }, (_, index) => index + 1));
  assert.deepEqual(page.host.connection.handling, []);
});

test("a slow consumer holds the sender back: nothing is made that it did not ask for", async (t) => {
  const page = new FakePage(t);
  const { told, onCall } = counting();
  page.accept(onCall);
  const lens = await page.connect();
  const states = lens.tryOn.watch({ credit: 4 });
  await states.next();
  // A call and its answer: everything that travels has arrived.
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(told.made <= 5, `${told.made} made for 1 taken and 4 of credit`);
  await states.return();
});

test("a stream that its host ends is over", async (t) => {
  const page = new FakePage(t);
  page.accept(async function* () {
    yield state(1);
    yield state(2);
  });
  const lens = await page.connect();
  const seen = [];
  for await (const { fps } of lens.tryOn.watch()) seen.push(fps);
  assert.deepEqual(seen, [1, 2]);
});

test("what came before an error is given, then the error", async (t) => {
  const page = new FakePage(t);
  page.accept(async function* () {
    yield state(1);
    throw Object.assign(new Error("gone"), { code: "unavailable" });
  });
  const lens = await page.connect();
  const states = lens.tryOn.watch();
  assert.equal((await states.next()).value.fps, 1);
  await assert.rejects(states.next(), { name: "CallError", code: "unavailable" });
});

test("a revocation ends a stream as denied", async (t) => {
  const page = new FakePage(t);
  const { told, onCall } = counting();
  page.accept(onCall);
  const lens = await page.connect();
  const states = lens.tryOn.watch({ credit: 1 });
  await states.next();
  page.host.revoke(["camera.tryon"]);
  await assert.rejects(async () => {
    for await (const _ of states);
  }, { code: "permission_revoked", outcome: "denied" });
  await told.left.promise;
});

test("a signal ends a stream, and its handler", async (t) => {
  const page = new FakePage(t);
  const { told, onCall } = counting();
  page.accept(onCall);
  const lens = await page.connect();
  const stop = new AbortController();
  const states = lens.tryOn.watch({ signal: stop.signal, credit: 1 });
  await states.next();
  stop.abort();
  await assert.rejects(async () => {
    for await (const _ of states);
  }, { code: "aborted" });
  await told.left.promise;
});

test("the end of the session ends a stream as closed", async (t) => {
  const page = new FakePage(t);
  const { told, onCall } = counting();
  page.accept(onCall);
  const lens = await page.connect();
  const states = lens.tryOn.watch({ credit: 1 });
  await states.next();
  page.host.close();
  await assert.rejects(async () => {
    for await (const _ of states);
  }, { outcome: "closed" });
  await told.left.promise;
});
