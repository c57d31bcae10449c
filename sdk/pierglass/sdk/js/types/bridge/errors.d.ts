/**
 * @typedef {object} Details
 * @property {string} [field] The parameter, permission or key path it is about.
 * @property {number} [retryAfterMs] When to try again.
 * @property {Record<string, unknown>} [data] More facts, for programs.
 * @property {Outcome} [outcome] For a code that this release does not know.
 */
/** A call that ended without a value. */
export class CallError extends Error {
    /** The error that a frame carries; odd parts are left out.
     * @param {Record<string, unknown>} body
     * @param {Outcome} [outcome]
     */
    static fromMap(body: Record<string, unknown>, outcome?: Outcome): CallError;
    /**
     * @param {string} code
     * @param {string} [message] Default: the code itself.
     * @param {Details} [details]
     */
    constructor(code: string, message?: string, details?: Details);
    code: string;
    /** @type {Outcome} */
    outcome: Outcome;
    /** Whether the same call may succeed later. */
    retryable: boolean;
    field: string | undefined;
    retryAfterMs: number | undefined;
    data: Record<string, unknown> | undefined;
    /** The error as it travels in a frame; what it does not say stays out.
     * @returns {Record<string, unknown>} */
    toMap(): Record<string, unknown>;
}
/** This side used the bridge wrongly: a fault in the calling program. */
export class LocalProtocolError extends Error {
    /** @param {string} message */
    constructor(message: string);
}
export type Outcome = import("./outcomes.js").Outcome;
export type Details = {
    /**
     * The parameter, permission or key path it is about.
     */
    field?: string | undefined;
    /**
     * When to try again.
     */
    retryAfterMs?: number | undefined;
    /**
     * More facts, for programs.
     */
    data?: Record<string, unknown> | undefined;
    /**
     * For a code that this release does not know.
     */
    outcome?: import("./outcomes.js").Outcome | undefined;
};
