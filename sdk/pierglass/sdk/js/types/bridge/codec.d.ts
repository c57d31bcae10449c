/**
 * The one map that *data* holds.
 * @param {Uint8Array} data
 * @param {{maxBytes?: number, plainKeys?: boolean}} [options] plainKeys: refuse the keys
 *   that a careless assignment would follow into a prototype.
 * @returns {Record<string, any>}
 * @throws {DecodeError} For anything else; no other error, for any bytes.
 */
export function decode(data: Uint8Array, { maxBytes, plainKeys }?: {
    maxBytes?: number;
    plainKeys?: boolean;
}): Record<string, any>;
/**
 * *message* as bytes that {@link decode} gives back.
 * @param {Record<string, unknown>} message
 * @param {{maxBytes?: number}} [options]
 * @returns {Uint8Array}
 * @throws {CallError} `invalid_payload` or `payload_too_large`.
 */
export function encode(message: Record<string, unknown>, { maxBytes }?: {
    maxBytes?: number;
}): Uint8Array;
export const MAX_BYTES: 65536;
/** Bytes that are not a legal message. */
export class DecodeError extends Error {
    /** @param {string} code @param {number} offset @param {string} [found] */
    constructor(code: string, offset: number, found?: string);
    code: string;
    offset: number;
}
