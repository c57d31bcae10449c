// The meter that notices a flood.

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
