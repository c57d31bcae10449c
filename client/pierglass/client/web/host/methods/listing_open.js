import { CallError } from "/sdk/v1/bridge/port.js";
import { el } from "../../ui/dom.js";
import { openListing as showListing } from "../../ui/listing.js";
import { shopOf } from "../../ui/offer.js";
import { sheet } from "../../ui/sheet.js";
import { similarSection } from "../../ui/similar.js";

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
 * @param {import("../stage.js").Stage} stage
 * @param {import("../../ui/offer.js").Item} item
 * @param {URL} address
 * @param {AbortSignal} signal
 * @returns {Promise<boolean | null>}
 */
function ask({ app, lens }, item, address, signal) {
  return sheet({
    title: `Open ${address.host}?`,
    testid: "shop-sheet",
    variant: "sheet-in-stage",
    signal,
    body: (close) => [
      el("p", { class: "sheet-text" }, `${lens.name} wants to show you ${item.name} in its shop, outside Pierglass. The shop learns nothing of you from us.`),
      // Whoever looks at another one stays with Pierglass: the lens hears that this shop was not opened.
      similarSection(app, item.listing?.id ?? "", (one) => {
        close(false);
        showListing(app, one.id, null);
      }),
      el("div", { class: "sheet-actions" },
        el("button", { class: "button button-quiet", type: "button", on: { click: () => close(false) } }, "Stay here"),
        // A link of the page's own: the tap that opens the window is in this page.
        el("a", { class: "button button-primary", href: address.href, target: "_blank", rel: "noopener noreferrer", testid: "shop-open", on: { click: () => close(true) } }, "Open the shop")),
    ],
  });
}
