// The life of a session that both ends share: which frames are legal when, what
// happens to the others, and the end, which settles everything.

import { CallError } from "./errors.js";
import { parseFrame } from "./frames.js";
import { HANDSHAKE_MS, LIMITS, PROTOCOL_MAX, PROTOCOL_MIN } from "./calls.js";
import { isRecord } from "./weight.js";
import { Wire } from "./wire.js";

/** @typedef {import("./wire.js").Capability} Capability */
/** @typedef {import("./wire.js").Event} Event */
/** @typedef {import("./wire.js").Options} Options */
/** @typedef {import("./frames.js").Frame} Frame */
/** @typedef {import("./deadline.js").Deadline} Deadline */
/** @typedef {"idle"|"greeting"|"listening"|"open"|"closed"} State */

const STATES = ["granted", "promptable", "denied", "unsupported"];

/**
 * @abstract Each side adds deadlines(), take(frame, nowMs, gesture): whether the frame
 * is legal now, expire(nowMs), settle(error): every call ends, and capabilities.
 */
export class Session extends Wire {
  /** @param {"lens"|"host"} side @param {Options} options */
  constructor(side, { epoch = "", limits, protocol, capabilities = {} }) {
    super({ ...LIMITS, ...limits }, epoch);
    this.side = side;
    this.protocol = protocol ?? [PROTOCOL_MIN, PROTOCOL_MAX];
    /** What this side offers. @type {Record<string, Capability>} */
    this.own = { ...capabilities };
    /** What the other side offers. @type {Record<string, Capability>} */
    this.peer = {};
    /** @type {State} */
    this.state = "closed";
    this.handshakeEndsMs = 0;
  }

  get isShakingHands() {
    return this.state === "greeting" || this.state === "listening";
  }

  /** Stand at the start of a session. @param {number} nowMs */
  begin(nowMs) {
    this.state = this.side === "host" ? "listening" : "idle";
    this.peer = {};
    this.handshakeEndsMs = nowMs + HANDSHAKE_MS;
  }

  /** The frames that the transport shall carry, once, in order. */
  framesToSend() {
    return this.frames.splice(0);
  }

  /** When {@link tick} has something to do; null if never. */
  nextTickMs() {
    const ends = /** @type {any} */ (this).deadlines()
      .map((/** @type {Deadline} */ { endsMs }) => endsMs ?? Infinity);
    if (this.isShakingHands) ends.push(this.handshakeEndsMs);
    const first = Math.min(...ends);
    return first === Infinity ? null : first;
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
    try {
      this.dispatch(parseFrame(raw, this.limits.frame_bytes), nowMs, gesture);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.violation(raw, error);
    }
    return this.events();
  }

  /** Let the time pass: what is over its deadline ends. @param {number} nowMs */
  tick(nowMs) {
    if (this.isShakingHands && nowMs >= this.handshakeEndsMs) {
      this.end(new CallError("timed_out", "no answer"), true);
    }
    /** @type {any} */ (this).expire(nowMs);
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

  /** @param {Frame} frame @param {number} nowMs @param {boolean} gesture */
  dispatch(frame, nowMs, gesture) {
    if (this.isStale(frame)) {
      this.counters.stale += 1;
      this.drop("stale_epoch");
    } else if (!/** @type {any} */ (this).take(frame, nowMs, gesture)) {
      this.unexpected(frame);
    }
  }

  /** @param {Frame} frame */
  isStale(frame) {
    if (this.state === "closed" || frame.kind === "welcome") return false;
    return frame.epoch !== undefined && frame.epoch !== this.epoch;
  }

  /** @param {Frame} frame */
  unexpected(frame) {
    const isCall = frame.kind === "call";
    if (this.state === "closed") {
      this.drop("session_closed");
      if (isCall) this.answer(frame, new CallError("session_closed"));
    } else if (isCall && this.state !== "open") {
      this.answer(frame, new CallError("not_ready"));
    } else if (isCall) {
      this.answer(frame, new CallError("unknown_method", "", { field: frame.method }));
    } else {
      const message = `${frame.kind} is not for a ${this.side} in state ${this.state}`;
      throw new CallError("invalid_frame", message, { field: "kind" });
    }
  }

  /** Answer a call that reached no handler.
   * @param {Record<string, any>} call @param {CallError} error */
  answer({ epoch, id }, error) {
    const { outcome } = error;
    this.send({ kind: "outcome", epoch, id, outcome, error: error.toMap() });
  }

  /** Answer a frame that was not parsed, if it is recognisably a call of now.
   * @abstract
   * @param {unknown} _raw
   * @param {CallError} _error
   * @returns {boolean} Whether it was.
   */
  salvage(_raw, _error) {
    return false;
  }

  /** @param {unknown} raw @param {CallError} error */
  violation(raw, error) {
    this.counters.violations += 1;
    this.drop(error.code);
    if (this.state === "closed") return;
    if (this.counters.violations > this.limits.violations) {
      const text = `${this.counters.violations} illegal frames: ${error.message}`;
      this.end(new CallError("protocol_error", text), true);
    } else if (!this.salvage(raw, error)) {
      this.send(this.withEpoch({ kind: "error", error: error.toMap() }));
    }
  }

  /** @param {string} reason */
  drop(reason) {
    this.emit({ type: "frame_dropped", reason });
  }

  /** @param {Frame} frame */
  withEpoch(frame) {
    return this.epoch ? { ...frame, epoch: this.epoch } : frame;
  }

  /** Settle everything, once. @param {CallError} error @param {boolean} tell */
  end(error, tell) {
    if (this.state === "closed") return;
    if (tell && this.state !== "idle") {
      this.send(this.withEpoch({ kind: "close", error: error.toMap() }));
    }
    this.state = "closed";
    /** @type {any} */ (this).settle(error);
    this.emit({ type: "closed", error });
  }

  /** @returns {Event[]} */
  events() {
    return this.told.splice(0);
  }
}

/** @param {Session} session @param {Frame} frame */
export function onComplaint(session, { error }) {
  session.emit({ type: "peer_complained", error: CallError.fromMap(error) });
}

/** @param {Session} session @param {Frame} frame */
export function onEnd(session, { error }) {
  session.end(CallError.fromMap(error), false);
}

/** @param {unknown} body @returns {Capability | null} */
export function readCapability(body) {
  if (!isRecord(body)) return null;
  const { state, version = 1, limits = {}, reason = "" } = body;
  if (!STATES.includes(state) || !Number.isInteger(version)) return null;
  if (!isRecord(limits) || typeof reason !== "string") return null;
  if (!Object.values(limits).every(Number.isInteger)) return null;
  return { state, version, limits, reason };
}

/** @param {Record<string, unknown>} body */
export function readCapabilities(body) {
  /** @type {Record<string, Capability>} */
  const read = {};
  for (const [name, value] of Object.entries(body)) {
    const capability = readCapability(value);
    if (capability) read[name] = capability;
  }
  return read;
}
