// A lens's own analytics: how often something happened, by day; of people, nothing.
//
//   import { count } from "/sdk/v1/usage.js";
//   count(lens, "tried-on");
//
// It is not part of the core: a page that needs it loads it. The publisher reads the
// counts with `GET /v1/lenses/{id}/counts`, or `Api.counts` of the Python SDK.

/** @typedef {import("./lens.js").Lens} Lens */
/** @typedef {import("./lens.js").CallOptions} CallOptions */

/**
 * @param {Pick<Lens, "call">} lens
 * @param {string} event a-z, 0-9, and . _ - within; 32 names a day.
 * @param {CallOptions & {by?: number}} [options] by: how often, 1 to 1,000.
 * @returns {Promise<unknown>}
 */
export function count(lens, event, { by, ...options } = {}) {
  return lens.call("usage.count", { event, by }, options);
}
