/**
 * Addresses after the hash: "#/chat/cnv_1?from=card" is {name, id, query}.
 *
 * A list stands at the left on a wide screen, a stage at the right; a phone shows the
 * one that was opened last.
 */

/** @typedef {{name: string, id: string | null, query: URLSearchParams}} Route */

export const LISTS = new Set(["chats", "friends", "you"]);
export const STAGES = new Set(["chat", "camera", "lens"]);

/**
 * @param {string} hash
 * @returns {Route}
 */
export function parseRoute(hash) {
  const [path, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [name, id = null] = (path || "chats").split("/");
  const known = LISTS.has(name) || STAGES.has(name);
  return {
    name: known ? name : "chats",
    id: id === null ? null : decodeURIComponent(id),
    query: new URLSearchParams(query),
  };
}

/**
 * @param {string} name
 * @param {string} [id]
 */
export function address(name, id) {
  return id === undefined ? `#/${name}` : `#/${name}/${encodeURIComponent(id)}`;
}

/** @param {string} hash */
export function go(hash) {
  if (globalThis.location.hash === hash) {
    globalThis.dispatchEvent(new HashChangeEvent("hashchange"));
    return;
  }
  globalThis.location.hash = hash;
}
