// Hands a listing over to its shop, outside, if the user wants it.
//
//   import { openShop } from "/sdk/v1/shop.js";
//   buy.hidden = !item.listing?.shop_url;
//   buy.onclick = () => openShop(lens, item.id);
//
// It is not part of the core: a page that needs it loads it.

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
export function openShop(lens, itemId, options) {
  return lens.call("listing.open", { item_id: itemId }, options);
}
