// The handling half of a connection: the peer's calls, each admitted by the policy
// and answered once.

import { Deadline } from "./deadline.js";
import { CallError, LocalProtocolError } from "./errors.js";
import { CODES } from "./codes.js";
import { MAX_CREDIT } from "./frames.js";
import { DEADLINES_MS, METHODS, RETRY_MS } from "./methods.js";
import { checkParams } from "./params.js";
import { weigh } from "./weight.js";

/** @typedef {import("./wire.js").Wire} Wire */
/** @typedef {import("./wire.js").Capability} Capability */
/** @typedef {import("./wire.js").Frame} Frame */
/** @typedef {import("./methods.js").Method} Method */

const NOTE_LENGTH = 200;
const MESSAGE_LENGTH = 500;
const ERROR_BYTES = 4096;

/** A call that its handler is working on. */
class Open extends Deadline {
  /** @param {Method} method @param {string[]} needs @param {number} lengthMs
   * @param {number} nowMs @param {number} [credit] */
  constructor(method, needs, lengthMs, nowMs, credit) {
    super(lengthMs, nowMs, credit);
    this.method = method;
    this.needs = needs;
  }
}

export class Responder {
  /** @param {Wire & {own: Record<string, Capability>, frameWeight: number}} wire */
  constructor(wire) {
    this.wire = wire;
    /** @type {Map<number, Open>} */
    this.open = new Map();
    /** @type {Set<string>} */
    this.revoked = new Set();
  }

  /** @param {Frame} frame @param {number} nowMs @param {{gesture?: boolean}} [options] */
  onCall(frame, nowMs, options) {
    try {
      const [method, needs, consent] = this.admit(frame, options);
      const length = frame.deadline_ms ?? DEADLINES_MS[method.deadline];
      this.open.set(frame.id, new Open(method, needs, length, nowMs, frame.credit));
      const { id, method: name, params, credit = null } = frame;
      this.wire.emit({ type: "call_received", id, method: name, params, consent, credit });
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.answer(frame.id, error);
    }
  }

  /** Answer with a value; return whether anybody waited.
   * @param {number} id @param {unknown} value */
  respond(id, value) {
    const call = this.take(id);
    if (!call) return false;
    try {
      const clean = weigh(value, call.method.resultBytes).value;
      /** @type {Frame} */
      const frame = { kind: "outcome", epoch: this.wire.epoch, id, outcome: "ok" };
      if (clean !== null) frame.value = clean;
      this.wire.send(frame);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.answer(id, new CallError(error.code, `the result: ${error.message}`));
    }
    return true;
  }

  /**
   * Send one item of a stream; return whether anybody waits for more.
   * @param {number} id @param {unknown} value @param {number} nowMs
   * @throws {LocalProtocolError} If there is no credit.
   */
  sendItem(id, value, nowMs) {
    const call = this.open.get(id);
    if (!call) {
      this.wire.counters.late += 1;
      return false;
    }
    if (!this.credit(id)) throw new LocalProtocolError(`call ${id} has no credit; wait for some`);
    try {
      const clean = weigh(value, call.method.resultBytes).value;
      const { epoch } = this.wire;
      this.wire.send({ kind: "stream_item", epoch, id, seq: call.takeItem(nowMs), value: clean });
      return true;
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      this.open.delete(id);
      this.answer(id, new CallError(error.code, `the item: ${error.message}`));
      return false;
    }
  }

  /** How many items of a stream may be sent now. @param {number} id */
  credit(id) {
    const call = this.open.get(id);
    return call?.isStream ? call.credit : 0;
  }

  /** Let a stream go on. @param {Frame} frame @param {number} lastId @param {number} nowMs */
  onCredit({ id, credit }, lastId, nowMs) {
    const call = this.open.get(id);
    if (!call) return this.late(id, lastId);
    if (!call.isStream) {
      throw new CallError("invalid_frame", "no stream has this id", { field: "id" });
    }
    if (call.credit + credit > MAX_CREDIT) {
      const message = `over ${MAX_CREDIT} on their way`;
      throw new CallError("invalid_frame", message, { field: "credit" });
    }
    call.grant(credit, nowMs);
    this.wire.emit({ type: "call_credited", id, credit: call.credit });
  }

  /** Answer with an error; return whether anybody waited.
   * @param {number} id @param {CallError} error */
  fail(id, error) {
    if (!this.take(id)) return false;
    this.answer(id, error);
    return true;
  }

  /**
   * Tell the caller that the handler is alive.
   * @param {number} id
   * @param {number} nowMs
   * @param {number} [fraction]
   * @param {string} [note]
   */
  progress(id, nowMs, fraction, note) {
    const call = this.open.get(id);
    if (!call) return false;
    call.extend(nowMs);
    /** @type {Frame} */
    const frame = { kind: "progress", epoch: this.wire.epoch, id };
    if (fraction !== undefined) frame.fraction = Math.min(1, Math.max(0, fraction || 0));
    if (note) frame.note = [...note].slice(0, NOTE_LENGTH).join("");
    this.wire.send(frame);
    return true;
  }

  /** Stop the call's clock on both sides. @param {number} id @param {number} nowMs */
  pause(id, nowMs) {
    if (!this.open.get(id)?.pause(nowMs)) return false;
    this.wire.send({ kind: "pause", epoch: this.wire.epoch, id });
    return true;
  }

  /** Let the call's clock go on. @param {number} id @param {number} nowMs */
  resume(id, nowMs) {
    if (!this.open.get(id)?.resume(nowMs)) return false;
    this.wire.send({ kind: "resume", epoch: this.wire.epoch, id });
    return true;
  }

  /** Stop the handler; the caller has settled the call itself.
   * @param {Frame} frame @param {number} lastId */
  onCancel(frame, lastId) {
    if (this.open.delete(frame.id)) {
      const code = frame.reason ?? "aborted";
      this.wire.emit({ type: "call_stopped", id: frame.id, code });
    } else this.late(frame.id, lastId);
  }

  /** @param {number} id @param {number} lastId */
  late(id, lastId) {
    if (id > lastId) {
      throw new CallError("invalid_frame", "no call has this id", { field: "id" });
    }
    // It crossed our answer on the way: no fault of anybody's.
    this.wire.counters.late += 1;
    this.wire.emit({ type: "frame_dropped", reason: "late" });
  }

  /** End, as denied, the open calls that need one of *scopes*.
   * @param {string[]} scopes */
  revoke(scopes) {
    for (const scope of scopes) this.revoked.add(scope);
    for (const [id, call] of [...this.open]) {
      const field = call.needs.find((name) => scopes.includes(name));
      if (field) this.stop(id, new CallError("permission_revoked", "", { field }));
    }
  }

  /** End the calls whose time is over. @param {number} nowMs */
  tick(nowMs) {
    for (const [id, call] of [...this.open]) {
      if (call.isOver(nowMs)) this.stop(id, new CallError("timed_out"));
    }
  }

  /** Stop every handler: the session is over and nobody listens. */
  settleAll() {
    for (const id of this.open.keys()) {
      this.wire.emit({ type: "call_stopped", id, code: "closed" });
    }
    this.open.clear();
  }

  /** The call's method, the capabilities that it needs, and those of them that the user
   * has to be asked for, if it may be made.
   * @param {Frame} frame @param {{gesture?: boolean}} [options]
   * @returns {[Method, string[], string[]]} */
  admit(frame, options) {
    const { method: name, credit } = frame;
    const { version } = this.wire;
    const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
    if (!method) throw new CallError("unknown_method", "", { field: name });
    if (method.since > version) {
      const message = `needs protocol ${method.since}; this session speaks ${version}`;
      throw new CallError("unsupported", message, { field: name });
    }
    if (!method.stream !== (credit === undefined)) {
      const found = credit ? "no stream, and" : "a stream, and has no";
      throw new CallError("invalid_params", `${name} is ${found} credit`, { field: "credit" });
    }
    checkParams(method, frame.params, this.wire.frameWeight);
    const needs = capabilitiesNeeded(method, frame.params);
    for (const need of needs) this.permit(need);
    const consent = needs.filter((need) => this.wire.own[need].state === "promptable");
    const [field] = consent;
    if ((field || method.gesture) && !options?.gesture) {
      const message = field && `${field} is still to be asked for, which must follow a tap`;
      throw new CallError("gesture_required", message, { field });
    }
    const { calls_in_flight: most, user_calls_in_flight: mostUser } = this.wire.limits;
    const asking = () => [...this.open.values()].filter((call) => call.method.user).length;
    if (this.open.size >= most || (method.user && asking() >= mostUser)) {
      throw new CallError("busy", "", { retryAfterMs: RETRY_MS });
    }
    return [method, needs, consent];
  }

  /** @param {string} name */
  permit(name) {
    const { state = "unsupported", reason = "" } = this.wire.own[name] ?? {};
    if (state === "unsupported") {
      const message = `${name}: ${reason || "not on this host"}`;
      throw new CallError("unsupported", message, { field: name });
    }
    if (state === "denied") {
      const code = this.revoked.has(name) ? "permission_revoked" : "permission_denied";
      const message = `${name}: ${reason || "not permitted"}`;
      throw new CallError(code, message, { field: name });
    }
  }

  /** @param {number} id @param {CallError} error */
  stop(id, error) {
    this.open.delete(id);
    this.answer(id, error);
    this.wire.emit({ type: "call_stopped", id, code: error.code });
  }

  /** @param {number} id */
  take(id) {
    const call = this.open.get(id);
    if (call) this.open.delete(id);
    else this.wire.counters.late += 1;
    return call;
  }

  /** @param {number} id @param {CallError} error */
  answer(id, error) {
    const body = error.toMap();
    const said = error.message === error.code ? CODES[error.code]?.meaning : undefined;
    body.message = [...(said ?? error.message)].slice(0, MESSAGE_LENGTH).join("");
    try {
      weigh(body, ERROR_BYTES);
    } catch {
      // Facts that cannot travel shall not keep the outcome from arriving.
      delete body.data;
    }
    const { epoch } = this.wire;
    this.wire.send({ kind: "outcome", epoch, id, outcome: error.outcome, error: body });
  }
}

/** The capabilities that this one call needs, in its own order.
 * @param {Method} method
 * @param {Record<string, any>} params
 * @returns {string[]}
 */
function capabilitiesNeeded(method, params) {
  if (!method.byItem) return [method.capability];
  const [name, scopes] = method.byItem;
  return [...new Set(/** @type {string[]} */ (params[name]).map((item) => scopes[item]))];
}
