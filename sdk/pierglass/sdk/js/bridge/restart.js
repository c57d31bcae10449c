// A new epoch on the same transport, as after a reload of the lens. Apart, since a lens
// in a page never does it: its reload is a new page.

import { HANDSHAKE_MS } from "./calls.js";
import { CallError } from "./errors.js";

/** @typedef {import("./session.js").Session<any>} Session */

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
  session.peer = {};
  const isHost = session.side === "host";
  session.state = isHost ? "listening" : "idle";
  session.handshakeEndsMs = isHost ? nowMs + HANDSHAKE_MS : Infinity;
  return session.events();
}
