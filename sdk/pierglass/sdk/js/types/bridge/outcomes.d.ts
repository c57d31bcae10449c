/**
 * @typedef {"ok"|"cancelled"|"denied"|"unavailable"|"timed_out"|"failed"|"closed"}
 *   Outcome
 */
/**
 * Outcome to its codes; `!` marks one that may pass later.
 * @type {Record<string, string>}
 */
export const CODES_OF: Record<string, string>;
export type Outcome = "ok" | "cancelled" | "denied" | "unavailable" | "timed_out" | "failed" | "closed";
