// The calling half of a connection: our calls, and how each ends, once.

import { Deadline } from "./deadline.js";
import { CallError } from "./errors.js";
import { CALLS_OF, MAX_DEADLINE_MS, RETRY_MS } from "./calls.js";
import { weigh } from "./weight.js";

/** @typedef {import("./wire.js").Wire} Wire */
/** @typedef {import("./wire.js").Frame} Frame */

/** Method to deadline, weight of the parameters, first version.
 * @type {Map<string, number[]>} */
const CALLS = new Map();
for (const [deadlineMs, rows] of Object.entries(CALLS_OF)) {
  for (const row of rows.split(" ")) {
    const [name, bytes = 4096, since = 1] = row.split(":");
    CALLS.set(name, [+deadlineMs, +bytes, +since]);
  }
}

export class Caller {
  /** @param {Wire} wire */
  constructor(wire) {
    this.wire = wire;
    /** @type {Map<number, Deadline>} */
    this.open = new Map();
    // Never starts again, not even with a new epoch: an old answer finds nobody.
    this.lastId = 0;
  }

  /**
   * Send a call; return its id.
   * @param {string} method
   * @param {Record<string, unknown>} params
   * @param {number} nowMs
   * @param {number} [deadlineMs]
   * @param {number} [credit] Items that a stream may send before {@link grant}.
   * @throws {CallError} If it was refused here; that was its outcome.
   */
  call(method, params, nowMs, deadlineMs, credit) {
    const { wire, open } = this;
    const [standardMs, paramsBytes, since] = CALLS.get(method) ?? [];
    if (!standardMs) throw new CallError("unknown_method", "", { field: method });
    if (since > wire.version) {
      throw new CallError("unsupported", `needs protocol ${since}`, { field: method });
    }
    // The host judges the parameters, and it alone: here they need only travel.
    const clean = weigh(params, paramsBytes).value;
    if (open.size >= wire.limits.calls_in_flight) {
      const message = `${open.size} calls are open, the most allowed`;
      throw new CallError("busy", message, { retryAfterMs: RETRY_MS });
    }
    this.lastId += 1;
    const id = this.lastId;
    /** @type {Frame} */
    const frame = { kind: "call", epoch: wire.epoch, id, method, params: clean };
    if (deadlineMs !== undefined) {
      frame.deadline_ms = Math.max(1, Math.min(Math.trunc(deadlineMs), MAX_DEADLINE_MS));
    }
    if (credit) frame.credit = credit;
    open.set(id, new Deadline(frame.deadline_ms ?? standardMs, nowMs, credit));
    wire.send(frame);
    return id;
  }

  /** Settle a call as given up and tell the handler. @param {number} id */
  cancel(id) {
    this.giveUp(id, new CallError("aborted"));
  }

  /** Let a stream send more. @param {number} id @param {number} credit @param {number} nowMs */
  grant(id, credit, nowMs) {
    const stream = this.open.get(id);
    if (!stream) return false;
    stream.grant(credit, nowMs);
    this.wire.send({ kind: "stream_credit", epoch: this.wire.epoch, id, credit });
    return true;
  }

  /** Take a frame about one of our calls. @param {Frame} frame @param {number} nowMs */
  take(frame, nowMs) {
    const { kind, id, seq, outcome, value = null, error, fraction = null, note = null } = frame;
    const { wire } = this;
    const call = this.open.get(id);
    if (call ? seq && !call.isStream : id > this.lastId) {
      throw new CallError("invalid_frame", "no call has this id", { field: "id" });
    }
    if (!call || seq <= call.seq) {
      wire.counters.late += 1;
      wire.emit({ type: "frame_dropped", reason: "late" });
    } else if (seq) {
      // One out of turn, or beyond the credit, breaks the stream.
      if (call.credit && seq === call.takeItem(nowMs)) {
        wire.emit({ type: "call_yielded", id, seq, value });
      } else this.giveUp(id, new CallError("stream_broken"));
    } else if (kind === "progress") {
      call.extend(nowMs);
      wire.emit({ type: "call_progressed", id, fraction, note });
    } else if (kind === "outcome") {
      let failure = null;
      if (outcome !== "ok") {
        failure = CallError.fromMap(error ?? { code: outcome }, outcome);
        if (failure.code === "unknown_method") {
          // We know every method that we call: the host is of an older release.
          failure = new CallError("unsupported", "this host is older", failure);
        }
      }
      this.settle(id, failure, value);
    } else if (call[/** @type {"pause"|"resume"} */ (kind)](nowMs)) {
      wire.emit({ type: `call_${kind}d`, id });
    }
  }

  /** Settle the calls whose time is over. @param {number} nowMs */
  tick(nowMs) {
    for (const [id, deadline] of [...this.open]) {
      if (deadline.isOver(nowMs)) this.giveUp(id, new CallError("timed_out"));
    }
  }

  /** Settle every open call: the session is over. @param {CallError} error */
  settleAll(error) {
    for (const id of [...this.open.keys()]) this.settle(id, error);
  }

  /** @param {number} id @param {CallError} error */
  giveUp(id, error) {
    if (!this.open.has(id)) return;
    this.wire.send({ kind: "cancel", epoch: this.wire.epoch, id, reason: error.code });
    this.settle(id, error);
  }

  /**
   * @param {number} id
   * @param {CallError | null} error
   * @param {unknown} [value]
   */
  settle(id, error, value = null) {
    this.open.delete(id);
    const outcome = error ? error.outcome : "ok";
    if (error) value = null;
    this.wire.emit({ type: "call_settled", id, outcome, value, error });
  }
}
