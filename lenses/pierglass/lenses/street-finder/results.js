/**
 * The finds as one group of radio buttons, so that arrow keys, screen readers and touch
 * all work as they do everywhere.
 */

import { likenessOf, priceOf, reasonsOf } from "./words.js";

/** @typedef {import("./finder.js").Find} Find */

/** The group of finds. */
export class Results {
  /**
   * @param {HTMLElement} group
   * @param {(id: string) => void} choose
   */
  constructor(group, choose) {
    this.group = group;
    this.choose = choose;
    /** @type {Find[] | null} */
    this.shown = null;
  }

  /**
   * @param {Find[]} finds
   * @param {string | null} chosen Id of the find that is looked at.
   * @param {boolean} searching
   */
  show(finds, chosen, searching) {
    this.group.setAttribute("aria-busy", String(searching));
    if (finds !== this.shown) {
      this.shown = finds;
      const legend = this.group.querySelector("legend");
      this.group.replaceChildren(...(legend ? [legend] : []), ...finds.map((find) => this.#card(find)));
      this.group.scrollLeft = 0;
    }
    for (const input of this.group.querySelectorAll("input")) input.checked = input.value === chosen;
  }

  /** @param {Find} find */
  #card({ item, score, reasons }) {
    const soldOut = item.listing?.in_stock === false;
    const price = soldOut ? "Sold out" : priceOf(item.listing);
    const label = document.createElement("label");
    label.className = soldOut ? "find sold-out" : "find";
    label.dataset.itemId = item.id;
    const input = document.createElement("input");
    input.type = "radio";
    input.name = "find";
    input.value = item.id;
    input.setAttribute("aria-label", [item.name, item.maker, price, score === null ? "" : likenessOf(score), ...reasonsOf(reasons)].filter(Boolean).join(", "));
    input.addEventListener("change", () => this.choose(item.id));
    const face = document.createElement("span");
    face.className = "face";
    const picture = document.createElement("img");
    Object.assign(picture, { src: item.image_url, alt: "", loading: "lazy", draggable: false });
    face.append(picture);
    const tag = document.createElement("span");
    tag.className = "price";
    tag.setAttribute("aria-hidden", "true");
    tag.textContent = price;
    const like = document.createElement("span");
    like.className = "score";
    like.setAttribute("aria-hidden", "true");
    like.textContent = score === null ? "" : likenessOf(score);
    label.append(input, face, tag, like);
    return label;
  }
}
