/**
 * @param {unknown} raw
 * @param {number} maxWeight
 * @returns {{frame: Frame, weight: number}} A clean copy, and what it weighs.
 * @throws {CallError} If *raw* is no frame that a host takes.
 */
export function parseFrame(raw: unknown, maxWeight: number): {
    frame: Frame;
    weight: number;
};
/** @typedef {import("./wire.js").Frame} Frame */
/** Items of one stream that may be on their way at once. */
export const MAX_CREDIT: 1024;
export type Frame = import("./wire.js").Frame;
/**
 * A field's name, whether it must be there, and what it must be.
 */
export type Field = {
    name: string;
    isRequired: boolean;
    fits: (value: any) => boolean;
};
