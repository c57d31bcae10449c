// A deadline whose clock can stop.

import { MAX_DEADLINE_MS } from "./calls.js";

/** The end of one call's time. */
export class Deadline {
  /** @param {number} lengthMs Time allowed. @param {number} nowMs */
  constructor(lengthMs, nowMs) {
    this.lengthMs = Math.min(lengthMs, MAX_DEADLINE_MS);
    this.runsToMs = nowMs + this.lengthMs;
    /** @type {number | null} */
    this.leftMs = null;
    this.extendableMs = MAX_DEADLINE_MS;
  }

  /** When it passes; never while the clock stands. */
  get endsMs() {
    return this.leftMs === null ? this.runsToMs : Infinity;
  }

  /** @param {number} nowMs */
  isOver(nowMs) {
    return nowMs >= this.endsMs;
  }

  /** Stop the clock; return whether it ran. @param {number} nowMs */
  pause(nowMs) {
    if (this.leftMs !== null) return false;
    this.leftMs = Math.max(0, this.runsToMs - nowMs);
    return true;
  }

  /** Let the clock go on; return whether it stood. @param {number} nowMs */
  resume(nowMs) {
    if (this.leftMs === null) return false;
    this.runsToMs = nowMs + this.leftMs;
    this.leftMs = null;
    return true;
  }

  /** Give the full time again, within what progress may add. @param {number} nowMs */
  extend(nowMs) {
    const left = this.leftMs ?? this.runsToMs - nowMs;
    const added = Math.min(Math.max(0, this.lengthMs - left), this.extendableMs);
    this.extendableMs -= added;
    if (this.leftMs === null) this.runsToMs += added;
    else this.leftMs += added;
  }
}
