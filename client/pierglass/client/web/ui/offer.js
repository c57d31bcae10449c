/** How an offer is written: its price, whether it is there, where its shop is. */

/**
 * @typedef {{id: string, price: {amount_minor: number, currency: string}, in_stock: boolean, merchant: {id: string, name: string}, shop_url?: string | null}} Listing
 * @typedef {{id: string, kind: string, name: string, maker: string, image_url: string, listing: Listing | null}} Item
 */

/**
 * The price as people here write it; "" without an offer.
 * @param {Listing | null} listing
 */
export function priceOf(listing) {
  if (!listing) return "";
  const { amount_minor: minor, currency } = listing.price;
  const format = new Intl.NumberFormat(undefined, { style: "currency", currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/**
 * Where the shop is, if it is an address that may be opened.
 * @param {{shop_url?: string | null} | null} listing
 * @returns {URL | null}
 */
export function shopOf(listing) {
  if (!listing?.shop_url || !URL.canParse(listing.shop_url)) return null;
  const address = new URL(listing.shop_url);
  return address.protocol === "https:" ? address : null;
}
