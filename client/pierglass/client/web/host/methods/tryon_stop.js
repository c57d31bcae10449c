/** The item comes off and the camera is free. */

/** @type {import("./index.js").Handler} */
export async function stopTryOn(stage) {
  stage.viewfinder.takeOff();
  return {};
}
