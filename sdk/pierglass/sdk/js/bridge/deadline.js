// A deadline whose clock can stop, and the meter that notices a flood.

import { MAX_DEADLINE_MS } from "./methods.js";

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

  /** When it passes; null while the clock stands. */
  get endsMs() {
    return this.leftMs === null ? this.runsToMs : null;
  }

  /** @param {number} nowMs */
  isOver(nowMs) {
    return this.leftMs === null && nowMs >= this.runsToMs;
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

/** Counts frames against a rate: a bucket that refills. */
export class RateMeter {
  /** @param {Record<string, number>} limits @param {number} nowMs */
  constructor(limits, nowMs) {
    this.limits = limits;
    this.tokens = limits.burst * 1000;
    this.atMs = nowMs;
    this.refused = 0;
  }

  /** Whether so much was refused without a rest that the session shall end. */
  get isFlooded() {
    return this.refused > this.limits.flood_frames;
  }

  /** Whether one more frame is within the rate. @param {number} nowMs */
  allow(nowMs) {
    // Thousandths of a frame, so that the sum is the same in every language.
    const full = this.limits.burst * 1000;
    const elapsed = Math.max(0, nowMs - this.atMs);
    this.tokens = Math.min(full, this.tokens + elapsed * this.limits.frames_per_s);
    this.atMs = Math.max(this.atMs, nowMs);
    if (this.tokens === full) this.refused = 0;
    if (this.tokens < 1000) {
      this.refused += 1;
      return false;
    }
    this.tokens -= 1000;
    return true;
  }
}
