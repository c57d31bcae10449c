// A lens's end of the sans-I/O connection. The twin of pierglass.bridge.Connection
// with side "lens"; it is apart so that a lens does not load the host's half.

import { Caller } from "./caller.js";
import { HANDSHAKE_MS, LIMITS, NOTIFICATIONS } from "./calls.js";
import { CallError } from "./errors.js";
import {
  Session,
  onComplaint,
  onEnd,
  readCapabilities,
  readCapability,
} from "./session.js";

/** @typedef {import("./wire.js").Options} Options */
/** @typedef {import("./frames.js").Frame} Frame */

export class LensConnection extends Session {
  /** @param {Options} options */
  constructor(options) {
    super("lens", { ...options, capabilities: options.capabilities ?? lensCapabilities() });
    this.agent = options.agent;
    this.caller = new Caller(this);
    this.begin(options.nowMs);
  }

  /** The host's. */
  get capabilities() {
    return this.peer;
  }

  /** Our calls that have no outcome yet. */
  get pending() {
    return [...this.caller.open.keys()];
  }

  /** Say hello: the first act. @param {number} nowMs */
  start(nowMs) {
    if (this.state !== "idle") {
      throw new CallError("already_initialised", `start in state ${this.state}`);
    }
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
   * @param {{deadlineMs?: number}} [options]
   * @throws {CallError} If it was refused here; that was its outcome.
   */
  call(method, params, nowMs, { deadlineMs } = {}) {
    if (this.state === "closed") throw new CallError("session_closed");
    if (this.state !== "open") throw new CallError("not_ready");
    return this.caller.call(method, params, nowMs, deadlineMs);
  }

  /** Give a call up; its handler is told. @param {number} id @param {number} _nowMs */
  cancel(id, _nowMs) {
    this.caller.cancel(id);
    return this.events();
  }

  deadlines() {
    return [...this.caller.open.values()];
  }

  /** @param {number} nowMs */
  expire(nowMs) {
    this.caller.tick(nowMs);
  }

  /** @param {CallError} error */
  settle(error) {
    this.caller.settleAll(error.message);
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
    outcome: ({ caller }, frame) => caller.onOutcome(frame),
    progress: ({ caller }, frame, nowMs) => caller.onProgress(frame, nowMs),
    pause: ({ caller }, frame, nowMs) => caller.onPause(frame, nowMs),
    resume: ({ caller }, frame, nowMs) => caller.onResume(frame, nowMs),
    notify: (lens, { name, data }) => lens.emit({ type: "notified", name, data }),
    capability: onCapability,
    error: onComplaint,
    close: onEnd,
  },
};

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
  connection.limits = readLimits(limits);
  connection.peer = readCapabilities(capabilities);
  connection.state = "open";
  connection.emit({ type: "ready", epoch, version, capabilities: connection.peer });
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

/** @param {Record<string, any>} body */
function readLimits(body) {
  const told = Object.entries(body).filter(([, most]) => Number.isInteger(most) && most >= 1);
  return { ...LIMITS, ...Object.fromEntries(told) };
}

/** What a lens of this release understands: every notification.
 * @returns {Record<string, import("./wire.js").Capability>} */
export function lensCapabilities() {
  return Object.fromEntries(
    NOTIFICATIONS.map((name) => [name, { state: "granted", version: 1 }]),
  );
}
