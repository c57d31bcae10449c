/** @typedef {import("./lens.js").Lens} Lens */
/** @typedef {import("./lens.js").CallOptions} CallOptions */
/** @typedef {import("../types.js").Friend} Friend */
/** @typedef {{limit?: number}} PageOptions limit: friends of a page, 1 to 100. */
/**
 * A page of friends, in no order that says anything. An `id` is your lens's own name for
 * a person: the same each time, and another for every other lens.
 * @param {Pick<Lens, "call">} lens
 * @param {CallOptions & PageOptions & {cursor?: string}} [options] cursor: `next_cursor`
 *   of the page before.
 * @returns {Promise<import("../types.js").FriendsListResult>}
 */
export function listFriends(lens: Pick<Lens, "call">, { cursor, limit, ...options }?: CallOptions & PageOptions & {
    cursor?: string;
}): Promise<import("../types.js").FriendsListResult>;
/**
 * Every friend, page by page, fetched as the loop goes on.
 * @param {Pick<Lens, "call">} lens
 * @param {CallOptions & PageOptions} [options]
 * @returns {AsyncGenerator<Friend, void, void>}
 */
export function allFriends(lens: Pick<Lens, "call">, options?: CallOptions & PageOptions): AsyncGenerator<Friend, void, void>;
export type Lens = import("./lens.js").Lens;
export type CallOptions = import("./lens.js").CallOptions;
export type Friend = import("../types.js").Friend;
/**
 * limit: friends of a page, 1 to 100.
 */
export type PageOptions = {
    limit?: number;
};
