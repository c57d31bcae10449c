// Both ends of the bridge in a page. A lens imports lens_port.js alone, through
// pierglass.js; a host imports this.

export { HostConnection, LensConnection, createConnection, lensCapabilities } from "./connection.js";
export { CallError, LocalProtocolError } from "./errors.js";
export { HandleTable } from "./handle.js";
export { HostEnd, acceptLens, hostCapabilities, isUserMediated } from "./host_port.js";
export { LensEnd, hostOrigin } from "./lens_port.js";
