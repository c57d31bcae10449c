// The SDK that a lens's page imports.

import assert from "node:assert/strict";
import { test } from "node:test";

import { hostOrigin } from "../../../sdk/pierglass/sdk/js/bridge/port.js";
import { openShop } from "../../../sdk/pierglass/sdk/js/shop.js";
import { count } from "../../../sdk/pierglass/sdk/js/usage.js";
import { FakePage, gate } from "./fake_page.mjs";

const METHODS = [
  ["user.get", (lens) => lens.user.get(["display_name"]), { fields: ["display_name"] }],
  ["items.list", (lens) => lens.items.list({ kind: "hat" }), { kind: "hat" }],
  ["items.list", (lens) => lens.items.list(), {}],
  [
    "viewfinder.layout",
    (lens) => lens.viewfinder.layout({ x: 1, y: 2, width: 3, height: 4 }),
    { x: 1, y: 2, width: 3, height: 4 },
  ],
  ["tryon.start", (lens) => lens.tryOn.start("hat-red"), { item_id: "hat-red" }],
  [
    "tryon.start",
    (lens) => lens.tryOn.start("hat-red", { photo: "hdl_1" }),
    { item_id: "hat-red", photo: "hdl_1" },
  ],
  ["listing.open", (lens) => openShop(lens, "hat-red"), { item_id: "hat-red" }],
  ["usage.count", (lens) => count(lens, "tried-on"), { event: "tried-on" }],
  ["tryon.stop", (lens) => lens.tryOn.stop(), {}],
  ["capture.snap", (lens) => lens.capture.snap(), {}],
  ["photo.pick", (lens) => lens.photo.pick(), {}],
  ["launch.get", (lens) => lens.launchState(), {}],
  [
    "share.chat",
    (lens) => lens.share.chat({ title: "Hat", idempotency_key: "12345678" }),
    { title: "Hat", idempotency_key: "12345678" },
  ],
];

for (const [method, call, params] of METHODS) {
  test(`${method} is sent as declared: ${call}`, async (t) => {
    const page = new FakePage(t);
    const seen = gate();
    page.accept((received) => {
      seen.resolve([received.method, received.params]);
      return {};
    }, { capabilities: () => everything() });
    const lens = await page.connect();
    await call(lens);
    assert.deepEqual(await seen.promise, [method, params]);
  });
}

function everything() {
  const names = [
    "user.display_name", "user.avatar", "items.read", "camera.tryon", "chat.share",
    "story.share", "notify", "viewfinder", "photo", "launch", "authorize", "lens", "storage", "shop", "usage",
  ];
  return Object.fromEntries(names.map((name) => [name, { state: "granted", version: 1 }]));
}

test("a share gets an idempotency key of its own, new each time", async (t) => {
  const page = new FakePage(t);
  const keys = [];
  page.accept(({ params }) => {
    keys.push(params.idempotency_key);
    return {};
  });
  const lens = await page.connect();
  await lens.share.chat({ title: "Hat" });
  await lens.share.chat({ title: "Hat" });
  assert.match(keys[0], /^\d+-\d+-\d+-\d+$/);
  assert.notEqual(keys[0], keys[1]);
});

test("what is kept and said travels as it was given", async (t) => {
  const page = new FakePage(t);
  const seen = [];
  page.accept(({ method, params }) => {
    seen.push([method, params]);
    return {};
  }, { capabilities: () => everything() });
  const lens = await page.connect();
  const entry = { scope: "conversation", key: "vote.ana", value: { item_id: "hat" }, if_version: 0 };
  await lens.storage.set(entry);
  await lens.chat.notify({ text: "Ana voted" });
  await lens.chat.invite({ title: "Vote!", idempotency_key: "12345678" });
  assert.deepEqual(seen, [
    ["storage.set", entry],
    ["chat.notify", { text: "Ana voted" }],
    ["chat.invite", { title: "Vote!", idempotency_key: "12345678" }],
  ]);
});

test("news reach their listeners until they are taken away", async (t) => {
  const page = new FakePage(t);
  page.accept(() => ({}));
  const lens = await page.connect();
  const heard = [];
  const second = gate();
  const stop = lens.tryOn.onUpdate((state) => {
    heard.push(state);
    stop();
  });
  lens.on("theme", second.resolve);
  page.host.notify("tryon.update", { placed: true, hidden_share: 0.1 });
  page.host.notify("tryon.update", { placed: false, hidden_share: 0 });
  page.host.notify("theme", { scheme: "dark" });
  await second.promise;
  assert.deepEqual(heard, [{ placed: true, hidden_share: 0.1 }]);
});

test("progress is told to the call that asked", async (t) => {
  const page = new FakePage(t);
  page.accept(({ progress }) => {
    progress(0.5, "placing");
    return { placed: true, hidden_share: 0 };
  });
  const lens = await page.connect();
  const heard = [];
  await lens.tryOn.start("hat", { onProgress: (progress) => heard.push(progress) });
  assert.deepEqual(heard, [{ fraction: 0.5, note: "placing" }]);
});

test("a signal that fired before stops the call from being made", async (t) => {
  const page = new FakePage(t);
  page.accept(() => ({}));
  const lens = await page.connect();
  await assert.rejects(lens.items.list({}, { signal: AbortSignal.abort() }), {
    code: "aborted",
  });
  assert.deepEqual(page.told.calls, []);
});

test("a value that cannot travel is refused with its path", async (t) => {
  const page = new FakePage(t);
  page.accept(() => ({}));
  const lens = await page.connect();
  const state = { open: () => {} };
  await assert.rejects(lens.share.chat({ title: "Hat", state }), {
    code: "invalid_payload",
    field: "state.open",
  });
});

test("B6 a getter is read once and travels as data", async (t) => {
  const page = new FakePage(t);
  const seen = gate();
  page.accept(({ params }) => {
    seen.resolve(params.state);
    return {};
  });
  const lens = await page.connect();
  let reads = 0;
  const state = {
    get item() {
      reads += 1;
      return reads;
    },
  };
  await lens.share.chat({ title: "Hat", state });
  assert.deepEqual(await seen.promise, { item: 1 });
});

test("outside a client, connect says so", async (t) => {
  globalThis.location = { hash: "" };
  const page = new FakePage(t);
  await assert.rejects(page.connect({ origin: undefined }), { code: "unavailable" });
  delete globalThis.location;
});

test("a connect that is given up ends", async (t) => {
  const page = new FakePage(t);
  page.deaf = true;
  const stop = new AbortController();
  const connecting = page.connect({ signal: stop.signal });
  stop.abort();
  await assert.rejects(connecting, { code: "aborted" });
});

test("a host that listens late is found by the second hello", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const page = new FakePage(t);
  page.deaf = true;
  const connecting = page.connect();
  page.accept(() => ({ items: [] }));
  page.deaf = false;
  t.mock.timers.tick(1000);
  t.mock.timers.reset();
  const lens = await connecting;
  assert.deepEqual(await lens.items.list(), { items: [] });
});

test("hello names the host's exact origin", async (t) => {
  const page = new FakePage(t);
  page.accept(() => ({}));
  await page.connect();
  assert.deepEqual(page.targets, ["https://host.example"]);
});

test("the host's origin is an exact one from the address", () => {
  const at = (hash) => hostOrigin({ hash });
  assert.equal(at("#host=http%3A%2F%2F127.0.0.1%3A8700"), "http://127.0.0.1:8700");
  for (const odd of ["", "#host=*", "#host=null", "#host=https://a.example/x", "#host=javascript:1"]) {
    assert.throws(() => at(odd), { code: "unavailable" });
  }
});

test("close asks the host and ends the session", async (t) => {
  const page = new FakePage(t);
  page.accept(() => null);
  const lens = await page.connect();
  await lens.close();
  assert.deepEqual(page.told.calls, ["lens.close"]);
  await assert.rejects(lens.items.list(), { code: "session_closed", outcome: "closed" });
});

test("every call can be given up, and every rejection is a CallError", async (t) => {
  const page = new FakePage(t);
  page.accept(() => new Promise(() => {}), { capabilities: () => everything() });
  const lens = await page.connect();
  const share = { title: "Hat", picture: "hdl_1" };
  const calls = [
    (options) => lens.user.get(["display_name"], options),
    (options) => lens.items.list({}, options),
    (options) => lens.viewfinder.layout({ x: 0, y: 0, width: 1, height: 1 }, options),
    (options) => lens.tryOn.start("hat-red", options),
    (options) => lens.tryOn.stop(options),
    (options) => lens.capture.snap(options),
    (options) => lens.launchState(options),
    (options) => lens.share.chat(share, options),
    (options) => lens.authorize({}, options),
    (options) => lens.storage.get({ scope: "view", key: "size" }, options),
    (options) => lens.storage.list({ scope: "view" }, options),
    (options) => lens.storage.set({ scope: "view", key: "size", value: {} }, options),
    (options) => lens.storage.remove({ scope: "view", key: "size" }, options),
    (options) => lens.chat.notify({ text: "Back again" }, options),
  ];
  for (const call of calls) {
    const controller = new AbortController();
    const pending = call({ signal: controller.signal });
    controller.abort();
    await assert.rejects(pending, { name: "CallError", outcome: "cancelled" });
  }
  const gone = AbortSignal.abort();
  const late = [
    ...calls,
    (options) => lens.photo.pick(options),
    (options) => lens.share.story(share, options),
    (options) => lens.chat.invite(share, options),
    (options) => lens.chat.respond({ title: "Hat", media: {} }, options),
  ];
  for (const call of late) {
    await assert.rejects(call({ signal: gone }), { name: "CallError", code: "aborted" });
  }
  await assert.rejects(lens.close({ signal: gone }), { name: "CallError", code: "aborted" });
});
