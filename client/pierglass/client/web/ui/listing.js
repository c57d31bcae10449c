import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { priceOf, shopOf } from "./offer.js";
import { sheet } from "./sheet.js";
import { similarSection } from "./similar.js";
import { errorText } from "./toast.js";

/**
 * An item as it is offered: what it is, what it costs and where, and what is like it.
 * It is the page's own, so it stands when the lens that named the item is gone.
 *
 * @typedef {import("./offer.js").Item} Item
 */

/**
 * The button under a card that names an item. Where nothing else could be tapped, it is
 * there only if the item still is.
 * @param {import("../app.js").App} app
 * @param {import("../model.js").Card} card
 * @param {{lens: any, show?: () => unknown, context?: import("./resources.js").Context}} of its lens, if it can be opened
 */
export function itemButton(app, { lens_id: lensId, item_id: itemId, title }, { lens, show, context }) {
  if (!itemId) return null;
  const tryOn = lens && ((/** @type {string} */ id) => app.openLens(lensId, { source: "card", context, item_id: id }));
  const open = show ?? (() => openListing(app, itemId, tryOn));
  const button = el("button", { class: "button button-quiet card-item", type: "button", testid: "card-item", "aria-label": `About this item: ${title}`, hidden: !lens, on: { click: open } },
    icon("tag"), "About this item");
  if (!lens) offered(app, itemId).then((stands) => { button.hidden = !stands; });
  return button;
}

/**
 * @param {import("../app.js").App} app
 * @param {string} itemId
 */
async function offered(app, itemId) {
  try {
    const { item } = await app.api.get(`/v1/items/${encodeURIComponent(itemId)}`);
    return item.listing !== null;
  } catch {
    return false;
  }
}

/**
 * @param {import("../app.js").App} app
 * @param {string} itemId
 * @param {((itemId: string) => void) | null} tryOn opens the lens that named it
 */
export async function openListing(app, itemId, tryOn) {
  const chosen = await sheet({
    title: "On offer",
    testid: "listing",
    body: (close) => {
      const content = el("div", { class: "listing-content" });
      new Browsing(app, content, tryOn && close).show(itemId);
      return content;
    },
  });
  if (typeof chosen === "string") tryOn?.(chosen);
}

/** Steps from a listing to one like it, and back. */
class Browsing {
  /**
   * @param {import("../app.js").App} app
   * @param {HTMLElement} content
   * @param {((itemId: string) => void) | null} onTry
   */
  constructor(app, content, onTry) {
    this.app = app;
    this.content = content;
    this.onTry = onTry;
    /** @type {string[]} what was looked at before */
    this.before = [];
    this.shown = "";
  }

  /** @param {string} itemId */
  async show(itemId) {
    const first = this.shown === "";
    this.shown = itemId;
    fill(this.content, el("div", { class: "spinner", role: "status", "aria-label": "Loading" }));
    try {
      const { item } = await this.app.api.get(`/v1/items/${encodeURIComponent(itemId)}`);
      if (this.shown !== itemId) return;
      this.draw(item);
    } catch (error) {
      if (this.shown !== itemId) return;
      this.fail(itemId, error);
    }
    if (first) return;
    const heading = /** @type {HTMLElement | null} */ (this.content.querySelector("h3"));
    heading?.focus();
    heading?.scrollIntoView({ block: "nearest" });
  }

  /** @param {Item} item */
  draw(item) {
    const { listing } = item;
    const shop = shopOf(listing);
    fill(this.content,
      this.backButton(),
      el("div", { class: "listing-item" },
        el("img", { class: "listing-picture", src: item.image_url, alt: "" }),
        el("div", { class: "listing-words" },
          el("h3", { class: "listing-name", tabindex: "-1", testid: "listing-name" }, item.name),
          el("p", { class: "listing-maker" }, item.maker),
          listing && el("p", { class: "listing-price" }, priceOf(listing)),
          listing && el("p", { class: "listing-maker" }, `Sold by ${listing.merchant.name}. ${listing.in_stock ? "In stock." : "Sold out."}`),
          !listing && el("p", { testid: "listing-none" }, "Nobody offers this at the moment."))),
      el("div", { class: "listing-actions" },
        this.onTry && el("button", { class: "button button-primary", type: "button", testid: "listing-try", on: { click: () => this.onTry?.(item.id) } }, icon("mirror"), "Try it on"),
        // The tap that opens the window is on a link of the page's own.
        shop && el("a", { class: "button button-quiet", href: shop.href, target: "_blank", rel: "noopener noreferrer", testid: "listing-shop" }, icon("door"), `Open ${shop.host}`)),
      listing && similarSection(this.app, listing.id, (one) => this.step(one.id)));
  }

  /** @param {string} itemId @param {unknown} error */
  fail(itemId, error) {
    const gone = /** @type {any} */ (error)?.code === "not_found";
    fill(this.content,
      this.backButton(),
      el("h3", { class: "listing-name", tabindex: "-1" }, gone ? "No longer on offer" : "It could not be shown"),
      el("p", { class: "sheet-text", role: "alert", testid: "listing-none" }, gone ? "This item left the catalogue." : errorText(error)),
      !gone && el("button", { class: "button button-quiet", type: "button", on: { click: () => this.show(itemId) } }, icon("retry"), "Try again"));
  }

  /** @param {string} itemId */
  step(itemId) {
    this.before.push(this.shown);
    this.show(itemId);
  }

  backButton() {
    if (!this.before.length) return null;
    const back = () => this.show(this.before.pop() ?? this.shown);
    return el("button", { class: "button button-plain listing-back", type: "button", testid: "listing-back", on: { click: back } }, icon("back"), "Back");
  }
}
