/** The mirror stands where the lens says. */

/** @type {import("./index.js").Handler} */
export async function layOut(stage, region) {
  stage.viewfinder.layOut(region);
  return {};
}
