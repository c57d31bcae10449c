/** One page of the user's friends, under ids that this lens alone is given. */

/** @type {import("./index.js").Handler} */
export async function listFriends(stage, params, { signal }) {
  const query = new URLSearchParams();
  for (const name of ["cursor", "limit"]) {
    if (params[name] !== undefined) query.set(name, String(params[name]));
  }
  const path = `/v1/lenses/${encodeURIComponent(stage.lens.id)}/friends?${query}`;
  const page = await stage.app.api.get(path, { signal });
  const friends = page.friends.map(known);
  return page.next_cursor ? { friends, next_cursor: page.next_cursor } : { friends };
}

/**
 * What a lens may know of a friend, whatever else the server says.
 * @param {{id: string, display_name: string, avatar: {style: string, colour: string}}} friend
 */
function known({ id, display_name: name, avatar: { style, colour } }) {
  return { id, display_name: name, avatar: { style, colour } };
}
