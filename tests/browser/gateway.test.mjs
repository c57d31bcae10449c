// The page's gateway client and live stream against a scripted socket.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { Backoff } from "../../client/pierglass/client/web/backoff.js";
import { Gateway } from "../../client/pierglass/client/web/gateway.js";
import { LiveTryOn } from "../../client/pierglass/client/web/live.js";
import { decode, encode } from "../../client/pierglass/client/web/wire/msgpack.js";

class FakeSocket {
  static OPEN = 1;
  static made = [];

  constructor(url) {
    this.url = url;
    this.readyState = FakeSocket.OPEN;
    this.sent = [];
    FakeSocket.made.push(this);
  }

  send(data) {
    this.sent.push(decode(data));
  }

  say(frame) {
    this.onmessage({ data: encode(frame).buffer });
  }

  cut(code) {
    this.readyState = 3;
    this.onclose({ code });
  }

  close(code) {
    this.cut(code);
  }
}

globalThis.WebSocket = FakeSocket;
const session = { tokens: { access_token: "token" }, signedIn: true };
const last = () => FakeSocket.made.at(-1);
const settle = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  FakeSocket.made.length = 0;
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
});

function connect() {
  const seen = { events: [], fresh: 0, states: [], refreshed: 0 };
  const gateway = new Gateway({
    url: "ws://test/gateway",
    session,
    api: { refresh: async () => { seen.refreshed += 1; } },
    onEvent: (type, data) => seen.events.push([type, data]),
    onFresh: () => { seen.fresh += 1; },
    onState: (state) => seen.states.push(state),
  });
  gateway.start();
  last().say({ op: "hello", heartbeat_s: 30, epoch: "one" });
  last().say({ op: "ready", session_id: "s", account_id: "a", seq: 4 });
  return { gateway, seen };
}

test("identifies, loads once, and applies each event once", () => {
  const { gateway, seen } = connect();
  for (const seq of [5, 5, 4]) last().say({ op: "event", seq, type: "read", data: {} });
  assert.equal(last().sent[0].op, "identify");
  assert.equal(seen.fresh, 1);
  assert.equal(seen.events.length, 1);
  assert.deepEqual(last().sent.at(-1), { op: "ack", seq: 5 });
  gateway.stop();
});

test("resumes after a cut where it stood, without loading anew", () => {
  const { gateway, seen } = connect();
  last().say({ op: "event", seq: 5, type: "read", data: {} });
  last().cut(1006);
  mock.timers.tick(60_000);
  return settle().then(() => {
    last().say({ op: "hello", heartbeat_s: 30, epoch: "two" });
    const [resume] = last().sent;
    assert.deepEqual(resume, { op: "resume", token: "token", session_id: "s", epoch: "one", seq: 5 });
    last().say({ op: "resumed" });
    last().say({ op: "event", seq: 6, type: "read", data: {} });
    assert.equal(seen.events.length, 2);
    assert.equal(seen.fresh, 1);
    gateway.stop();
  });
});

test("identifies again when the server cannot resume", () => {
  const { gateway } = connect();
  last().say({ op: "reset", reason: "too_old" });
  assert.equal(last().sent.at(-1).op, "identify");
  gateway.stop();
});

test("renews the token before it comes back from 4440", async () => {
  const { gateway, seen } = connect();
  last().cut(4440);
  mock.timers.tick(60_000);
  await settle();
  assert.equal(seen.refreshed, 1);
  assert.equal(FakeSocket.made.length, 2);
  gateway.stop();
});

test("stays away when another window took the session", () => {
  const { seen } = connect();
  last().cut(4409);
  mock.timers.tick(120_000);
  assert.equal(FakeSocket.made.length, 1);
  assert.equal(seen.states.at(-1), "stopped");
});

test("closes a connection whose heartbeat is not answered", () => {
  const { gateway, seen } = connect();
  mock.timers.tick(60_001);
  assert.equal(seen.states.includes("waiting"), true);
  gateway.stop();
});

test("a frame that is not legal closes the connection", () => {
  const { gateway, seen } = connect();
  last().onmessage({ data: Uint8Array.of(0xc1).buffer });
  assert.equal(seen.states.at(-1), "waiting");
  gateway.stop();
});

function stream() {
  const seen = { frames: [], trouble: [], grabbed: 0, renewed: 0 };
  const live = new LiveTryOn({
    url: "ws://test/live",
    session,
    renew: async () => { seen.renewed += 1; },
    grab: async () => {
      seen.grabbed += 1;
      return Uint8Array.of(seen.grabbed);
    },
    onFrame: (frame, itemId) => seen.frames.push([frame.n, itemId]),
    onTrouble: (error) => seen.trouble.push(error),
  });
  live.start("hat");
  last().onopen();
  return { live, seen };
}

test("one frame is in flight, and the next is grabbed when its answer comes", async () => {
  const { live, seen } = stream();
  last().say({ op: "started", stream: "x" });
  await settle();
  await settle();
  assert.equal(seen.grabbed, 1);
  last().say({ op: "frame", n: 1, image: Uint8Array.of(1), placed: true });
  await settle();
  assert.deepEqual(seen.frames, [[1, "hat"]]);
  assert.deepEqual(last().sent.slice(1).map(({ n }) => n), [1, 2]);
  live.stop();
});

test("an answer for the item before is not shown", async () => {
  const { live, seen } = stream();
  last().say({ op: "started", stream: "x" });
  await settle();
  live.start("glasses");
  last().say({ op: "frame", n: 1, image: Uint8Array.of(1), placed: true });
  await settle();
  assert.deepEqual(seen.frames, []);
  assert.deepEqual(last().sent.find(({ op }) => op === "item"), { op: "item", item_id: "glasses" });
  live.stop();
});

test("a frame that was dropped does not stop the stream", async () => {
  const { live, seen } = stream();
  last().say({ op: "started", stream: "x" });
  await settle();
  mock.timers.tick(4001);
  await settle();
  assert.equal(seen.grabbed, 2);
  live.stop();
});

test("a late answer of a slow server is shown, and it is asked less often", async () => {
  const { live, seen } = stream();
  last().say({ op: "started", stream: "x" });
  await settle();
  mock.timers.tick(4001);
  await settle();
  mock.timers.tick(7000);
  await settle();
  assert.equal(seen.grabbed, 2);
  last().say({ op: "frame", n: 1, image: Uint8Array.of(1), placed: true });
  await settle();
  assert.deepEqual(seen.frames, [[1, "hat"]]);
  live.stop();
});

test("a stream whose token ran out renews it before it comes back", async () => {
  const { live, seen } = stream();
  last().cut(4401);
  mock.timers.tick(60_000);
  await settle();
  assert.equal(seen.renewed, 1);
  assert.equal(FakeSocket.made.length, 2);
  live.stop();
});

test("an overloaded server is given the time that it asks for", async () => {
  const { live, seen } = stream();
  last().say({ op: "started", stream: "x" });
  await settle();
  last().say({ op: "error", error: { code: "overloaded", message: "busy", retryable: true, retry_after: 2 } });
  mock.timers.tick(1900);
  await settle();
  assert.equal(seen.grabbed, 1);
  mock.timers.tick(200);
  await settle();
  assert.equal(seen.grabbed, 2);
  assert.equal(seen.trouble.at(-1).code, "overloaded");
  live.stop();
});

test("waits double and never pass their limit", () => {
  const backoff = new Backoff(() => 1);
  const waits = Array.from({ length: 12 }, () => backoff.next());
  assert.deepEqual(waits.slice(0, 3), [400, 800, 1600]);
  assert.equal(Math.max(...waits), 20_000);
});
