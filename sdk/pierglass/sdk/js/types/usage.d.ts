/** @typedef {import("./lens.js").Lens} Lens */
/** @typedef {import("./lens.js").CallOptions} CallOptions */
/**
 * @param {Pick<Lens, "call">} lens
 * @param {string} event a-z, 0-9, and . _ - within; 32 names a day.
 * @param {CallOptions & {by?: number}} [options] by: how often, 1 to 1,000.
 * @returns {Promise<unknown>}
 */
export function count(lens: Pick<Lens, "call">, event: string, { by, ...options }?: CallOptions & {
    by?: number;
}): Promise<unknown>;
export type Lens = import("./lens.js").Lens;
export type CallOptions = import("./lens.js").CallOptions;
