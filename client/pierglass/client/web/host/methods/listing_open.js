import { CallError } from "/sdk/v1/bridge/port.js";
import { el } from "../../ui/dom.js";
import { sheet } from "../../ui/sheet.js";

/** A listing is handed over to its shop, in a window of its own, if the person wants it. */

/** @type {import("./index.js").Handler} */
export async function openListing(stage, { item_id: itemId }, call) {
  const path = `/v1/items/${encodeURIComponent(itemId)}`;
  const { item } = await stage.app.api.get(path, { signal: call.signal });
  // The lens names an item and never an address: where the shop is, the catalogue says.
  const address = shopOf(item.listing);
  if (!address) {
    throw new CallError("not_found", `${item.name} has no shop to open; hide the button where listing.shop_url is absent`, { field: "item_id" });
  }
  const went = await call.whileUserDecides(() => ask(stage, item, address, call.signal));
  if (!went) throw new CallError("cancelled");
  return {};
}

/**
 * @param {{shop_url?: string | null} | null} listing
 * @returns {URL | null}
 */
function shopOf(listing) {
  if (!listing?.shop_url || !URL.canParse(listing.shop_url)) return null;
  const address = new URL(listing.shop_url);
  return address.protocol === "https:" ? address : null;
}

/**
 * @param {import("../stage.js").Stage} stage
 * @param {{name: string}} item
 * @param {URL} address
 * @param {AbortSignal} signal
 * @returns {Promise<boolean | null>}
 */
function ask({ lens }, item, address, signal) {
  return sheet({
    title: `Open ${address.host}?`,
    testid: "shop-sheet",
    variant: "sheet-in-stage",
    signal,
    body: (close) => [
      el("p", { class: "sheet-text" }, `${lens.name} wants to show you ${item.name} in its shop, outside Pierglass. The shop learns nothing of you from us.`),
      el("div", { class: "sheet-actions" },
        el("button", { class: "button button-quiet", type: "button", on: { click: () => close(false) } }, "Stay here"),
        // A link of the page's own: the tap that opens the window is in this page.
        el("a", { class: "button button-primary", href: address.href, target: "_blank", rel: "noopener noreferrer", testid: "shop-open", on: { click: () => close(true) } }, "Open the shop")),
    ],
  });
}
