export class Responder {
    /** @param {Wire & {own: Record<string, Capability>, frameWeight: number}} wire */
    constructor(wire: Wire & {
        own: Record<string, Capability>;
        frameWeight: number;
    });
    wire: import("./wire.js").Wire & {
        own: Record<string, Capability>;
        frameWeight: number;
    };
    /** @type {Map<number, Open>} */
    open: Map<number, Open>;
    /** @type {Set<string>} */
    revoked: Set<string>;
    /** @param {Frame} frame @param {number} nowMs @param {{gesture?: boolean}} [options] */
    onCall(frame: Frame, nowMs: number, options?: {
        gesture?: boolean;
    }): void;
    /** Answer with a value; return whether anybody waited.
     * @param {number} id @param {unknown} value */
    respond(id: number, value: unknown): boolean;
    /**
     * Send one item of a stream; return whether anybody waits for more.
     * @param {number} id @param {unknown} value @param {number} nowMs
     * @throws {LocalProtocolError} If there is no credit.
     */
    sendItem(id: number, value: unknown, nowMs: number): boolean;
    /** How many items of a stream may be sent now. @param {number} id */
    credit(id: number): number;
    /** Let a stream go on. @param {Frame} frame @param {number} lastId @param {number} nowMs */
    onCredit({ id, credit }: Frame, lastId: number, nowMs: number): void;
    /** Answer with an error; return whether anybody waited.
     * @param {number} id @param {CallError} error */
    fail(id: number, error: CallError): boolean;
    /**
     * Tell the caller that the handler is alive.
     * @param {number} id
     * @param {number} nowMs
     * @param {number} [fraction]
     * @param {string} [note]
     */
    progress(id: number, nowMs: number, fraction?: number, note?: string): boolean;
    /** Stop the call's clock on both sides. @param {number} id @param {number} nowMs */
    pause(id: number, nowMs: number): boolean;
    /** Let the call's clock go on. @param {number} id @param {number} nowMs */
    resume(id: number, nowMs: number): boolean;
    /** Stop the handler; the caller has settled the call itself.
     * @param {Frame} frame @param {number} lastId */
    onCancel(frame: Frame, lastId: number): void;
    /** @param {number} id @param {number} lastId */
    late(id: number, lastId: number): void;
    /** End, as denied, the open calls that need one of *scopes*.
     * @param {string[]} scopes */
    revoke(scopes: string[]): void;
    /** End the calls whose time is over. @param {number} nowMs */
    tick(nowMs: number): void;
    /** Stop every handler: the session is over and nobody listens. */
    settleAll(): void;
    /** The call's method, the capabilities that it needs, and those of them that the user
     * has to be asked for, if it may be made.
     * @param {Frame} frame @param {{gesture?: boolean}} [options]
     * @returns {[Method, string[], string[]]} */
    admit(frame: Frame, options?: {
        gesture?: boolean;
    }): [Method, string[], string[]];
    /** @param {string} name */
    permit(name: string): void;
    /** @param {number} id @param {CallError} error */
    stop(id: number, error: CallError): void;
    /** @param {number} id */
    take(id: number): Open | undefined;
    /** @param {number} id @param {CallError} error */
    answer(id: number, error: CallError): void;
}
export type Wire = import("./wire.js").Wire;
export type Capability = import("./wire.js").Capability;
export type Frame = import("./wire.js").Frame;
export type Method = import("./methods.js").Method;
/** A call that its handler is working on. */
declare class Open extends Deadline {
    /** @param {Method} method @param {string[]} needs @param {number} lengthMs
     * @param {number} nowMs @param {number} [credit] */
    constructor(method: Method, needs: string[], lengthMs: number, nowMs: number, credit?: number);
    method: import("./methods.js").Method;
    needs: string[];
}
import { CallError } from "./errors.js";
import { Deadline } from "./deadline.js";
export {};
