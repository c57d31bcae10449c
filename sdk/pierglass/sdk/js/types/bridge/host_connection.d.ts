/** @typedef {import("./wire.js").Capability} Capability */
/** @typedef {import("./wire.js").Options} Options */
/** @typedef {import("./wire.js").Frame} Frame */
/** @extends {Session<Responder>} */
export class HostConnection extends Session<Responder> {
    /** @param {Options} options */
    constructor(options: Options);
    meter: RateMeter;
    /** The highest call id that the lens used. */
    lastId: number;
    /** Of the frame that is being taken. */
    frameWeight: number;
    /** The host's, which are our own. */
    get capabilities(): Record<string, import("./wire.js").Capability>;
    /** Our calls that have no outcome yet: a host makes none. @returns {number[]} */
    get pending(): number[];
    /** The peer's calls that have no answer yet. */
    get handling(): number[];
    /** Answer with a value; return false if the call had ended before.
     * @param {number} id @param {unknown} value */
    respond(id: number, value: unknown): boolean;
    /** Answer with an error; return false if the call had ended before.
     * @param {number} id @param {CallError} error */
    fail(id: number, error: CallError): boolean;
    /** Send one item of a stream; return false if nobody waits any more.
     * @param {number} id @param {unknown} value @param {number} nowMs */
    sendItem(id: number, value: unknown, nowMs: number): boolean;
    /** How many items of a stream may be sent now; 0 if it ended. @param {number} id */
    credit(id: number): number;
    /** Say that a call is being worked on: its deadline starts again.
     * @param {number} id @param {number} nowMs
     * @param {number} [fraction] @param {string} [note] */
    progress(id: number, nowMs: number, fraction?: number, note?: string): boolean;
    /** Stop a call's clock: the user is deciding. @param {number} id @param {number} nowMs */
    pause(id: number, nowMs: number): boolean;
    /** Let a call's clock go on. @param {number} id @param {number} nowMs */
    resume(id: number, nowMs: number): boolean;
    /** Send news; return false if the lens does not understand it or is not open.
     * @param {string} name @param {Record<string, unknown>} data @param {number} _nowMs */
    notify(name: string, data: Record<string, unknown>, _nowMs: number): boolean;
    /** Change the state of one capability and tell the lens.
     * @param {string} name @param {Capability} capability @param {number} _nowMs */
    setCapability(name: string, capability: Capability, _nowMs: number): void;
    /** Withdraw permissions now: open calls that need them end as denied.
     * @param {string[]} scopes @param {number} nowMs */
    revoke(scopes: string[], nowMs: number): import("./wire.js").Event[];
    /** @param {unknown} raw @returns {Frame} */
    read(raw: unknown): Frame;
    /** @param {number} nowMs @param {string} [epoch] */
    restart(nowMs: number, epoch?: string): import("./wire.js").Event[];
    /** Note that the peer used *id*; it must be higher than every one before.
     * @param {number} id */
    takeId(id: number): void;
    /** Answer a frame that was not parsed, if it is recognisably a call of now.
     * @param {unknown} raw @param {CallError} error */
    salvage(raw: unknown, error: CallError): boolean;
    /** Answer a call that reached no handler.
     * @param {Record<string, any>} call @param {CallError} error */
    answer({ epoch, id }: Record<string, any>, error: CallError): void;
    /** @param {Frame} frame @param {number} nowMs @param {{gesture?: boolean}} [options] */
    take(frame: Frame, nowMs: number, options?: {
        gesture?: boolean;
    }): boolean;
    /** @param {CallError} error */
    refuse(error: CallError): void;
}
export type Capability = import("./wire.js").Capability;
export type Options = import("./wire.js").Options;
export type Frame = import("./wire.js").Frame;
import { Responder } from "./responder.js";
import { Session } from "./session.js";
import { RateMeter } from "./rate.js";
import { CallError } from "./errors.js";
