/** How the lens was opened, and where it shall stand; not in which chat, nor by which message. */

/** @type {import("./index.js").Handler} */
export async function getLaunch(stage) {
  const { source, context, item_id: itemId, state, place, conversation_id: where } = stage.launch;
  /** @type {Record<string, unknown>} */
  const told = { source };
  if (itemId !== undefined) told.item_id = itemId;
  if (state !== undefined) told.state = state;
  if (context !== undefined) told.context = context;
  if (place !== undefined) told.place = place;
  if (where !== undefined) told.in_chat = true;
  return told;
}
