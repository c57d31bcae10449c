/**
 * The rail: kinds and items as two groups of radio buttons, so that arrow keys,
 * screen readers and touch all work as they do everywhere.
 */

import { KINDS, priceOf } from "./words.js";

/** @typedef {import("./catalogue.js").Item} Item */

/**
 * @param {string} name Of the radio group.
 * @param {string} value
 * @param {string} label What a screen reader says.
 * @param {(value: string) => void} choose
 * @returns {{label: HTMLLabelElement, input: HTMLInputElement}}
 */
function radio(name, value, label, choose) {
  const outer = document.createElement("label");
  const input = document.createElement("input");
  input.type = "radio";
  input.name = name;
  input.value = value;
  input.setAttribute("aria-label", label);
  input.addEventListener("change", () => choose(value));
  outer.append(input);
  return { label: outer, input };
}

/** The two groups of the rail. */
export class Rail {
  /**
   * @param {HTMLElement} kinds
   * @param {HTMLElement} items
   * @param {{onKind: (kind: string) => void, onItem: (id: string) => void}} choices
   */
  constructor(kinds, items, choices) {
    this.kinds = kinds;
    this.items = items;
    this.choices = choices;
  }

  /** Shows that items are on their way. */
  wait() {
    this.items.setAttribute("aria-busy", "true");
    const ghosts = Array.from({ length: 5 }, () => {
      const ghost = document.createElement("div");
      ghost.className = "item ghost";
      ghost.setAttribute("aria-hidden", "true");
      ghost.innerHTML = '<span class="face"></span>';
      return ghost;
    });
    this.#fill(this.items, ghosts);
  }

  /** @param {string[]} kinds */
  showKinds(kinds) {
    const labels = kinds.map((kind) => {
      const word = KINDS.get(kind) ?? kind;
      const { label } = radio("kind", kind, word, this.choices.onKind);
      label.className = "kind";
      const face = document.createElement("span");
      face.textContent = word;
      face.setAttribute("aria-hidden", "true");
      label.append(face);
      return label;
    });
    this.#fill(this.kinds, labels);
    this.kinds.hidden = kinds.length < 2;
  }

  /** @param {Item[]} items */
  showItems(items) {
    this.items.setAttribute("aria-busy", "false");
    this.#fill(this.items, items.map((item) => this.#card(item)));
    this.items.scrollLeft = 0;
  }

  /**
   * Marks what is chosen, without choosing it.
   * @param {string} kind
   * @param {string | null} itemId
   */
  mark(kind, itemId) {
    for (const input of this.kinds.querySelectorAll("input")) input.checked = input.value === kind;
    for (const input of this.items.querySelectorAll("input")) {
      input.checked = input.value === itemId;
      if (input.checked) {
        input.parentElement?.scrollIntoView({ inline: "center", block: "nearest" });
      }
    }
  }

  /** @param {Item} item */
  #card(item) {
    const price = priceOf(item.listing ?? null);
    const soldOut = item.listing?.in_stock === false;
    const words = [item.name, item.maker, soldOut ? "sold out" : price].filter(Boolean);
    const { label } = radio("item", item.id, words.join(", "), this.choices.onItem);
    label.className = soldOut ? "item sold-out" : "item";
    label.dataset.itemId = item.id;
    const face = document.createElement("span");
    face.className = "face";
    const picture = document.createElement("img");
    picture.src = item.image_url;
    picture.alt = "";
    picture.loading = "lazy";
    picture.draggable = false;
    face.append(picture);
    const tag = document.createElement("span");
    tag.className = "price";
    tag.textContent = soldOut ? "Sold out" : price;
    tag.setAttribute("aria-hidden", "true");
    label.append(face, tag);
    return label;
  }

  /**
   * @param {HTMLElement} group
   * @param {HTMLElement[]} children They replace all but the legend.
   */
  #fill(group, children) {
    const legend = group.querySelector("legend");
    group.replaceChildren(...(legend ? [legend] : []), ...children);
  }
}
