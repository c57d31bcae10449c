/** What a lens of this release understands: every notification.
 * @returns {Record<string, import("./wire.js").Capability>} */
export function lensCapabilities(): Record<string, import("./wire.js").Capability>;
/** @typedef {import("./wire.js").Options} Options */
/** @typedef {import("./wire.js").Frame} Frame */
/** @extends {Session<Caller>} */
export class LensConnection extends Session<Caller> {
    /** @param {Options} options */
    constructor(options: Options);
    agent: string | undefined;
    /** The host's. */
    get capabilities(): Record<string, import("./wire.js").Capability>;
    /** Our calls that have no outcome yet. */
    get pending(): number[];
    /** Say hello: the first act. @param {number} nowMs */
    start(nowMs: number): void;
    /**
     * Send a call; return its id, which one `call_settled` will name.
     * @param {string} method
     * @param {Record<string, unknown>} params
     * @param {number} nowMs
     * @param {{deadlineMs?: number, credit?: number}} [options] credit: items that a
     *   stream may send before `calls.grant`, 1 to 1024.
     * @throws {CallError} If it was refused here; that was its outcome.
     */
    call(method: string, params: Record<string, unknown>, nowMs: number, { deadlineMs, credit }?: {
        deadlineMs?: number;
        credit?: number;
    }): number;
    /** Give a call up; its handler is told. @param {number} id @param {number} _nowMs */
    cancel(id: number, _nowMs: number): import("./wire.js").Event[];
    /** @param {Frame} frame @param {number} nowMs */
    take(frame: Frame, nowMs: number): boolean;
}
export type Options = import("./wire.js").Options;
export type Frame = import("./wire.js").Frame;
import { Caller } from "./caller.js";
import { Session } from "./session.js";
