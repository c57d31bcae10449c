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

  /** The error as it travels in a frame; what it does not say stays out.
   * @returns {Record<string, unknown>} */
  toMap() {
    const { code, message, field, retryAfterMs, data } = this;
    const body = { code, message, field, retry_after_ms: retryAfterMs, data };
    return Object.fromEntries(Object.entries(body).filter(([, fact]) => fact));
  }

  /** The error that a frame carries; odd parts are left out.
   * @param {Record<string, unknown>} body
   * @param {Outcome} [outcome]
   */
  static fromMap(body, outcome) {
    /** @param {string} name @param {string} type @returns {any} */
    const part = (name, type) =>
      typeof body[name] === type ? body[name] ?? undefined : undefined;
    return new CallError(part("code", "string") ?? "failed", part("message", "string"), {
      outcome: outcome === "ok" ? "failed" : outcome,
      field: part("field", "string"),
      retryAfterMs: part("retry_after_ms", "number"),
      data: part("data", "object"),
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
