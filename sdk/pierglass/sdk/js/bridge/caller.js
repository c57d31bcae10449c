// The calling half of a connection: our calls, and how each ends, once.

import { Deadline } from "./deadline.js";
import { CallError } from "./errors.js";
import { CALLS_OF, DEADLINES_MS, MAX_DEADLINE_MS, RETRY_MS } from "./calls.js";
import { weigh } from "./weight.js";

/** @typedef {import("./wire.js").Wire} Wire */
/** @typedef {import("./frames.js").Frame} Frame */

/** Method to deadline, weight of the parameters, first version.
 * @type {Map<string, number[]>} */
const CALLS = new Map();
for (const [deadline, rows] of Object.entries(CALLS_OF)) {
  for (const row of rows.split(" ")) {
    const [name, bytes = 4096, since = 1] = row.split(":");
    CALLS.set(name, [DEADLINES_MS[deadline], +bytes, +since]);
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
   * @param {string} name
   * @param {Record<string, unknown>} params
   * @param {number} nowMs
   * @param {number} [deadlineMs]
   * @throws {CallError} If it was refused here; that was its outcome.
   */
  call(name, params, nowMs, deadlineMs) {
    const [deadline, paramsBytes, since] = CALLS.get(name) ?? [];
    if (!deadline || since > this.wire.version) {
      throw new CallError("unknown_method", "", { field: name });
    }
    // The host judges the parameters, and it alone: here they need only travel.
    const clean = weigh(params, paramsBytes).value;
    if (this.open.size >= this.wire.limits.calls_in_flight) {
      const message = `${this.open.size} calls are open, the most allowed`;
      throw new CallError("busy", message, { retryAfterMs: RETRY_MS });
    }
    this.lastId += 1;
    /** @type {Frame} */
    const frame = {
      kind: "call",
      epoch: this.wire.epoch,
      id: this.lastId,
      method: name,
      params: clean,
    };
    if (deadlineMs !== undefined) {
      frame.deadline_ms = Math.max(1, Math.min(Math.trunc(deadlineMs), MAX_DEADLINE_MS));
    }
    const length = frame.deadline_ms ?? deadline;
    this.open.set(this.lastId, new Deadline(length, nowMs));
    this.wire.send(frame);
    return this.lastId;
  }

  /** Settle a call as given up and tell the handler. @param {number} id */
  cancel(id) {
    return this.giveUp(id, new CallError("aborted"));
  }

  /** @param {Frame} frame */
  onOutcome(frame) {
    if (!this.isOpen(frame.id)) return;
    this.open.delete(frame.id);
    if (frame.outcome === "ok") {
      this.settled(frame.id, "ok", frame.value ?? null);
      return;
    }
    const body = frame.error ?? { code: frame.outcome };
    const error = CallError.fromMap(body, frame.outcome);
    this.settled(frame.id, error.outcome, null, error);
  }

  /** @param {Frame} frame @param {number} nowMs */
  onProgress(frame, nowMs) {
    if (!this.isOpen(frame.id)) return;
    this.open.get(frame.id)?.extend(nowMs);
    const { id, fraction = null, note = null } = frame;
    this.wire.emit({ type: "call_progressed", id, fraction, note });
  }

  /** @param {Frame} frame @param {number} nowMs */
  onPause(frame, nowMs) {
    if (this.isOpen(frame.id) && this.open.get(frame.id)?.pause(nowMs)) {
      this.wire.emit({ type: "call_paused", id: frame.id });
    }
  }

  /** @param {Frame} frame @param {number} nowMs */
  onResume(frame, nowMs) {
    if (this.isOpen(frame.id) && this.open.get(frame.id)?.resume(nowMs)) {
      this.wire.emit({ type: "call_resumed", id: frame.id });
    }
  }

  /** Settle the calls whose time is over. @param {number} nowMs */
  tick(nowMs) {
    for (const [id, deadline] of [...this.open]) {
      if (deadline.isOver(nowMs)) this.giveUp(id, new CallError("timed_out"));
    }
  }

  /** Settle every open call: the session is over. @param {string} message */
  settleAll(message) {
    const error = new CallError("closed", message);
    for (const id of this.open.keys()) this.settled(id, "closed", null, error);
    this.open.clear();
  }

  /** @param {number} id @param {CallError} error */
  giveUp(id, error) {
    if (!this.open.delete(id)) return false;
    this.wire.send({ kind: "cancel", epoch: this.wire.epoch, id, reason: error.code });
    this.settled(id, error.outcome, null, error);
    return true;
  }

  /**
   * @param {number} id
   * @param {string} outcome
   * @param {unknown} value
   * @param {CallError | null} [error]
   */
  settled(id, outcome, value, error = null) {
    this.wire.emit({ type: "call_settled", id, outcome, value, error });
  }

  /** @param {number} id */
  isOpen(id) {
    if (this.open.has(id)) return true;
    if (id > this.lastId) {
      throw new CallError("invalid_frame", "no call has this id", { field: "id" });
    }
    this.wire.counters.late += 1;
    this.wire.emit({ type: "frame_dropped", reason: "late" });
    return false;
  }
}
