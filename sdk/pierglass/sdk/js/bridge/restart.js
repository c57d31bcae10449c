// A new epoch on the same transport, as after a reload of the lens. Apart, since a lens
// in a page never does it: its reload is a new page.

import { CallError } from "./errors.js";

/** @typedef {import("./session.js").Session} Session */

/**
 * Settle everything of the old epoch and stand at the start of the next.
 * @param {Session} session
 * @param {number} nowMs
 * @param {string} [epoch] A host's new, unguessable word.
 */
export function restart(session, nowMs, epoch = "") {
  session.end(new CallError("closed", "the lens was reloaded"), false);
  session.frames.length = 0;
  session.epoch = epoch;
  session.begin(nowMs);
  return session.events();
}
