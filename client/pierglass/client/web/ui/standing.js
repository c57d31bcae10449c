import { el } from "./dom.js";
import { icon } from "./icons.js";

/**
 * What a card says, in a chat or a story, whose lens this person cannot open: the page's
 * own words, and under them why, in the words of whoever ended it.
 */

/** @type {Record<import("../model.js").Standing["state"], string>} */
const WORDS = {
  withdrawn: "No longer available. Its publisher withdrew this lens.",
  blocked: "No longer available. Pierglass blocked this lens.",
  unknown: "This lens is not available.",
  available: "This lens has not reached you yet.",
};

/** @param {import("../model.js").Standing | null} standing null until it is known */
export function standingLine(standing) {
  return standing && el("span", { class: "card-ended", testid: "card-ended" },
    WORDS[standing.state],
    standing.reason && el("span", { class: "card-subtitle" }, standing.reason));
}

/** @param {{box_art_url: string | null} | null} of a lens, or how one stands that is gone */
export function cardArt(of) {
  return of?.box_art_url ? el("img", { class: "card-art", src: of.box_art_url, alt: "" }) : icon("warning");
}
