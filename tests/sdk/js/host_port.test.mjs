// The host's end in a page: who may speak, what handlers may do, and how it all ends.

import assert from "node:assert/strict";
import { test } from "node:test";

import { hostCapabilities } from "../../../sdk/pierglass/sdk/js/bridge/port.js";
import { connect } from "../../../sdk/pierglass/sdk/js/lens.js";
import { FakePage, SCOPES, gate } from "./fake_page.mjs";

const code = (expected) => (error) => {
  assert.equal(error.code, expected);
  return true;
};

test("B1 a frame that could run on the host's origin is refused", (t) => {
  for (const sandbox of [["allow-scripts", "allow-same-origin"], ["allow-popups"], null]) {
    assert.throws(() => new FakePage(t, { sandbox }).accept(() => {}), code("unsafe_sandbox"));
  }
});

test("B2 other windows, other origins and other messages are ignored and counted", (t) => {
  const page = new FakePage(t);
  const host = page.accept(() => {});
  const data = { pierglass: "hello" };
  const port = () => [new MessageChannel().port2];
  page.say({ data, ports: port(), source: {} });
  page.say({ data, ports: port(), source: null });
  page.say({ data, ports: port(), origin: "https://host.example" });
  page.say({ data, ports: [] });
  page.say({ data, ports: [...port(), ...port()] });
  page.say({ data: { pierglass: "call" }, ports: port() });
  page.say({ data: null, ports: port() });
  assert.equal(host.ignored, 7);
  assert.equal(host.connection, null);
  assert.deepEqual(page.posted, []);
});

test("nothing is ever posted to the frame's window", async (t) => {
  const page = new FakePage(t);
  const host = page.accept(() => ({ items: [] }));
  const lens = await page.connect();
  await lens.items.list();
  host.notify("theme", { scheme: "dark" });
  host.revoke(["items.read"]);
  host.close();
  assert.deepEqual(page.posted, []);
});

test("a handler's value is the answer", async (t) => {
  const page = new FakePage(t);
  page.accept(({ params }) => ({ items: [params.kind] }));
  const lens = await page.connect();
  assert.deepEqual(await lens.items.list({ kind: "hat" }), { items: ["hat"] });
});

test("an error with a code of the bridge is the answer, whoever's class it is", async (t) => {
  const page = new FakePage(t);
  page.accept(() => {
    throw Object.assign(new Error("no face"), { code: "tryon.no_person", field: "photo" });
  });
  const lens = await page.connect();
  await assert.rejects(lens.tryOn.start("hat"), {
    code: "tryon.no_person",
    outcome: "failed",
    message: "no face",
    field: "photo",
  });
});

test("what a handler throws by accident stays with the host", async (t) => {
  const page = new FakePage(t);
  page.accept(() => {
    throw new TypeError("token abc is undefined");
  });
  const lens = await page.connect();
  await assert.rejects(lens.items.list(), (error) => {
    assert.equal(error.code, "failed");
    assert.doesNotMatch(error.message, /abc/);
    return true;
  });
  assert.equal(page.told.faults[0][1], "items.list");
});

test("consent is asked once, in one sheet, and the call waits for it", async (t) => {
  const page = new FakePage(t);
  const asked = [];
  page.accept(() => ({ items: [], placed: true }), {
    capabilities: () => hostCapabilities(SCOPES, []),
    onConsent: async (scopes) => {
      asked.push(scopes);
      return scopes;
    },
  });
  const lens = await page.connect();
  assert.equal(lens.capabilities["items.read"].state, "promptable");
  await Promise.all([lens.items.list(), lens.items.list(), lens.tryOn.start("hat")]);
  assert.deepEqual(asked, [["items.read"], ["camera.tryon"]]);
  assert.equal(lens.capabilities["items.read"].state, "granted");
});

test("B4 a refused permission is not asked for again", async (t) => {
  const page = new FakePage(t);
  let asked = 0;
  page.accept(() => ({ items: [] }), {
    capabilities: () => hostCapabilities(SCOPES, []),
    onConsent: async () => {
      asked += 1;
      return [];
    },
  });
  const lens = await page.connect();
  const calls = [lens.items.list(), lens.items.list()];
  const ends = await Promise.allSettled(calls);
  assert.deepEqual(ends.map(({ reason }) => reason.outcome), ["denied", "denied"]);
  await assert.rejects(lens.items.list(), code("permission_denied"));
  assert.equal(asked, 1);
  assert.deepEqual(page.told.calls, []);
});

test("B4 what is still to be asked for is not asked for without a tap", async (t) => {
  const page = new FakePage(t);
  const asked = [];
  const tapped = [false, true, true];
  page.accept(() => ({ items: [] }), {
    capabilities: () => hostCapabilities(SCOPES, []),
    gesture: () => tapped.shift(),
    onConsent: async (scopes) => {
      asked.push(scopes);
      return scopes;
    },
  });
  const lens = await page.connect();
  await assert.rejects(lens.items.list(), { code: "gesture_required", field: "items.read" });
  assert.equal(lens.capabilities["items.read"].state, "promptable");
  assert.deepEqual(asked, []);
  assert.deepEqual(await lens.items.list(), { items: [] });
});

test("B4 a tap on the sheet before is no tap on the lens", async (t) => {
  const page = new FakePage(t);
  const holder = { isActive: false };
  page.window.navigator = { userActivation: holder };
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  const tapped = { userActivation: { isActive: true } };
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: tapped });
  t.after(() => (before ? Object.defineProperty(globalThis, "navigator", before) : delete globalThis.navigator));
  const asked = [];
  page.accept(() => ({ items: [] }), {
    capabilities: () => hostCapabilities(SCOPES, []),
    gesture: undefined,
    onConsent: async (scopes) => {
      asked.push(scopes);
      return scopes;
    },
  });
  const lens = await page.connect();
  await assert.rejects(lens.items.list(), code("gesture_required"));
  holder.isActive = true;
  assert.deepEqual(await lens.items.list(), { items: [] });
  assert.deepEqual(asked, [["items.read"]]);
});

test("B4 a call that is given up while the user is asked is no answer", async (t) => {
  const page = new FakePage(t);
  const up = gate();
  const answers = [new Promise(() => {}), ["items.read"]];
  page.accept(() => ({ items: [] }), {
    capabilities: () => hostCapabilities(SCOPES, []),
    onConsent: async (_, signal) => {
      up.resolve();
      const gone = new Promise((resolve) => signal.addEventListener("abort", () => resolve([])));
      return Promise.race([answers.shift(), gone]);
    },
  });
  const lens = await page.connect();
  const stop = new AbortController();
  const call = lens.items.list({}, { signal: stop.signal });
  await up.promise;
  stop.abort();
  await assert.rejects(call, code("aborted"));
  assert.equal(lens.capabilities["items.read"].state, "promptable");
  assert.deepEqual(await lens.items.list(), { items: [] });
});

test("a lens that ends hears why, and so does each of its calls, once", async (t) => {
  const page = new FakePage(t);
  const begun = gate();
  page.accept(() => {
    begun.resolve();
    return new Promise(() => {});
  });
  const lens = await page.connect();
  const ends = [];
  const over = gate();
  lens.on("closed", (error) => over.resolve(error));
  const calls = [lens.items.list(), lens.launchState()].map((call) => call.catch((error) => ends.push(error)));
  await begun.promise;
  page.host.close("lens.withdrawn", "The shop is closed.");
  const end = await over.promise;
  await Promise.all(calls);
  for (const { code: word, outcome, message } of [end, ...ends]) {
    assert.deepEqual([word, outcome, message], ["lens.withdrawn", "closed", "The shop is closed."]);
  }
  assert.equal(ends.length, 2);
  assert.deepEqual(page.told.closed, ["lens.withdrawn"]);
});

test("B4 a call that must follow a tap is refused without one", async (t) => {
  const page = new FakePage(t);
  page.accept(() => ({}), { gesture: () => false });
  const lens = await page.connect();
  await assert.rejects(lens.capture.snap(), code("gesture_required"));
});

test("cancel reaches the handler", async (t) => {
  const page = new FakePage(t);
  const stopped = gate();
  const begun = gate();
  page.accept(({ signal }) => {
    signal.addEventListener("abort", () => stopped.resolve(signal.reason.code));
    begun.resolve();
    return new Promise(() => {});
  });
  const lens = await page.connect();
  const stop = new AbortController();
  const call = lens.photo.pick({ signal: stop.signal });
  await begun.promise;
  stop.abort();
  await assert.rejects(call, { code: "aborted", outcome: "cancelled" });
  assert.equal(await stopped.promise, "aborted");
});

test("a handler that looks at its signal too late finds that it has fired", async (t) => {
  const page = new FakePage(t);
  const go = gate();
  const looked = gate();
  page.accept(async (call) => {
    if (call.method !== "photo.pick") return { items: [] };
    await go.promise;
    looked.resolve(call.signal.reason?.code);
    return {};
  });
  const lens = await page.connect();
  const stop = new AbortController();
  const picking = lens.photo.pick({ signal: stop.signal });
  stop.abort();
  await assert.rejects(picking, { code: "aborted" });
  // A whole round trip later, the host knows.
  await lens.items.list();
  go.resolve();
  assert.equal(await looked.promise, "aborted");
});

test("a deadline that comes before that of an earlier call is kept", async (t) => {
  const page = new FakePage(t);
  const go = gate();
  page.accept(({ method }) => (method === "launch.get" ? new Promise(() => {}) : go.promise));
  const lens = await page.connect();
  const listing = lens.items.list({}, { deadlineMs: 5000 });
  await assert.rejects(lens.launchState({ deadlineMs: 30 }), { code: "timed_out" });
  go.resolve({ items: [] });
  assert.deepEqual(await listing, { items: [] });
});

test("B14 revocation ends the call, stops the handler and tells the lens", async (t) => {
  const page = new FakePage(t);
  const stopped = gate();
  const begun = gate();
  const told = gate();
  page.accept(({ signal }) => {
    signal.addEventListener("abort", () => stopped.resolve(signal.reason.code));
    begun.resolve();
    return new Promise(() => {});
  });
  const lens = await page.connect();
  lens.on("grant.revoked", told.resolve);
  const call = lens.tryOn.start("hat");
  const refused = assert.rejects(call, { code: "permission_revoked", field: "camera.tryon" });
  await begun.promise;
  page.host.revoke(["camera.tryon"]);
  await refused;
  assert.equal(await stopped.promise, "permission_revoked");
  assert.deepEqual(await told.promise, { scopes: ["camera.tryon"] });
  assert.equal(lens.can("camera.tryon"), false);
  await assert.rejects(lens.tryOn.start("hat"), code("permission_revoked"));
});

test("a reload in the middle of a call starts a new epoch", async (t) => {
  const page = new FakePage(t);
  const stopped = gate();
  const begun = gate();
  page.accept(({ method, signal }) => {
    if (method !== "photo.pick") return { items: [] };
    signal.addEventListener("abort", () => stopped.resolve(signal.reason.code));
    begun.resolve();
    return new Promise(() => {});
  });
  const before = await page.connect();
  const call = before.photo.pick();
  const gone = assert.rejects(call, { outcome: "closed" });
  await begun.promise;
  const after = await page.connect();
  assert.equal(await stopped.promise, "closed");
  await gone;
  assert.deepEqual(await after.items.list(), { items: [] });
  const [first, second] = page.told.ready;
  assert.notEqual(first.epoch, second.epoch);
  assert.deepEqual(page.told.closed, ["lost"]);
});

test("B3 a document without a hello of its own ends the session", async (t) => {
  const page = new FakePage(t);
  page.accept(() => ({ items: [] }));
  const lens = await page.connect();
  page.load();
  assert.deepEqual(page.told.closed, []);
  page.load();
  assert.deepEqual(page.told.closed, ["lost"]);
  await assert.rejects(lens.items.list(), { outcome: "closed" });
});

test("B3 a lens that says hello after its load event is told apart from the next", async (t) => {
  const page = new FakePage(t);
  page.accept(() => ({ items: [] }));
  page.load();
  const say = page.say.bind(page);
  page.say = (message) => say({ ...message, data: { ...message.data, loaded: true } });
  const lens = await page.connect();
  assert.deepEqual(await lens.items.list(), { items: [] });
  page.load();
  assert.deepEqual(page.told.closed, ["lost"]);
});

test("a load event that comes after the hello of its document ends nothing", async (t) => {
  const page = new FakePage(t);
  page.accept(() => ({ items: [] }));
  const say = page.say.bind(page);
  page.say = (message) => say({ ...message, data: { ...message.data, loaded: true } });
  const lens = await page.connect();
  page.iframe.dispatchEvent(new Event("load"));
  assert.deepEqual(await lens.items.list(), { items: [] });
});

test("B7 a flood ends the session and the host goes on", async (t) => {
  const page = new FakePage(t);
  const over = gate();
  page.accept(() => ({ items: [] }), { onClosed: (error) => over.resolve(error.code) });
  // The source, not the bundle: a flood needs the port itself.
  const lens = await connect({ parent: page.parent, origin: "https://host.example" });
  const raw = lens.end.link.port;
  const { epoch } = lens.end.connection;
  for (let id = 1; id <= 10_000; id += 1) {
    raw.postMessage({ kind: "call", epoch, id, method: "items.list", params: {} });
  }
  assert.equal(await over.promise, "protocol_error");
  assert.ok(page.told.calls.length < 3_000);
});

test("the deadline's clock stands while the user decides", async (t) => {
  const page = new FakePage(t);
  const seen = [];
  page.accept(async ({ whileUserDecides }) => {
    const left = () => (page.host.connection.nextTickMs() ?? Infinity) - performance.now();
    const chosen = await whileUserDecides(() => {
      seen.push(left() > 12 * 3_600_000);
      return "hdl_1";
    });
    seen.push(left() < 3_600_000);
    return { photo: chosen };
  });
  const lens = await page.connect();
  assert.deepEqual(await lens.photo.pick(), { photo: "hdl_1" });
  assert.deepEqual(seen, [true, true]);
});
