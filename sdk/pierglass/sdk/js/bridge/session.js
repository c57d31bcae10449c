// The life of a session that both ends share: which frames are legal when, what
// happens to the others, and the end, which settles everything.

import { CallError } from "./errors.js";
import { LIMITS, PROTOCOL_MAX, PROTOCOL_MIN } from "./calls.js";
import { isRecord, weigh } from "./weight.js";

/** @typedef {import("./wire.js").Capability} Capability */
/** @typedef {import("./wire.js").Event} Event */
/** @typedef {import("./wire.js").Options} Options */
/** @typedef {import("./wire.js").Frame} Frame */
/** @typedef {import("./deadline.js").Deadline} Deadline */
/** @typedef {"idle"|"greeting"|"listening"|"open"|"closed"} State */

const STATES = ["granted", "promptable", "denied", "unsupported"];

/**
 * The open calls of one side.
 * @typedef {object} Calls
 * @property {Map<number, Deadline>} open
 * @property {(nowMs: number) => void} tick Ends the calls whose time is over.
 * @property {(error: CallError) => void} settleAll Ends every call.
 */

/**
 * @template {Calls} C
 * @abstract Each side adds take(frame, nowMs, options): whether the frame is legal now,
 * and capabilities.
 */
export class Session {

  /**
   * @param {"lens"|"host"} side
   * @param {(session: any) => C} calls Makes its part for calls.
   * @param {Options} options
   */
  constructor(side, calls, { epoch = "", limits, protocol, capabilities }) {
    this.side = side;
    this.calls = calls(this);
    this.limits = { ...LIMITS, ...limits };
    this.epoch = epoch;
    this.protocol = protocol ?? [PROTOCOL_MIN, PROTOCOL_MAX];
    this.version = 1;
    /** What this side offers. @type {Record<string, Capability>} */
    this.own = { ...capabilities };
    /** What was ignored or refused. @type {Record<string, number>} */
    this.counters = { stale: 0, late: 0, violations: 0 };
    /** What shall be sent. @type {Frame[]} */
    this.frames = [];
    /** What shall be told. @type {Event[]} */
    this.told = [];
    /** @type {State} */
    this.state = "idle";
    /** What the other side offers. @type {Record<string, Capability>} */
    this.peer = {};
    /** When a peer that owes its part of the handshake is given up. */
    this.handshakeEndsMs = Infinity;
  }

  /** @param {Frame} frame */
  send(frame) {
    this.frames.push(frame);
  }

  /** @param {Event} event */
  emit(event) {
    this.told.push(event);
  }

  /** The frames that the transport shall carry, once, in order. */
  framesToSend() {
    const { frames } = this;
    this.frames = [];
    return frames;
  }

  /** When {@link tick} has something to do; null if never. */
  nextTickMs() {
    let first = this.handshakeEndsMs;
    for (const { endsMs } of this.calls.open.values()) first = Math.min(first, endsMs);
    return first === Infinity ? null : first;
  }

  /** Both sides know each other. @param {Record<string, Capability>} peer */
  agree(peer) {
    const { epoch, version } = this;
    this.peer = peer;
    this.state = "open";
    this.handshakeEndsMs = Infinity;
    this.emit({ type: "ready", epoch, version, capabilities: peer });
  }

  /**
   * Take one frame that arrived, legal or not.
   * @param {unknown} raw
   * @param {number} nowMs
   * @param {{gesture?: boolean}} [options] gesture: whether the user has just tapped
   *   or pressed a key in the lens, as the host itself knows.
   * @returns {Event[]}
   */
  receive(raw, nowMs, options) {
    try {
      const frame = this.read(raw);
      if (this.isStale(frame)) {
        this.counters.stale += 1;
        this.drop("stale_epoch");
      } else if (!/** @type {any} */ (this).take(frame, nowMs, options)) {
        this.unexpected(frame);
      }
    } catch (error) {
      this.violation(raw, error);
    }
    return this.events();
  }

  /** The frame that *raw* is: a clean copy.
   * @param {any} raw @returns {Frame} @throws If it is none. */
  read(raw) {
    return weigh(raw, this.limits.frame_bytes).value;
  }

  /** Let the time pass: what is over its deadline ends. @param {number} nowMs */
  tick(nowMs) {
    if (nowMs >= this.handshakeEndsMs) {
      this.end(new CallError("timed_out", "no answer"), true);
    }
    this.calls.tick(nowMs);
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
    this.end(new CallError("lost"));
    return this.events();
  }

  /** @param {Frame} frame */
  isStale({ kind, epoch = this.epoch }) {
    return this.state !== "closed" && kind !== "welcome" && epoch !== this.epoch;
  }

  /** @param {Frame} frame */
  unexpected({ kind }) {
    if (this.state !== "closed") {
      const message = `${kind} in state ${this.state}`;
      throw new CallError("invalid_frame", message, { field: "kind" });
    }
    this.drop("session_closed");
  }

  /** @param {unknown} raw @param {any} found What was thrown: a frame of an odd shape
   * breaks whatever takes it. */
  violation(raw, found) {
    const error = found instanceof CallError ? found : new CallError("invalid_frame");
    const { counters, limits } = this;
    counters.violations += 1;
    this.drop(error.code);
    if (this.state === "closed") return;
    if (counters.violations > limits.violations) {
      const text = `${counters.violations} illegal frames: ${error.message}`;
      this.end(new CallError("protocol_error", text), true);
    } else this.complain(raw, error);
  }

  /** Tell the peer that a frame of its was refused.
   * @param {unknown} _raw @param {CallError} error */
  complain(_raw, error) {
    this.tell("error", error);
  }

  /** @param {string} kind @param {CallError} error */
  tell(kind, error) {
    const frame = { kind, error: error.toMap() };
    this.send(this.epoch ? { ...frame, epoch: this.epoch } : frame);
  }

  /** @param {string} reason */
  drop(reason) {
    this.emit({ type: "frame_dropped", reason });
  }

  /** Settle everything, once. @param {CallError} error @param {boolean} [tell] */
  end(error, tell) {
    if (this.state === "closed") return;
    if (tell && this.state !== "idle") this.tell("close", error);
    this.state = "closed";
    this.handshakeEndsMs = Infinity;
    this.calls.settleAll(error);
    this.emit({ type: "closed", error });
  }

  /** @returns {Event[]} */
  events() {
    const { told } = this;
    this.told = [];
    return told;
  }
}

/** @param {Session<any>} session @param {Frame} frame */
export function onComplaint(session, { error }) {
  session.emit({ type: "peer_complained", error: CallError.fromMap(error) });
}

/** @param {Session<any>} session @param {Frame} frame */
export function onEnd(session, { error }) {
  session.end(CallError.fromMap(error, "closed"));
}

/** @param {unknown} body @returns {Capability | null} */
export function readCapability(body) {
  if (!isRecord(body) || !STATES.includes(body.state)) return null;
  return { state: body.state, version: 1, limits: {}, reason: "", ...body };
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
