// A host's end of the sans-I/O connection. The twin of pierglass.bridge.Connection
// with side "host".

import { CallError, LocalProtocolError } from "./errors.js";
import { parseFrame } from "./frames.js";
import { HANDSHAKE_MS, HOST_LIMITS, NOTIFICATIONS, RETRY_MS } from "./methods.js";
import { RateMeter } from "./rate.js";
import { restart } from "./restart.js";
import { Responder } from "./responder.js";
import { Session, onComplaint, onEnd, readCapabilities } from "./session.js";
import { isRecord, weigh } from "./weight.js";

/** @typedef {import("./wire.js").Capability} Capability */
/** @typedef {import("./wire.js").Options} Options */
/** @typedef {import("./wire.js").Frame} Frame */

/** @extends {Session<Responder>} */
export class HostConnection extends Session {
  /** @param {Options} options */
  constructor(options) {
    if (!options.epoch) {
      throw new LocalProtocolError("a host needs an epoch: a fresh random word");
    }
    super("host", (wire) => new Responder(wire), { ...options, limits: { ...HOST_LIMITS, ...options.limits } });
    /** @type {import("./session.js").State} */
    this.state = "listening";
    this.handshakeEndsMs = options.nowMs + HANDSHAKE_MS;
    this.counters.rate_limited = 0;
    this.meter = new RateMeter(this.limits, options.nowMs);
    /** The highest call id that the lens used. */
    this.lastId = 0;
    /** Of the frame that is being taken. */
    this.frameWeight = 0;
  }

  /** The host's, which are our own. */
  get capabilities() {
    return this.own;
  }

  /** Our calls that have no outcome yet: a host makes none. @returns {number[]} */
  get pending() {
    return [];
  }

  /** The peer's calls that have no answer yet. */
  get handling() {
    return [...this.calls.open.keys()];
  }

  /** Answer with a value; return false if the call had ended before.
   * @param {number} id @param {unknown} value */
  respond(id, value) {
    return this.calls.respond(id, value);
  }

  /** Answer with an error; return false if the call had ended before.
   * @param {number} id @param {CallError} error */
  fail(id, error) {
    return this.calls.fail(id, error);
  }

  /** Send one item of a stream; return false if nobody waits any more.
   * @param {number} id @param {unknown} value @param {number} nowMs */
  sendItem(id, value, nowMs) {
    return this.calls.sendItem(id, value, nowMs);
  }

  /** How many items of a stream may be sent now; 0 if it ended. @param {number} id */
  credit(id) {
    return this.calls.credit(id);
  }

  /** Say that a call is being worked on: its deadline starts again.
   * @param {number} id @param {number} nowMs
   * @param {number} [fraction] @param {string} [note] */
  progress(id, nowMs, fraction, note) {
    return this.calls.progress(id, nowMs, fraction, note);
  }

  /** Stop a call's clock: the user is deciding. @param {number} id @param {number} nowMs */
  pause(id, nowMs) {
    return this.calls.pause(id, nowMs);
  }

  /** Let a call's clock go on. @param {number} id @param {number} nowMs */
  resume(id, nowMs) {
    return this.calls.resume(id, nowMs);
  }

  /** Send news; return false if the lens does not understand it or is not open.
   * @param {string} name @param {Record<string, unknown>} data @param {number} _nowMs */
  notify(name, data, _nowMs) {
    if (!NOTIFICATIONS.includes(name)) {
      throw new LocalProtocolError(`${name} is not in policy.NOTIFICATIONS`);
    }
    const clean = weigh(data, Math.floor(this.limits.frame_bytes / 2)).value;
    if (this.state !== "open" || !Object.hasOwn(this.peer, name)) return false;
    this.send({ kind: "notify", epoch: this.epoch, name, data: clean });
    return true;
  }

  /** Change the state of one capability and tell the lens.
   * @param {string} name @param {Capability} capability @param {number} _nowMs */
  setCapability(name, capability, _nowMs) {
    this.own[name] = capability;
    this.calls.revoked.delete(name);
    if (this.state === "open") {
      const copy = { ...capability };
      this.send({ kind: "capability", epoch: this.epoch, name, capability: copy });
    }
  }

  /** Withdraw permissions now: open calls that need them end as denied.
   * @param {string[]} scopes @param {number} nowMs */
  revoke(scopes, nowMs) {
    for (const name of scopes) {
      const reason = "withdrawn by the user";
      this.setCapability(name, { state: "denied", version: 1, reason }, nowMs);
    }
    this.calls.revoke(scopes);
    this.notify("grant.revoked", { scopes: [...scopes].sort() }, nowMs);
    return this.events();
  }

  /** @param {Frame} frame */
  isStale(frame) {
    // A call before hello: it is told so.
    if (this.state === "listening" && frame.kind === "call") return false;
    return super.isStale(frame);
  }

  /** @param {Frame} frame */
  unexpected(frame) {
    const isClosed = this.state === "closed";
    if (frame.kind === "hello" && !isClosed) {
      throw new CallError("already_initialised", "hello came twice");
    }
    if (frame.kind === "call") {
      this.answer(frame, new CallError(isClosed ? "session_closed" : "not_ready"));
      if (!isClosed) return;
    }
    super.unexpected(frame);
  }

  /** @param {unknown} raw @returns {Frame} */
  read(raw) {
    const { frame, weight } = parseFrame(raw, this.limits.frame_bytes);
    this.frameWeight = weight;
    return frame;
  }

  /** @param {unknown} raw @param {CallError} error */
  complain(raw, error) {
    if (!this.salvage(raw, error)) super.complain(raw, error);
  }

  /** @param {unknown} raw @param {number} nowMs @param {{gesture?: boolean}} [options] */
  receive(raw, nowMs, options) {
    if (this.meter.allow(nowMs)) return super.receive(raw, nowMs, options);
    this.counters.rate_limited += 1;
    this.drop("rate_limited");
    if (this.meter.isFlooded) {
      this.end(new CallError("protocol_error", "too many frames, for too long"), true);
    } else {
      const details = { retryAfterMs: RETRY_MS };
      this.salvage(raw, new CallError("rate_limited", "", details));
    }
    return this.events();
  }

  /** @param {number} nowMs @param {string} [epoch] */
  restart(nowMs, epoch = "") {
    if (!epoch || epoch === this.epoch) {
      throw new LocalProtocolError("a new session needs a new epoch");
    }
    this.meter = new RateMeter(this.limits, nowMs);
    this.lastId = 0;
    return restart(this, nowMs, epoch);
  }

  /** Note that the peer used *id*; it must be higher than every one before.
   * @param {number} id */
  takeId(id) {
    if (id <= this.lastId) {
      const message = `${id} is not above ${this.lastId}, the last one`;
      throw new CallError("invalid_frame", message, { field: "id" });
    }
    this.lastId = id;
  }

  /** Answer a frame that was not parsed, if it is recognisably a call of now.
   * @param {unknown} raw @param {CallError} error */
  salvage(raw, error) {
    if (this.state !== "open" || !isRecord(raw)) return false;
    const { kind, epoch, id } = raw;
    if (kind !== "call" || epoch !== this.epoch) return false;
    if (!Number.isSafeInteger(id) || id <= this.lastId) return false;
    this.takeId(id);
    this.answer({ epoch, id }, error);
    return true;
  }

  /** Answer a call that reached no handler.
   * @param {Record<string, any>} call @param {CallError} error */
  answer({ epoch, id }, error) {
    const { outcome } = error;
    this.send({ kind: "outcome", epoch, id, outcome, error: error.toMap() });
  }

  /** @param {Frame} frame @param {number} nowMs @param {{gesture?: boolean}} [options] */
  take(frame, nowMs, options) {
    const handler = RECEIVE[/** @type {string} */ (this.state)]?.[frame.kind];
    handler?.(this, frame, nowMs, options);
    return handler !== undefined;
  }

  /** @param {CallError} error */
  refuse(error) {
    this.send({ kind: "refuse", error: error.toMap() });
    this.end(error, false);
  }
}

/**
 * Which frames a host takes in which state.
 * @type {Record<string, Record<string,
 *   (c: HostConnection, f: Frame, nowMs: number, o?: {gesture?: boolean}) => void>>}
 */
const RECEIVE = {
  listening: { hello: onHello, close: onEnd },
  open: {
    call(connection, frame, nowMs, options) {
      connection.takeId(frame.id);
      connection.calls.onCall(frame, nowMs, options);
    },
    cancel: ({ calls, lastId }, frame) => calls.onCancel(frame, lastId),
    stream_credit: ({ calls, lastId }, frame, nowMs) => calls.onCredit(frame, lastId, nowMs),
    error: onComplaint,
    close: onEnd,
  },
};

/** @param {HostConnection} connection @param {Frame} frame */
function onHello(connection, { protocol, capabilities }) {
  const [low, high] = connection.protocol;
  const { min, max } = protocol;
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 1 || max < min) {
    connection.refuse(new CallError("invalid_frame", "", { field: "protocol" }));
  } else if (min > high || max < low) {
    const message = `the lens speaks ${min} to ${max}, the host ${low} to ${high}`;
    const details = { data: { min: low, max: high } };
    connection.refuse(new CallError("version_unsupported", message, details));
  } else {
    welcome(connection, readCapabilities(capabilities), Math.min(high, max));
  }
}

/**
 * @param {HostConnection} connection
 * @param {Record<string, Capability>} peer
 * @param {number} version
 */
function welcome(connection, peer, version) {
  const { epoch, own } = connection;
  connection.version = version;
  const limits = { ...connection.limits };
  connection.send({ kind: "welcome", epoch, version, capabilities: { ...own }, limits });
  connection.agree(peer);
}
