// The shapes that both ends use.

/** @typedef {"granted"|"promptable"|"denied"|"unsupported"} CapabilityState */

/**
 * @typedef {object} Capability
 * @property {CapabilityState} state
 * @property {number} version
 * @property {Record<string, number>} [limits]
 * @property {string} [reason] Why it is denied or unsupported, for people.
 */

/** @typedef {Record<string, any> & {kind: string}} Frame */

/**
 * What a connection tells the program that drives it. `type` is one of: ready,
 * call_received, call_stopped, call_settled, call_progressed, call_paused,
 * call_resumed, notified, capability_changed, peer_complained, frame_dropped, closed.
 * @typedef {Record<string, any> & {type: string}} Event
 */

/**
 * @typedef {object} Options
 * @property {number} nowMs
 * @property {string} [epoch] A host's new, unguessable word for this session.
 * @property {Record<string, Capability>} [capabilities] What this side offers.
 * @property {Record<string, number>} [limits] What a host allows.
 * @property {[number, number]} [protocol] Lowest and highest version spoken.
 * @property {string} [agent] A lens's SDK name and version, for logs.
 */

/**
 * What the parts of one connection share; a session is one.
 * @typedef {object} Wire
 * @property {Record<string, number>} limits
 * @property {string} epoch
 * @property {number} version
 * @property {Record<string, number>} counters What was ignored or refused.
 * @property {(frame: Frame) => void} send
 * @property {(event: Event) => void} emit
 */
export {};
