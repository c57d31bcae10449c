/** One page of the catalogue. */

/** @type {import("./index.js").Handler} */
export async function listItems(stage, params, call) {
  const query = new URLSearchParams();
  for (const name of ["kind", "cursor", "limit"]) {
    if (params[name] !== undefined) query.set(name, String(params[name]));
  }
  const page = await stage.app.api.get(`/v1/items?${query}`, { signal: call.signal });
  return page.next_cursor ? { items: page.items, next_cursor: page.next_cursor } : { items: page.items };
}
