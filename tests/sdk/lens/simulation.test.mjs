// What the simulator's page bends, on ports that are Node's real ones.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bend } from "../../../sdk/pierglass/sdk/lens/dev_page/simulation.js";

const FIRST = { theme: "light", locale: "en", safe_area: { top: 0, right: 0, bottom: 0, left: 0 }, lacks: [], protocol: 2, slow_ms: 0 };

/** A window with port and event classes of its own, so that nothing else is bent. */
function scope(changes) {
  const sent = [];
  class Port {
    postMessage(frame) {
      sent.push(frame);
    }
  }
  class Message {
    constructor(data) {
      this.inner = data;
    }
    get data() {
      return this.inner;
    }
  }
  const waiting = [];
  const made = {
    navigator: {},
    MessagePort: Port,
    MessageEvent: Message,
    matchMedia: (query) => Object.assign(new EventTarget(), { media: query }),
    setTimeout: (run, ms) => waiting.push([run, ms]),
  };
  bend(made, { ...FIRST, ...changes });
  return { made, sent, waiting, port: new Port(), heard: (data) => new Message(data).data };
}

test("the host sees the theme and the language that were asked for", () => {
  const { made } = scope({ theme: "dark", locale: "de-AT" });
  assert.equal(made.matchMedia("(prefers-color-scheme: dark)").matches, true);
  assert.equal(made.matchMedia("(prefers-color-scheme: light)").matches, false);
  assert.equal(made.navigator.language, "de-AT");
});

test("a slow host's frames come late and in order; other messages do not", () => {
  const { port, sent, waiting } = scope({ slow_ms: 300 });
  port.postMessage({ kind: "outcome", id: 1 });
  port.postMessage({ kind: "outcome", id: 2 });
  port.postMessage("not of the bridge");
  assert.deepEqual(sent, ["not of the bridge"]);
  assert.deepEqual(waiting.map(([, ms]) => ms), [300, 300]);
  for (const [run] of waiting) run();
  assert.deepEqual(sent.slice(1).map(({ id }) => id), [1, 2]);
});

test("frames that travel as one list are bent and delayed alike", () => {
  const edges = { top: 44, right: 0, bottom: 0, left: 0 };
  const { port, sent, waiting } = scope({ slow_ms: 300, safe_area: edges });
  const theme = { kind: "notify", name: "theme", data: { scheme: "dark" } };
  port.postMessage([{ kind: "outcome", id: 1 }, theme]);
  assert.deepEqual(sent, []);
  waiting[0][0]();
  assert.deepEqual(sent[0].map(({ kind }) => kind), ["outcome", "notify"]);
  assert.deepEqual(sent[0][1].data.safe_area, edges);
});

test("an old host knows no later protocol", () => {
  const { heard } = scope({ protocol: 1 });
  assert.equal(heard({ kind: "hello", protocol: { min: 1, max: 2 } }).protocol.max, 1);
  assert.deepEqual(heard({ kind: "call", id: 1 }), { kind: "call", id: 1 });
});

test("what the client lacks is unsupported in its welcome", () => {
  const { port, sent } = scope({ lacks: ["storage"] });
  const granted = { state: "granted", version: 1 };
  port.postMessage({ kind: "welcome", capabilities: { storage: granted, launch: granted } });
  assert.equal(sent[0].capabilities.storage.state, "unsupported");
  assert.deepEqual(sent[0].capabilities.launch, granted);
});

test("the device's edges are in the look", () => {
  const edges = { top: 0, right: 0, bottom: 34, left: 0 };
  const { port, sent } = scope({ safe_area: edges });
  port.postMessage({ kind: "notify", name: "theme", data: { scheme: "dark" } });
  assert.deepEqual(sent[0].data, { scheme: "dark", safe_area: edges });
});
