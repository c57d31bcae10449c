import { el } from "./dom.js";
import { icon } from "./icons.js";

/**
 * A place that somebody chose for a card; nobody's position. The point stands beside the
 * name, since the name alone may say anything.
 *
 * @typedef {{name: string, latitude: number, longitude: number}} Place
 */

/** @param {Place} place */
export function placeLine({ name, latitude, longitude }) {
  return el("span", { class: "card-place", testid: "card-place" },
    icon("place"),
    el("span", {}, name),
    el("span", { class: "card-point" }, `${degrees(latitude, "N", "S")}, ${degrees(longitude, "E", "W")}`));
}

/**
 * @param {number} value
 * @param {string} above
 * @param {string} below
 */
function degrees(value, above, below) {
  return `${Math.abs(value).toFixed(3)}° ${value < 0 ? below : above}`;
}
