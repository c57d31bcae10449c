/**
 * The catalogue, grouped by kind, in the order of the rail.
 */

import { KINDS } from "./words.js";

/**
 * @typedef {object} Item
 * @property {string} id
 * @property {string} kind
 * @property {string} name
 * @property {string} maker
 * @property {string} image_url
 * @property {{price: {amount_minor: number, currency: string}, in_stock: boolean} | null} [listing]
 */

/** A page of the catalogue, and how many of them a rail can sensibly hold. */
const PAGE = 100;
const PAGES = 10;

/** The items of the shops, by kind. */
export class Catalogue {
  /** @param {Item[]} items */
  constructor(items) {
    /** @type {Map<string, Item[]>} */
    this.byKind = new Map();
    /** @type {Map<string, Item>} */
    this.byId = new Map();
    const known = [...KINDS.keys()];
    const place = (/** @type {Item} */ item) => (known.indexOf(item.kind) + 1) || known.length + 1;
    for (const item of [...items].sort((a, b) => place(a) - place(b))) {
      this.byId.set(item.id, item);
      const row = this.byKind.get(item.kind) ?? [];
      row.push(item);
      this.byKind.set(item.kind, row);
    }
  }

  /** @returns {string[]} The kinds that have items. */
  get kinds() {
    return [...this.byKind.keys()];
  }

  /**
   * @param {Item} item
   * @param {number} by 1 for the next, -1 for the previous.
   * @returns {Item} Its neighbour among its kind; round at the ends.
   */
  neighbour(item, by) {
    const row = this.byKind.get(item.kind) ?? [item];
    const at = row.findIndex((each) => each.id === item.id);
    return row[(at + by + row.length) % row.length];
  }
}

/**
 * @param {{list: (query: object) => Promise<{items: Item[], next_cursor?: string}>}} items
 *   The SDK's catalogue.
 * @returns {Promise<Catalogue>}
 */
export async function readCatalogue(items) {
  /** @type {Item[]} */
  const all = [];
  let cursor;
  for (let page = 0; page < PAGES; page += 1) {
    const answer = await items.list(cursor ? { cursor, limit: PAGE } : { limit: PAGE });
    all.push(...answer.items);
    cursor = answer.next_cursor;
    if (!cursor) break;
  }
  return new Catalogue(all);
}
