/** @typedef {import("./methods.js").Param} Param */
/** @typedef {import("./methods.js").Method} Method */
/**
 * @param {Method} method
 * @param {Record<string, any>} params Clean: part of a frame that was weighed.
 * @param {number} frameWeight
 * @throws {CallError} `invalid_params` naming the field, or what {@link weigh} throws.
 */
export function checkParams(method: Method, params: Record<string, any>, frameWeight: number): void;
export type Param = import("./methods.js").Param;
export type Method = import("./methods.js").Method;
