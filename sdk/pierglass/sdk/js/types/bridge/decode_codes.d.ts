/**
 * Codes of a DecodeError.
 * @type {Record<string, string>}
 */
export const DECODE_CODES: Record<string, string>;
