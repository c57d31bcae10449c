// One call, as its handler sees it. What few handlers look at is made when they do:
// most calls are over before anybody could stop them.

import { CallError } from "./errors.js";
import { now } from "./link.js";

/** @typedef {import("./link.js").Link<import("./host_connection.js").HostConnection>} HostLink */

export class HostCall {
  /** @type {HostLink} */
  #link;
  /** @type {AbortController | null} */
  #controller = null;
  /** @type {CallError | null} */
  #reason = null;

  /**
   * @param {HostLink} link
   * @param {number} id
   * @param {string} method
   * @param {any} params Checked against the method's declaration.
   */
  constructor(link, id, method, params) {
    this.#link = link;
    this.id = id;
    this.method = method;
    this.params = params;
  }

  /** Fires when nobody waits any more; `reason` is a CallError. @returns {AbortSignal} */
  get signal() {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#reason) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Tells the caller that it is being worked on; the deadline starts again.
   * @returns {(fraction?: number, note?: string) => void} */
  get progress() {
    return (fraction, note) => {
      this.#link.connection.progress(this.id, now(), fraction, note);
      this.#link.deliver();
    };
  }

  /** Stops the deadline's clock while *ask* runs.
   * @returns {<T>(ask: () => Promise<T> | T) => Promise<T>} */
  get whileUserDecides() {
    return async (ask) => {
      this.#link.connection.pause(this.id, now());
      this.#link.deliver();
      try {
        return await ask();
      } finally {
        this.#link.connection.resume(this.id, now());
        this.#link.deliver();
      }
    };
  }

  /** Nobody waits any more. @param {string} code */
  stop(code) {
    this.#reason = new CallError(code);
    this.#controller?.abort(this.#reason);
  }
}
