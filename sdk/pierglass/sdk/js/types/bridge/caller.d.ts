export class Caller {
    /** @param {Wire} wire */
    constructor(wire: Wire);
    wire: import("./wire.js").Wire;
    /** @type {Map<number, Deadline>} */
    open: Map<number, Deadline>;
    lastId: number;
    /**
     * Send a call; return its id.
     * @param {string} method
     * @param {Record<string, unknown>} params
     * @param {number} nowMs
     * @param {number} [deadlineMs]
     * @param {number} [credit] Items that a stream may send before {@link grant}.
     * @throws {CallError} If it was refused here; that was its outcome.
     */
    call(method: string, params: Record<string, unknown>, nowMs: number, deadlineMs?: number, credit?: number): number;
    /** Settle a call as given up and tell the handler. @param {number} id */
    cancel(id: number): void;
    /** Let a stream send more. @param {number} id @param {number} credit @param {number} nowMs */
    grant(id: number, credit: number, nowMs: number): boolean;
    /** Take a frame about one of our calls. @param {Frame} frame @param {number} nowMs */
    take(frame: Frame, nowMs: number): void;
    /** Settle the calls whose time is over. @param {number} nowMs */
    tick(nowMs: number): void;
    /** Settle every open call: the session is over. @param {CallError} error */
    settleAll(error: CallError): void;
    /** @param {number} id @param {CallError} error */
    giveUp(id: number, error: CallError): void;
    /**
     * @param {number} id
     * @param {CallError | null} error
     * @param {unknown} [value]
     */
    settle(id: number, error: CallError | null, value?: unknown): void;
}
export type Wire = import("./wire.js").Wire;
export type Frame = import("./wire.js").Frame;
import { Deadline } from "./deadline.js";
import { CallError } from "./errors.js";
