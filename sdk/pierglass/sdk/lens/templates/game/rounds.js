// The game without page or host: which pairs are shown, and who is right.

/**
 * @typedef {import("/sdk/v1/types.js").Item} Item
 * @typedef {[Item, Item]} Pair
 */

export const ROUNDS = 5;

/**
 * The same seed makes the same rounds, so that a friend plays what you played.
 * @param {number} seed
 * @returns {() => number} Numbers from 0 to 1.
 */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    // mulberry32, by Tommy Ettinger (public domain).
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * @param {Item[]} items
 * @param {number} seed
 * @returns {Pair[]} Pairs of one currency and two prices; fewer if there are not enough.
 */
export function pairs(items, seed) {
  const priced = items.filter(({ listing }) => listing).sort((a, b) => (a.id < b.id ? -1 : 1));
  const next = random(seed);
  /** @type {Pair[]} */
  const chosen = [];
  for (let tries = 0; priced.length > 1 && chosen.length < ROUNDS && tries < 200; tries += 1) {
    const one = priced[Math.floor(next() * priced.length)];
    const other = priced[Math.floor(next() * priced.length)];
    if (price(one) !== price(other) && currency(one) === currency(other)) {
      chosen.push([one, other]);
    }
  }
  return chosen;
}

/** @param {Item} item */
export const price = ({ listing }) => listing?.price.amount_minor ?? 0;

/** @param {Item} item */
const currency = ({ listing }) => listing?.price.currency;
