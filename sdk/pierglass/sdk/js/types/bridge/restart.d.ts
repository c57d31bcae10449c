/** @typedef {import("./session.js").Session<any>} Session */
/**
 * Settle everything of the old epoch and stand at the start of the next.
 * @param {Session} session
 * @param {number} nowMs
 * @param {string} [epoch] A host's new, unguessable word.
 */
export function restart(session: Session, nowMs: number, epoch?: string): import("./wire.js").Event[];
export type Session = import("./session.js").Session<any>;
