// The sans-I/O connection: frames in, events and frames out. The twin of
// pierglass.bridge.Connection; bridge/spec/vectors holds the behaviour of both.
//
// One object is one end of one session. It owns no clock, no transport and no timer:
// the program passes the time in (milliseconds that never go back), hands it what
// arrived, and carries what framesToSend() gives.

import { HostConnection } from "./host_connection.js";
import { LensConnection, lensCapabilities } from "./lens_connection.js";

export { HostConnection, LensConnection, lensCapabilities };

/** @typedef {import("./wire.js").Options} Options */

/**
 * @param {"lens"|"host"} side
 * @param {Options} options
 * @returns {LensConnection | HostConnection}
 */
export function createConnection(side, options) {
  return side === "host" ? new HostConnection(options) : new LensConnection(options);
}
