/** How the lens was opened, and where it shall stand; not in which chat, nor by which message. */

/** @type {import("./index.js").Handler} */
export async function getLaunch(stage) {
  const { source, item_id: itemId, state, conversation_id: where } = stage.launch;
  /** @type {Record<string, unknown>} */
  const told = { source };
  if (itemId !== undefined) told.item_id = itemId;
  if (state !== undefined) told.state = state;
  if (where !== undefined) told.in_chat = true;
  return told;
}
