// The user's friends, as far as the user lets this lens know them.
//
//   import { allFriends } from "/sdk/v1/friends.js";
//   for await (const { id, display_name } of allFriends(lens)) show(id, display_name);
//
// It is not part of the core: a page that needs it loads it. The permission is
// `user.friends`; a lens that asks for it reaches no network.

/** @typedef {import("./lens.js").Lens} Lens */
/** @typedef {import("./lens.js").CallOptions} CallOptions */
/** @typedef {import("./types.js").Friend} Friend */
/** @typedef {{limit?: number}} PageOptions limit: friends of a page, 1 to 100. */

/**
 * A page of friends, in no order that says anything. An `id` is your lens's own name for
 * a person: the same each time, and another for every other lens.
 * @param {Pick<Lens, "call">} lens
 * @param {CallOptions & PageOptions & {cursor?: string}} [options] cursor: `next_cursor`
 *   of the page before.
 * @returns {Promise<import("./types.js").FriendsListResult>}
 */
export function listFriends(lens, { cursor, limit, ...options } = {}) {
  return lens.call("friends.list", { cursor, limit }, options);
}

/**
 * Every friend, page by page, fetched as the loop goes on.
 * @param {Pick<Lens, "call">} lens
 * @param {CallOptions & PageOptions} [options]
 * @returns {AsyncGenerator<Friend, void, void>}
 */
export async function* allFriends(lens, options = {}) {
  /** @type {string | undefined} */
  let cursor;
  do {
    const page = await listFriends(lens, { ...options, cursor });
    yield* page.friends;
    cursor = page.next_cursor;
  } while (cursor);
}
