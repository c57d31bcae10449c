/** @param {Session<any>} session @param {Frame} frame */
export function onComplaint(session: Session<any>, { error }: Frame): void;
/** @param {Session<any>} session @param {Frame} frame */
export function onEnd(session: Session<any>, { error }: Frame): void;
/** @param {unknown} body @returns {Capability | null} */
export function readCapability(body: unknown): Capability | null;
/** @param {Record<string, unknown>} body */
export function readCapabilities(body: Record<string, unknown>): Record<string, import("./wire.js").Capability>;
/**
 * The open calls of one side.
 * @typedef {object} Calls
 * @property {Map<number, Deadline>} open
 * @property {(nowMs: number) => void} tick Ends the calls whose time is over.
 * @property {(error: CallError) => void} settleAll Ends every call.
 */
/**
 * @template {Calls} C
 * @abstract Each side adds take(frame, nowMs, options): whether the frame is legal now,
 * and capabilities.
 */
export class Session<C extends Calls> {
    /**
     * @param {"lens"|"host"} side
     * @param {(session: any) => C} calls Makes its part for calls.
     * @param {Options} options
     */
    constructor(side: "lens" | "host", calls: (session: any) => C, { epoch, limits, protocol, capabilities }: Options);
    side: "host" | "lens";
    calls: C;
    limits: {
        [x: string]: number;
    };
    epoch: string;
    protocol: [number, number];
    version: number;
    /** What this side offers. @type {Record<string, Capability>} */
    own: Record<string, Capability>;
    /** What was ignored or refused. @type {Record<string, number>} */
    counters: Record<string, number>;
    /** What shall be sent. @type {Frame[]} */
    frames: Frame[];
    /** What shall be told. @type {Event[]} */
    told: Event[];
    /** @type {State} */
    state: State;
    /** What the other side offers. @type {Record<string, Capability>} */
    peer: Record<string, Capability>;
    /** When a peer that owes its part of the handshake is given up. */
    handshakeEndsMs: number;
    /** @param {Frame} frame */
    send(frame: Frame): void;
    /** @param {Event} event */
    emit(event: Event): void;
    /** The frames that the transport shall carry, once, in order. */
    framesToSend(): import("./wire.js").Frame[];
    /** When {@link tick} has something to do; null if never. */
    nextTickMs(): number | null;
    /** Both sides know each other. @param {Record<string, Capability>} peer */
    agree(peer: Record<string, Capability>): void;
    /**
     * Take one frame that arrived, legal or not.
     * @param {unknown} raw
     * @param {number} nowMs
     * @param {{gesture?: boolean}} [options] gesture: whether the user has just tapped
     *   or pressed a key in the lens, as the host itself knows.
     * @returns {Event[]}
     */
    receive(raw: unknown, nowMs: number, options?: {
        gesture?: boolean;
    }): Event[];
    /** The frame that *raw* is: a clean copy.
     * @param {any} raw @returns {Frame} @throws If it is none. */
    read(raw: any): Frame;
    /** Let the time pass: what is over its deadline ends. @param {number} nowMs */
    tick(nowMs: number): import("./wire.js").Event[];
    /** End the session: tell the peer and settle everything.
     * @param {number} _nowMs @param {string} [code] @param {string} [message] */
    close(_nowMs: number, code?: string, message?: string): import("./wire.js").Event[];
    /** Note that the transport is gone: settle everything, tell nobody.
     * @param {number} _nowMs */
    lost(_nowMs: number): import("./wire.js").Event[];
    /** @param {Frame} frame */
    isStale({ kind, epoch }: Frame): boolean;
    /** @param {Frame} frame */
    unexpected({ kind }: Frame): void;
    /** @param {unknown} raw @param {any} found What was thrown: a frame of an odd shape
     * breaks whatever takes it. */
    violation(raw: unknown, found: any): void;
    /** Tell the peer that a frame of its was refused.
     * @param {unknown} _raw @param {CallError} error */
    complain(_raw: unknown, error: CallError): void;
    /** @param {string} kind @param {CallError} error */
    tell(kind: string, error: CallError): void;
    /** @param {string} reason */
    drop(reason: string): void;
    /** Settle everything, once. @param {CallError} error @param {boolean} [tell] */
    end(error: CallError, tell?: boolean): void;
    /** @returns {Event[]} */
    events(): Event[];
}
export type Capability = import("./wire.js").Capability;
export type Event = import("./wire.js").Event;
export type Options = import("./wire.js").Options;
export type Frame = import("./wire.js").Frame;
export type Deadline = import("./deadline.js").Deadline;
export type State = "idle" | "greeting" | "listening" | "open" | "closed";
/**
 * The open calls of one side.
 */
export type Calls = {
    open: Map<number, Deadline>;
    /**
     * Ends the calls whose time is over.
     */
    tick: (nowMs: number) => void;
    /**
     * Ends every call.
     */
    settleAll: (error: CallError) => void;
};
import { CallError } from "./errors.js";
