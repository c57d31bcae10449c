/**
 * Strict MessagePack, the encoding of the gateway and the live socket: the SDK's codec,
 * with the sizes of this wire, and without keys that are doors into a prototype.
 */

import { DecodeError, decode as read, encode as write } from "/sdk/v1/bridge/codec.js";

/** The live socket's frames are the largest: 512 KiB and their envelope. */
const MAX_BYTES = 1024 * 1024;

export { DecodeError as CodecError };

/**
 * Encode one map.
 * @param {Record<string, unknown>} value
 */
export function encode(value) {
  return write(value, { maxBytes: MAX_BYTES });
}

/**
 * Decode one map.
 * @param {ArrayBuffer | Uint8Array} data
 * @param {number} [maxBytes]
 * @returns {Record<string, any>}
 */
export function decode(data, maxBytes = MAX_BYTES) {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  return read(bytes, { maxBytes, plainKeys: true });
}
