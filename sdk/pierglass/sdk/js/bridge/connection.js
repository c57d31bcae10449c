// The sans-I/O connection: frames in, events and frames out. The twin of
// pierglass.bridge.Connection; bridge/spec/vectors holds the behaviour of both.
//
// One object is one end of one session. It owns no clock, no transport and no timer:
// the program passes the time in (milliseconds that never go back), hands it what
// arrived, and carries what framesToSend() gives.

import { Caller } from "./caller.js";
import { RateMeter } from "./deadline.js";
import { CallError, LocalProtocolError, RemoteProtocolError } from "./errors.js";
import { parseFrame } from "./frames.js";
import * as policy from "./methods.js";
import { Responder } from "./responder.js";
import { isRecord, weigh } from "./weight.js";

/** @typedef {"granted"|"promptable"|"denied"|"unsupported"} CapabilityState */

/**
 * @typedef {object} Capability
 * @property {CapabilityState} state
 * @property {number} version
 * @property {Record<string, number>} [limits]
 * @property {string} [reason] Why it is denied or unsupported, for people.
 */

/** @typedef {import("./frames.js").Frame} Frame */

/**
 * What a connection tells the program that drives it. `type` is one of: ready,
 * call_received, call_stopped, call_settled, call_progressed, call_paused,
 * call_resumed, notified, capability_changed, peer_complained, frame_dropped, closed.
 * @typedef {Record<string, any> & {type: string}} Event
 */

/**
 * @typedef {object} Options
 * @property {number} nowMs
 * @property {string} [epoch] A host's new, unguessable word for this session.
 * @property {Record<string, Capability>} [capabilities] What this side offers.
 * @property {Record<string, number>} [limits] What a host allows.
 * @property {[number, number]} [protocol] Lowest and highest version spoken.
 * @property {string} [agent] A lens's SDK name and version, for logs.
 */

const STATES = ["granted", "promptable", "denied", "unsupported"];

/** What the parts of one connection share. */
export class Wire {
  /** @param {Record<string, number>} limits @param {string} epoch */
  constructor(limits, epoch) {
    this.limits = limits;
    this.epoch = epoch;
    this.version = 1;
    this.counters = { stale: 0, late: 0, violations: 0, rate_limited: 0 };
    /** @type {Frame[]} */
    this.frames = [];
    /** @type {Event[]} */
    this.events = [];
  }

  /** @param {Frame} frame */
  send(frame) {
    this.frames.push(frame);
  }

  /** @param {Event} event */
  emit(event) {
    this.events.push(event);
  }
}

export class Connection {
  /** @param {"lens"|"host"} side @param {Options} options */
  constructor(side, { nowMs, epoch = "", capabilities, limits, protocol, agent }) {
    if (side === "host" && !epoch) {
      throw new LocalProtocolError("a host needs an epoch: a fresh random word");
    }
    const isHost = side === "host";
    this.side = side;
    this.agent = agent;
    this.protocol = protocol ?? [policy.PROTOCOL_MIN, policy.PROTOCOL_MAX];
    /** @type {Record<string, Capability>} */
    this.own = { ...(capabilities ?? lensCapabilities()) };
    /** @type {Record<string, Capability>} */
    this.peer = {};
    this.wire = new Wire({ ...policy.LIMITS, ...limits }, epoch);
    this.caller = new Caller(this.wire, isHost ? {} : policy.METHODS);
    this.responder = new Responder(this.wire, isHost ? policy.METHODS : {}, this.own);
    this.begin(nowMs);
  }

  /** Stand at the start of a session. @param {number} nowMs */
  begin(nowMs) {
    /** @type {"idle"|"greeting"|"listening"|"open"|"closed"} */
    this.state = this.side === "host" ? "listening" : "idle";
    this.peer = {};
    this.meter = new RateMeter(this.wire.limits, nowMs);
    this.handshakeEndsMs = nowMs + policy.HANDSHAKE_MS;
  }

  get epoch() {
    return this.wire.epoch;
  }

  get version() {
    return this.wire.version;
  }

  get limits() {
    return this.wire.limits;
  }

  get counters() {
    return this.wire.counters;
  }

  /** The host's capabilities, on either side. */
  get capabilities() {
    return this.side === "host" ? this.own : this.peer;
  }

  /** Our calls that have no outcome yet. */
  get pending() {
    return [...this.caller.open.keys()];
  }

  /** The peer's calls that have no answer yet. */
  get handling() {
    return [...this.responder.open.keys()];
  }

  /** The frames that the transport shall carry, once, in order. */
  framesToSend() {
    return this.wire.frames.splice(0);
  }

  /** When {@link tick} has something to do; null if never. */
  nextTickMs() {
    const deadlines = [
      ...this.caller.open.values(),
      ...[...this.responder.open.values()].map((call) => call.deadline),
    ];
    const ends = deadlines.map((deadline) => deadline.endsMs ?? Infinity);
    if (this.isShakingHands) ends.push(this.handshakeEndsMs);
    const first = Math.min(...ends);
    return first === Infinity ? null : first;
  }

  get isShakingHands() {
    return this.state === "greeting" || this.state === "listening";
  }

  /** Say hello: a lens's first act. @param {number} nowMs */
  start(nowMs) {
    if (this.state !== "idle") {
      throw new LocalProtocolError(`start in state ${this.state}, expected idle`);
    }
    const [min, max] = this.protocol;
    /** @type {Frame} */
    const hello = { kind: "hello", protocol: { min, max }, capabilities: { ...this.own } };
    if (this.agent) hello.agent = this.agent;
    this.wire.send(hello);
    this.state = "greeting";
    this.handshakeEndsMs = nowMs + policy.HANDSHAKE_MS;
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

  /** Give a call up. @param {number} id @param {number} _nowMs */
  cancel(id, _nowMs) {
    this.caller.cancel(id);
    return this.events();
  }

  /** Answer with a value; return false if the call had ended before.
   * @param {number} id @param {unknown} value @param {number} _nowMs */
  respond(id, value, _nowMs) {
    return this.responder.respond(id, value);
  }

  /** Answer with an error; return false if the call had ended before.
   * @param {number} id @param {CallError} error @param {number} _nowMs */
  fail(id, error, _nowMs) {
    return this.responder.fail(id, error);
  }

  /** Say that a call is being worked on: its deadline starts again.
   * @param {number} id @param {number} nowMs
   * @param {number} [fraction] @param {string} [note] */
  progress(id, nowMs, fraction, note) {
    return this.responder.progress(id, nowMs, fraction, note);
  }

  /** Stop a call's clock: the user is deciding. @param {number} id @param {number} nowMs */
  pause(id, nowMs) {
    return this.responder.pause(id, nowMs);
  }

  /** Let a call's clock go on. @param {number} id @param {number} nowMs */
  resume(id, nowMs) {
    return this.responder.resume(id, nowMs);
  }

  /** Send news; return false if the lens does not understand it or is not open.
   * @param {string} name @param {Record<string, unknown>} data @param {number} _nowMs */
  notify(name, data, _nowMs) {
    if (!policy.NOTIFICATIONS.includes(name)) {
      throw new LocalProtocolError(`${name} is not in policy.NOTIFICATIONS`);
    }
    const clean = weigh(data, Math.floor(this.limits.frame_bytes / 2)).value;
    if (this.state !== "open" || !Object.hasOwn(this.peer, name)) return false;
    this.wire.send({ kind: "notify", epoch: this.epoch, name, data: clean });
    return true;
  }

  /** Change the state of one capability and tell the lens.
   * @param {string} name @param {Capability} capability @param {number} _nowMs */
  setCapability(name, capability, _nowMs) {
    this.own[name] = capability;
    this.responder.revoked.delete(name);
    if (this.state === "open") {
      const copy = { ...capability };
      this.wire.send({ kind: "capability", epoch: this.epoch, name, capability: copy });
    }
  }

  /** Withdraw permissions now: open calls that need them end as denied.
   * @param {string[]} scopes @param {number} nowMs */
  revoke(scopes, nowMs) {
    for (const name of scopes) {
      const reason = "withdrawn by the user";
      this.setCapability(name, { state: "denied", version: 1, reason }, nowMs);
    }
    this.responder.revoke(scopes);
    this.notify("grant.revoked", { scopes: [...scopes].sort() }, nowMs);
    return this.events();
  }

  /**
   * Take one frame that arrived, legal or not.
   * @param {unknown} raw
   * @param {number} nowMs
   * @param {{gesture?: boolean}} [options] gesture: whether the user has just tapped
   *   or pressed a key in the lens, as the host itself knows.
   * @returns {Event[]}
   */
  receive(raw, nowMs, { gesture = false } = {}) {
    if (this.side === "host" && !this.meter?.allow(nowMs)) {
      this.overRate(raw);
      return this.events();
    }
    try {
      this.dispatch(parseFrame(raw, this.limits.frame_bytes), nowMs, gesture);
    } catch (error) {
      if (!(error instanceof RemoteProtocolError)) throw error;
      this.violation(raw, error);
    }
    return this.events();
  }

  /** Let the time pass: what is over its deadline ends. @param {number} nowMs */
  tick(nowMs) {
    if (this.isShakingHands && nowMs >= (this.handshakeEndsMs ?? 0)) {
      this.end(new CallError("timed_out", "the peer did not finish the handshake"), true);
    }
    this.caller.tick(nowMs);
    this.responder.tick(nowMs);
    return this.events();
  }

  /** End the session: tell the peer and settle everything.
   * @param {number} _nowMs @param {string} [code] @param {string} [message] */
  close(_nowMs, code = "closed", message = "") {
    this.end(new CallError(code, message), true);
    return this.events();
  }

  /** Note that the transport is gone: settle everything, tell nobody.
   * @param {number} _nowMs */
  lost(_nowMs) {
    this.end(new CallError("lost"), false);
    return this.events();
  }

  /** Begin a new epoch on the same transport, as after a reload of the lens.
   * @param {number} nowMs @param {string} [epoch] */
  restart(nowMs, epoch = "") {
    if (this.side === "host" && (!epoch || epoch === this.epoch)) {
      throw new LocalProtocolError("a new session needs a new epoch");
    }
    this.end(new CallError("closed", "the lens was reloaded"), false);
    this.wire.frames.length = 0;
    this.wire.epoch = epoch;
    this.responder.lastId = 0;
    this.begin(nowMs);
    return this.events();
  }

  /** @param {Frame} frame @param {number} nowMs @param {boolean} gesture */
  dispatch(frame, nowMs, gesture) {
    if (this.isStale(frame)) {
      this.counters.stale += 1;
      this.wire.emit({ type: "frame_dropped", reason: "stale_epoch" });
    } else if (frame.kind === "call" && this.state === "open") {
      this.responder.onCall(frame, nowMs, gesture);
    } else {
      const handler = RECEIVE[`${this.side} ${this.state}`]?.[frame.kind];
      if (handler) handler(this, frame, nowMs);
      else this.unexpected(frame);
    }
  }

  /** @param {Frame} frame */
  isStale(frame) {
    if (this.state === "closed" || frame.kind === "welcome") return false;
    // A call before hello: it is told so.
    if (this.state === "listening" && frame.kind === "call") return false;
    return frame.epoch !== undefined && frame.epoch !== this.epoch;
  }

  /** @param {Frame} frame */
  unexpected(frame) {
    const isCall = frame.kind === "call";
    if (this.state === "closed") {
      this.wire.emit({ type: "frame_dropped", reason: "session_closed" });
      if (isCall) this.answerOutside(frame, new CallError("session_closed"));
    } else if (isCall) {
      this.answerOutside(frame, new CallError("not_ready"));
    } else if (frame.kind === "hello") {
      throw new RemoteProtocolError("already_initialised", "hello came twice");
    } else {
      const message = `${frame.kind} is not for a ${this.side} that is ${this.state}`;
      throw new RemoteProtocolError("invalid_frame", message, "kind");
    }
  }

  /** @param {Frame} frame @param {CallError} error */
  answerOutside({ epoch, id }, error) {
    const { outcome } = error;
    this.wire.send({ kind: "outcome", epoch, id, outcome, error: error.toMap() });
  }

  /** @param {unknown} raw */
  overRate(raw) {
    this.counters.rate_limited += 1;
    this.wire.emit({ type: "frame_dropped", reason: "rate_limited" });
    if (this.state === "closed") return;
    if (this.meter?.isFlooded) {
      this.end(new CallError("protocol_error", "too many frames, for too long"), true);
    } else {
      const details = { retryAfterMs: policy.RETRY_MS };
      this.answerSalvaged(raw, new CallError("rate_limited", "", details));
    }
  }

  /** Answer a frame that was not parsed, if it is recognisably a call of now.
   * @param {unknown} raw @param {CallError} error */
  answerSalvaged(raw, error) {
    if (this.state !== "open" || !isRecord(raw)) return false;
    const { kind, epoch, id } = raw;
    if (kind !== "call" || epoch !== this.epoch) return false;
    if (!Number.isSafeInteger(id) || id <= this.responder.lastId) return false;
    this.responder.takeId(id);
    this.responder.answer(id, error);
    return true;
  }

  /** @param {unknown} raw @param {RemoteProtocolError} fault */
  violation(raw, { code, message, field }) {
    this.counters.violations += 1;
    this.wire.emit({ type: "frame_dropped", reason: code });
    if (this.state === "closed") return;
    const error = new CallError(code, message, { field });
    if (this.counters.violations > this.limits.violations) {
      const text = `${this.counters.violations} illegal frames; the last: ${message}`;
      this.end(new CallError("protocol_error", text), true);
    } else if (!this.answerSalvaged(raw, error)) {
      this.wire.send(this.withEpoch({ kind: "error", error: error.toMap() }));
    }
  }

  /** @param {Frame} frame */
  withEpoch(frame) {
    return this.epoch ? { ...frame, epoch: this.epoch } : frame;
  }

  /** Settle everything, once. @param {CallError} error @param {boolean} tell */
  end(error, tell) {
    if (this.state === "closed") return;
    if (tell && this.state !== "idle") {
      this.wire.send(this.withEpoch({ kind: "close", error: error.toMap() }));
    }
    this.state = "closed";
    this.caller.settleAll(error.message);
    this.responder.stopAll("closed");
    this.wire.emit({ type: "closed", error });
  }

  /** @returns {Event[]} */
  events() {
    return this.wire.events.splice(0);
  }
}

/** @param {Connection} connection @param {Frame} frame */
function onHello(connection, frame) {
  const [low, high] = connection.protocol;
  const { min, max } = frame.protocol;
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 1 || max < min) {
    refuse(connection, new CallError("invalid_frame", "", { field: "protocol" }));
  } else if (min > high || max < low) {
    const message = `the lens speaks ${min} to ${max}, the host ${low} to ${high}`;
    const details = { data: { min: low, max: high } };
    refuse(connection, new CallError("version_unsupported", message, details));
  } else {
    const { wire, epoch, own } = connection;
    wire.version = Math.min(high, max);
    connection.peer = readCapabilities(frame.capabilities);
    connection.state = "open";
    const { version, limits } = wire;
    wire.send({
      kind: "welcome",
      epoch,
      version,
      capabilities: { ...own },
      limits: { ...limits },
    });
    wire.emit({ type: "ready", epoch, version, capabilities: connection.peer });
  }
}

/** @param {Connection} connection @param {CallError} error */
function refuse(connection, error) {
  connection.wire.send({ kind: "refuse", error: error.toMap() });
  connection.end(error, false);
}

/** @param {Connection} connection @param {Frame} frame */
function onWelcome(connection, frame) {
  const [low, high] = connection.protocol;
  const { epoch, version } = frame;
  if (version < low || version > high) {
    const message = `welcomed with version ${version}, expected ${low} to ${high}`;
    connection.end(new CallError("version_unsupported", message), true);
    return;
  }
  const { wire } = connection;
  wire.epoch = epoch;
  wire.version = version;
  wire.limits = readLimits(frame.limits);
  connection.peer = readCapabilities(frame.capabilities);
  connection.state = "open";
  wire.emit({ type: "ready", epoch, version, capabilities: connection.peer });
}

/** @param {Connection} connection @param {Frame} frame */
function onCapability(connection, { name, capability: body }) {
  const capability = readCapability(body);
  if (!capability) {
    throw new RemoteProtocolError("invalid_frame", "no capability", "capability");
  }
  connection.peer[name] = capability;
  connection.wire.emit({ type: "capability_changed", name, capability });
}

/** @param {Connection} connection @param {Frame} frame */
function onComplaint(connection, frame) {
  const error = CallError.fromMap(frame.error);
  connection.wire.emit({ type: "peer_complained", error });
}

/** @param {Connection} connection @param {Frame} frame */
function onRefuse(connection, frame) {
  connection.end(CallError.fromMap(frame.error), false);
}

const closing = { error: onComplaint, close: onRefuse };

/**
 * Which frames a side takes in which state; a call is taken wherever it is open.
 * @type {Record<string, Record<string, (c: Connection, f: Frame, nowMs: number) => void>>}
 */
const RECEIVE = {
  "host listening": { hello: onHello, close: onRefuse },
  "host open": { cancel: (c, f) => c.responder.onCancel(f), ...closing },
  "lens greeting": { welcome: onWelcome, refuse: onRefuse, ...closing },
  "lens open": {
    outcome: (c, f) => c.caller.onOutcome(f),
    progress: (c, f, nowMs) => c.caller.onProgress(f, nowMs),
    pause: (c, f, nowMs) => c.caller.onPause(f, nowMs),
    resume: (c, f, nowMs) => c.caller.onResume(f, nowMs),
    notify: (c, { name, data }) => c.wire.emit({ type: "notified", name, data }),
    capability: onCapability,
    ...closing,
  },
};

/** @param {unknown} body @returns {Capability | null} */
function readCapability(body) {
  if (!isRecord(body)) return null;
  const { state, version = 1, limits = {}, reason = "" } = body;
  if (!STATES.includes(state) || !Number.isInteger(version)) return null;
  if (!isRecord(limits) || typeof reason !== "string") return null;
  if (!Object.values(limits).every(Number.isInteger)) return null;
  return { state, version, limits, reason };
}

/** @param {Record<string, unknown>} body */
function readCapabilities(body) {
  /** @type {Record<string, Capability>} */
  const read = {};
  for (const [name, value] of Object.entries(body)) {
    const capability = readCapability(value);
    if (capability) read[name] = capability;
  }
  return read;
}

/** @param {Record<string, any>} body */
function readLimits(body) {
  const limits = { ...policy.LIMITS };
  for (const name of Object.keys(limits)) {
    if (Number.isInteger(body[name]) && body[name] >= 1) limits[name] = body[name];
  }
  return limits;
}

/** What a lens of this release understands: every notification.
 * @returns {Record<string, Capability>} */
export function lensCapabilities() {
  return Object.fromEntries(
    policy.NOTIFICATIONS.map((name) => [name, { state: "granted", version: 1 }]),
  );
}
