import { el, fill, uniqueId } from "./dom.js";
import { priceOf } from "./offer.js";
import { errorText } from "./toast.js";

/**
 * Listings that look like one, each with why.
 *
 * @typedef {import("./offer.js").Item} Item
 * @typedef {{of: string, score: number, matches: boolean}} Reason
 * @typedef {{item: Item, reasons: Reason[]}} Suggestion
 */

const TOP = 6;

/** A reason, as a person would give it. @type {Record<string, string>} */
const REASONS = { picture: "Looks alike", colour: "Same colours" };

/** What is said where nothing is suggested, by outcome. @type {Record<string, string>} */
const NOTHING = {
  nothing_else: "Nothing else like it is in stock, or this item was not looked at yet.",
  not_compared: "Things of this kind are not compared by their looks yet.",
};

/** Ends that trying again does not change, by the API's code. @type {Record<string, string>} */
const SETTLED = {
  model_missing: "Suggestions are not set up here.",
  not_found: "This is no longer on offer.",
};

/**
 * The section under a listing.
 * @param {import("../app.js").App} app
 * @param {string} listingId
 * @param {(item: Item) => void} onChosen
 */
export function similarSection(app, listingId, onChosen) {
  const id = uniqueId("similar");
  const content = el("div", { testid: "similar", "aria-live": "polite" });
  load(app, listingId, content, onChosen);
  return el("section", { class: "similar", "aria-labelledby": id }, el("h3", { class: "similar-title", id }, "Similar"), content);
}

/**
 * @param {import("../app.js").App} app
 * @param {string} listingId
 * @param {HTMLElement} content
 * @param {(item: Item) => void} onChosen
 */
async function load(app, listingId, content, onChosen) {
  fill(content, el("p", { class: "row-note" }, "Looking…"));
  try {
    const { outcome, results } = await app.api.get(`/v1/listings/${encodeURIComponent(listingId)}/similar?top=${TOP}`);
    fill(content, results.length
      ? el("ul", { class: "similar-list" }, results.map((/** @type {Suggestion} */ one) => el("li", {}, suggestion(one, onChosen))))
      : el("p", { class: "sheet-text", testid: "similar-none" }, NOTHING[outcome] ?? NOTHING.nothing_else));
  } catch (error) {
    const settled = SETTLED[/** @type {any} */ (error)?.code];
    const again = el("button", { class: "button button-plain", type: "button", testid: "similar-again", on: { click: () => load(app, listingId, content, onChosen) } }, "Try again");
    fill(content, el("p", { class: "sheet-text", testid: "similar-none" }, settled ?? errorText(error)), !settled && again);
  }
}

/**
 * @param {Suggestion} of
 * @param {(item: Item) => void} onChosen
 */
function suggestion({ item, reasons }, onChosen) {
  return el("button", { class: "similar-item", type: "button", testid: "similar-item", on: { click: () => onChosen(item) } },
    el("img", { class: "similar-picture", src: item.image_url, alt: "", loading: "lazy" }),
    el("span", { class: "similar-name" }, item.name),
    el("span", { class: "similar-price" }, priceOf(item.listing)),
    el("span", { class: "similar-why" }, why(reasons)));
}

/**
 * Only what fits is given as a reason; nearest of all is one too.
 * @param {Reason[]} reasons
 */
function why(reasons) {
  const said = reasons.filter(({ of, matches }) => matches && REASONS[of]).map(({ of }) => REASONS[of]);
  return said.join(" · ") || "The nearest there is";
}
