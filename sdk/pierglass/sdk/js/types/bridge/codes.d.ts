/** @typedef {import("./outcomes.js").Outcome} Outcome */
/** @typedef {{outcome: Outcome, meaning: string, retryable?: boolean}} Code */
/**
 * How anything can end.
 * @type {Record<string, Code>}
 */
export const CODES: Record<string, Code>;
export type Outcome = import("./outcomes.js").Outcome;
export type Code = {
    outcome: Outcome;
    meaning: string;
    retryable?: boolean;
};
