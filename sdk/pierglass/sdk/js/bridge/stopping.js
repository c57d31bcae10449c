// How a handler learns that nobody waits for it any more.

import { CallError } from "./errors.js";

/** An abort controller that is made when somebody looks at the signal: few handlers do. */
export class Stopping {
  constructor() {
    /** @type {AbortController | null} */
    this.controller = null;
    /** @type {CallError | null} */
    this.reason = null;
  }

  get signal() {
    if (!this.controller) {
      this.controller = new AbortController();
      if (this.reason) this.controller.abort(this.reason);
    }
    return this.controller.signal;
  }

  /** @param {string} code */
  stop(code) {
    this.reason = new CallError(code);
    this.controller?.abort(this.reason);
  }
}
