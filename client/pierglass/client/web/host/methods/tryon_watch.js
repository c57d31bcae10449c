import { CallError } from "/sdk/v1/bridge/port.js";

/**
 * How the live try-on does, as a stream: a state in each interval, and one at once when
 * the wearer is lost or found. A slow lens misses states and never lags behind.
 */

const EVERY_MS = 1000;
const NOBODY = ["no_person", "tryon.no_person"];

/**
 * @param {import("../stage.js").Stage} stage
 * @param {{every_ms?: number}} params
 * @param {import("./index.js").Call} call
 */
export async function* watchTryOn({ viewfinder, app }, { every_ms: everyMs = EVERY_MS }, { signal }) {
  if (viewfinder.itemId === null) throw new CallError("failed", "Nothing is tried on; call tryon.start first.");
  const { mirror } = viewfinder;
  let seen = mirror.frames;
  let at = app.now();
  while (viewfinder.itemId !== null && !signal.aborted) {
    const { latest } = mirror;
    if (latest) {
      const passed = app.now() - at;
      const fps = passed > 0 ? Math.round((mirror.frames - seen) * 10_000 / passed) / 10 : 0;
      seen = mirror.frames;
      at += passed;
      yield { ...latest, wearer: NOBODY.includes(latest.reason ?? "") ? "lost" : "found", fps };
    }
    await mirror.change(everyMs, signal);
  }
}
