/** @typedef {import("./wire.js").Options} Options */
/**
 * @param {"lens"|"host"} side
 * @param {Options} options
 * @returns {LensConnection | HostConnection}
 */
export function createConnection(side: "lens" | "host", options: Options): LensConnection | HostConnection;
export type Options = import("./wire.js").Options;
import { LensConnection } from "./lens_connection.js";
import { HostConnection } from "./host_connection.js";
import { lensCapabilities } from "./lens_connection.js";
export { HostConnection, LensConnection, lensCapabilities };
