// A deadline whose clock can stop.

import { MAX_DEADLINE_MS } from "./calls.js";

/** The end of one call's time. A stream's measures silence, and stands still while
 * there is no credit: nobody may speak then. */
export class Deadline {
  /** @param {number} lengthMs Time allowed. @param {number} nowMs
   * @param {number} [credit] Items that a stream may send; a call has no end of it. */
  constructor(lengthMs, nowMs, credit = Infinity) {
    this.credit = credit;
    /** The number of the stream's last item. */
    this.seq = 0;
    this.lengthMs = Math.min(lengthMs, MAX_DEADLINE_MS);
    this.runsToMs = nowMs + this.lengthMs;
    /** @type {number | null} */
    this.leftMs = null;
    this.extendableMs = MAX_DEADLINE_MS;
    this.standsToMs = 0;
  }

  /** When it passes: a clock stands for a day at most; never while there is no credit. */
  get endsMs() {
    if (!this.credit) return Infinity;
    return this.leftMs === null ? this.runsToMs : this.standsToMs;
  }

  /** @param {number} nowMs */
  isOver(nowMs) {
    return nowMs >= this.endsMs;
  }

  /** Stop the clock; return whether it ran. @param {number} nowMs */
  pause(nowMs) {
    if (this.leftMs !== null) return false;
    this.leftMs = Math.max(0, this.runsToMs - nowMs);
    // What would let it go on is lost by then.
    this.standsToMs = nowMs + 864e5;
    return true;
  }

  /** Let the clock go on; return whether it stood. @param {number} nowMs */
  resume(nowMs) {
    if (this.leftMs === null) return false;
    this.runsToMs = nowMs + this.leftMs;
    this.leftMs = null;
    return true;
  }

  get isStream() {
    return this.credit < Infinity;
  }

  /** Start the full time again, however often it was. @param {number} nowMs */
  renew(nowMs) {
    if (this.leftMs === null) this.runsToMs = nowMs + this.lengthMs;
    else this.leftMs = this.lengthMs;
  }

  /** Let so many items more be sent. @param {number} credit @param {number} nowMs */
  grant(credit, nowMs) {
    if (!this.credit) this.renew(nowMs);
    this.credit += credit;
  }

  /** Count one item; return its number. @param {number} nowMs */
  takeItem(nowMs) {
    this.renew(nowMs);
    this.credit -= 1;
    this.seq += 1;
    return this.seq;
  }

  /** Give the full time again, within what progress may add. @param {number} nowMs */
  extend(nowMs) {
    if (this.isStream) {
      this.renew(nowMs);
      return;
    }
    const left = this.leftMs ?? this.runsToMs - nowMs;
    const added = Math.min(Math.max(0, this.lengthMs - left), this.extendableMs);
    this.extendableMs -= added;
    if (this.leftMs === null) this.runsToMs += added;
    else this.leftMs += added;
  }
}
