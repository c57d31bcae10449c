// How a call fails. One class; `code` says exactly why, `outcome` says which of the
// seven ends it was. Codes are stable: a release may add one, never rename one.

import { CODES_OF } from "./outcomes.js";

/** @typedef {import("./outcomes.js").Outcome} Outcome */

/** @type {Map<string, Outcome>} */
const OUTCOMES = new Map();
/** @type {Set<string>} */
const RETRYABLE = new Set();
for (const [outcome, codes] of Object.entries(CODES_OF)) {
  for (const marked of codes.split(" ")) {
    const code = marked.replace("!", "");
    OUTCOMES.set(code, /** @type {Outcome} */ (outcome));
    if (code !== marked) RETRYABLE.add(code);
  }
}

/**
 * @typedef {object} Details
 * @property {string} [field] The parameter, permission or key path it is about.
 * @property {number} [retryAfterMs] When to try again.
 * @property {Record<string, unknown>} [data] More facts, for programs.
 * @property {Outcome} [outcome] For a code that this release does not know.
 */

/** A call that ended without a value. */
export class CallError extends Error {
  /**
   * @param {string} code
   * @param {string} [message] Default: the code itself.
   * @param {Details} [details]
   */
  constructor(code, message = "", details = {}) {
    super(message || code);
    this.name = "CallError";
    this.code = code;
    /** @type {Outcome} */
    this.outcome = OUTCOMES.get(code) ?? details.outcome ?? "failed";
    /** Whether the same call may succeed later. */
    this.retryable = RETRYABLE.has(code);
    this.field = details.field;
    this.retryAfterMs = details.retryAfterMs;
    this.data = details.data;
  }

  /** The error as it travels in a frame.
   * @returns {Record<string, unknown>} */
  toMap() {
    /** @type {Record<string, unknown>} */
    const body = { code: this.code, message: this.message };
    if (this.field) body.field = this.field;
    if (this.retryAfterMs) body.retry_after_ms = this.retryAfterMs;
    if (this.data) body.data = this.data;
    return body;
  }

  /** The error that a frame carries; odd parts are left out.
   * @param {Record<string, unknown>} body
   * @param {Outcome} [outcome]
   */
  static fromMap(body, outcome) {
    const { retry_after_ms: after, data } = body;
    /** @param {string} name @returns {any} */
    const text = (name) => (typeof body[name] === "string" ? body[name] : undefined);
    return new CallError(text("code") ?? "failed", text("message"), {
      outcome: outcome === "ok" ? "failed" : outcome,
      field: text("field"),
      retryAfterMs: Number.isInteger(after) ? /** @type {number} */ (after) : undefined,
      data: /** @type {any} */ (data && typeof data === "object" ? data : undefined),
    });
  }
}

/** This side used the bridge wrongly: a fault in the calling program. */
export class LocalProtocolError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = "LocalProtocolError";
  }
}
