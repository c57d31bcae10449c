// A lens's end of the sans-I/O connection. The twin of pierglass.bridge.Connection
// with side "lens"; it is apart so that a lens does not load the host's half.

import { Caller } from "./caller.js";
import { HANDSHAKE_MS, NOTIFICATIONS } from "./calls.js";
import { CallError } from "./errors.js";
import {
  Session,
  onComplaint,
  onEnd,
  readCapabilities,
  readCapability,
} from "./session.js";

/** @typedef {import("./wire.js").Options} Options */
/** @typedef {import("./wire.js").Frame} Frame */

/** @extends {Session<Caller>} */
export class LensConnection extends Session {
  /** @param {Options} options */
  constructor(options) {
    super("lens", (wire) => new Caller(wire), { ...options, capabilities: options.capabilities ?? lensCapabilities() });
    this.agent = options.agent;
  }

  /** The host's. */
  get capabilities() {
    return this.peer;
  }

  /** Our calls that have no outcome yet. */
  get pending() {
    return [...this.calls.open.keys()];
  }

  /** Say hello: the first act. @param {number} nowMs */
  start(nowMs) {
    const [min, max] = this.protocol;
    /** @type {Frame} */
    const hello = { kind: "hello", protocol: { min, max }, capabilities: { ...this.own } };
    if (this.agent) hello.agent = this.agent;
    this.send(hello);
    this.state = "greeting";
    this.handshakeEndsMs = nowMs + HANDSHAKE_MS;
  }

  /**
   * Send a call; return its id, which one `call_settled` will name.
   * @param {string} method
   * @param {Record<string, unknown>} params
   * @param {number} nowMs
   * @param {{deadlineMs?: number, credit?: number}} [options] credit: items that a
   *   stream may send before `calls.grant`, 1 to 1024.
   * @throws {CallError} If it was refused here; that was its outcome.
   */
  call(method, params, nowMs, { deadlineMs, credit } = {}) {
    if (this.state === "closed") throw new CallError("session_closed");
    if (this.state !== "open") throw new CallError("not_ready");
    return this.calls.call(method, params, nowMs, deadlineMs, credit);
  }

  /** Give a call up; its handler is told. @param {number} id @param {number} _nowMs */
  cancel(id, _nowMs) {
    this.calls.cancel(id);
    return this.events();
  }

  /** @param {Frame} frame @param {number} nowMs */
  take(frame, nowMs) {
    const handler = RECEIVE[this.state]?.[frame.kind];
    handler?.(this, frame, nowMs);
    return handler !== undefined;
  }
}

/**
 * Which frames a lens takes in which state.
 * @type {Record<string, Record<string, (c: LensConnection, f: Frame, nowMs: number) => void>>}
 */
const RECEIVE = {
  greeting: { welcome: onWelcome, refuse: onEnd, error: onComplaint, close: onEnd },
  open: {
    outcome: onCallFrame,
    progress: onCallFrame,
    pause: onCallFrame,
    resume: onCallFrame,
    stream_item: onCallFrame,
    notify: (lens, { name, data }) => lens.emit({ type: "notified", name, data }),
    capability: onCapability,
    error: onComplaint,
    close: onEnd,
  },
};

/** @param {LensConnection} connection @param {Frame} frame @param {number} nowMs */
function onCallFrame({ calls }, frame, nowMs) {
  calls.take(frame, nowMs);
}

/** @param {LensConnection} connection @param {Frame} frame */
function onWelcome(connection, { epoch, version, limits, capabilities }) {
  const [low, high] = connection.protocol;
  if (version < low || version > high) {
    const message = `version ${version}, expected ${low} to ${high}`;
    connection.end(new CallError("version_unsupported", message), true);
    return;
  }
  connection.epoch = epoch;
  connection.version = version;
  for (const [name, most] of Object.entries(limits)) {
    if (Number.isInteger(most) && most > 0) connection.limits[name] = most;
  }
  connection.agree(readCapabilities(capabilities));
}

/** @param {LensConnection} connection @param {Frame} frame */
function onCapability(connection, { name, capability: body }) {
  const capability = readCapability(body);
  if (!capability) {
    throw new CallError("invalid_frame", "", { field: "capability" });
  }
  connection.peer[name] = capability;
  connection.emit({ type: "capability_changed", name, capability });
}

/** What a lens of this release understands: every notification.
 * @returns {Record<string, import("./wire.js").Capability>} */
export function lensCapabilities() {
  return Object.fromEntries(
    NOTIFICATIONS.map((name) => [name, { state: "granted", version: 1 }]),
  );
}
