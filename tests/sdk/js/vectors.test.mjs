// The shared vectors of bridge/spec/vectors, played against the JavaScript side.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { DecodeError, decode, encode } from "../../../sdk/pierglass/sdk/js/bridge/codec.js";
import { createConnection } from "../../../sdk/pierglass/sdk/js/bridge/connection.js";
import { CallError } from "../../../sdk/pierglass/sdk/js/bridge/errors.js";
import { hostCapabilities } from "../../../sdk/pierglass/sdk/js/bridge/port.js";
import { restart } from "../../../sdk/pierglass/sdk/js/bridge/restart.js";

const VECTORS = new URL("../../../bridge/spec/vectors/", import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, VECTORS), "utf8"));

const GRANTS = {
  requested: ["user.display_name", "user.avatar", "items.read", "camera.tryon", "chat.share"],
  granted: ["user.display_name", "items.read", "camera.tryon", "chat.share"],
};
const hello = (max) => ({
  kind: "hello",
  protocol: { min: 1, max },
  capabilities: {
    launch: { state: "granted", version: 1 },
    "grant.revoked": { state: "granted", version: 1 },
  },
});

function connect(script) {
  const host = script.side === "host";
  const { requested, granted, ...more } = script.grants ?? GRANTS;
  const connection = createConnection(script.side, {
    nowMs: 0,
    epoch: host ? "e1" : "",
    capabilities: host ? hostCapabilities(requested, granted, more) : undefined,
    limits: host ? script.limits : undefined,
    protocol: script.protocol,
  });
  if (!script.opened) return connection;
  const { version = 1 } = script;
  if (host) connection.receive(hello(version), 0);
  else {
    connection.start(0);
    const capabilities = { "items.read": { state: "granted", version: 1 } };
    const limits = script.limits ?? {};
    connection.receive({ kind: "welcome", epoch: "e1", version, capabilities, limits }, 0);
  }
  connection.framesToSend();
  return connection;
}

const DO = {
  start: (c, s) => c.start(s.at),
  call: (c, s) => c.call(s.method, s.params ?? {}, s.at, { deadlineMs: s.deadline_ms, credit: s.credit }),
  cancel: (c, s) => c.cancel(s.id, s.at),
  grant: (c, s) => c.calls.grant(s.id, s.credit, s.at),
  send_item: (c, s) => c.sendItem(s.id, s.value, s.at),
  credit: (c, s) => c.credit(s.id),
  receive: (c, s) => c.receive(s.frame, s.at, { gesture: s.gesture }),
  respond: (c, s) => c.respond(s.id, s.value, s.at),
  fail: (c, s) => c.fail(s.id, CallError.fromMap(s.error), s.at),
  progress: (c, s) => c.progress(s.id, s.at, s.fraction, s.note),
  pause: (c, s) => c.pause(s.id, s.at),
  resume: (c, s) => c.resume(s.id, s.at),
  notify: (c, s) => c.notify(s.name, s.data, s.at),
  set_capability: (c, s) => c.setCapability(s.name, s.capability, s.at),
  revoke: (c, s) => c.revoke(s.scopes, s.at),
  tick: (c, s) => c.tick(s.at),
  close: (c, s) => c.close(s.at, s.code, s.message),
  lost: (c, s) => c.lost(s.at),
  restart: (c, s) => (c.restart ? c.restart(s.at, s.epoch) : restart(c, s.at)),
};

function play(connection, step) {
  const result = { returns: null, events: [], raises: null };
  try {
    const value = DO[step.do](connection, step);
    if (Array.isArray(value)) result.events = value.map(asMap);
    else result.returns = value;
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    result.raises = error.code;
  }
  result.sends = connection.framesToSend();
  return result;
}

function asMap(value) {
  if (value instanceof CallError) return value.toMap();
  if (Array.isArray(value)) return value.map(asMap);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, asMap(v)]));
}

/** Maps may hold more than is expected; lists are compared whole. */
function match(expected, found, path) {
  if (Array.isArray(expected)) {
    assert.equal(found?.length, expected.length, `${path}: ${JSON.stringify(found)}`);
    expected.forEach((item, index) => match(item, found[index], `${path}[${index}]`));
  } else if (expected !== null && typeof expected === "object") {
    assert.ok(found !== null && typeof found === "object", `${path}: ${found}`);
    for (const [key, item] of Object.entries(expected)) {
      match(item, found[key], `${path}.${key}`);
    }
  } else {
    assert.equal(found ?? null, expected, path);
  }
}

for (const name of readdirSync(VECTORS).filter((file) => file.endsWith(".json")).sort()) {
  for (const script of read(name).scripts ?? []) {
    test(`${name}: ${script.name}`, () => {
      const connection = connect(script);
      script.steps.forEach((step, number) => {
        const at = `step ${number} (${step.do})`;
        const result = play(connection, step);
        match(step.raises ?? null, result.raises, `${at} raises`);
        match(step.sends ?? [], result.sends, `${at} sends`);
        match(step.events ?? [], result.events, `${at} events`);
        if ("returns" in step) match(step.returns, result.returns, `${at} returns`);
        if ("state" in step) assert.equal(connection.state, step.state, at);
        if ("next_tick_ms" in step) {
          assert.equal(connection.nextTickMs(), step.next_tick_ms, at);
        }
      });
      match(script.counters ?? {}, connection.counters, "counters");
    });
  }
}

function fromJson(value) {
  if (Array.isArray(value)) return value.map(fromJson);
  if (value === null || typeof value !== "object") return value;
  if ("$bytes" in value) return Uint8Array.from(Buffer.from(value.$bytes, "hex"));
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, fromJson(v)]));
}

const hex = (text) => Uint8Array.from(Buffer.from(text, "hex"));

for (const entry of read("msgpack.json").legal) {
  test(`msgpack: ${entry.name}`, () => {
    const value = fromJson(entry.value);
    assert.deepEqual(decode(hex(entry.hex)), value);
    if (!entry.once) assert.equal(Buffer.from(encode(value)).toString("hex"), entry.hex);
  });
}

for (const entry of read("msgpack.json").illegal) {
  test(`msgpack refuses ${entry.name}`, () => {
    assert.throws(
      () => decode(hex(entry.hex), { maxBytes: entry.max_bytes }),
      (error) => error instanceof DecodeError && error.code === entry.code,
    );
  });
}
