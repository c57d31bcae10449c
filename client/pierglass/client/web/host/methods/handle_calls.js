/** How long a lens needs a picture: one more part of it that does, or one less. */

/** @type {import("./index.js").Handler} */
export async function retain({ handles, app }, { handle }) {
  return { references: handles.retain(handle, app.now()) };
}

/** @type {import("./index.js").Handler} */
export async function release({ handles, app }, { handle }) {
  return { references: handles.release(handle, app.now()) };
}
