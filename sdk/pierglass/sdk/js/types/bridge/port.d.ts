export { HandleTable } from "./handle.js";
export { HostConnection, LensConnection, createConnection, lensCapabilities } from "./connection.js";
export { CallError, LocalProtocolError } from "./errors.js";
export { HostEnd, acceptLens, hostCapabilities, isUserMediated } from "./host_port.js";
export { LensEnd, hostOrigin } from "./lens_port.js";
