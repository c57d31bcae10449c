/** How the lens was opened, and where it shall stand. */

/** @type {import("./index.js").Handler} */
export async function getLaunch(stage) {
  return { ...stage.launch };
}
