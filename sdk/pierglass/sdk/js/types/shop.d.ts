/** @typedef {import("./lens.js").Lens} Lens */
/** @typedef {import("./lens.js").CallOptions} CallOptions */
/**
 * After a tap. The lens names an item, never an address: the catalogue has the shop's.
 * @param {Pick<Lens, "call">} lens
 * @param {string} itemId
 * @param {CallOptions} [options]
 * @returns {Promise<unknown>} Once the user left for the shop.
 * @throws {import("./lens.js").CallError} `cancelled` if they stay; `not_found` if the
 *   listing has no shop.
 */
export function openShop(lens: Pick<Lens, "call">, itemId: string, options?: CallOptions): Promise<unknown>;
export type Lens = import("./lens.js").Lens;
export type CallOptions = import("./lens.js").CallOptions;
