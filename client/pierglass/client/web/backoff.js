const FIRST_MS = 400;
const MOST_MS = 20_000;

/** Waits that double, each cut at random, so that a crowd does not come back at once. */
export class Backoff {
  /** @param {() => number} random in [0, 1) */
  constructor(random = Math.random) {
    this.random = random;
    this.tries = 0;
  }

  next() {
    const whole = Math.min(MOST_MS, FIRST_MS * 2 ** this.tries);
    this.tries += 1;
    return whole * (0.5 + this.random() / 2);
  }

  reset() {
    this.tries = 0;
  }
}
