/**
 * @param {unknown} value What shall travel.
 * @param {number} cap Largest weight allowed; the walk ends where it is passed.
 * @returns {{value: any, weight: number}} A clean copy and its weight.
 * @throws {CallError} `payload_too_large` or `invalid_payload`, with the key path.
 */
export function weigh(value: unknown, cap: number): {
    value: any;
    weight: number;
};
/** Whether *value* is a plain object, from this realm or another.
 * @param {unknown} value
 * @returns {value is Record<string, any>}
 */
export function isRecord(value: unknown): value is Record<string, any>;
export const MAX_DEPTH: 32;
/** Keys that lead into a prototype where somebody assigns them. */
export const FORBIDDEN: string[];
