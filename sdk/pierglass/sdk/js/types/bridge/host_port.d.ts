/**
 * What a host offers a lens.
 * @param {string[]} requested Scopes that the manifest names.
 * @param {string[]} granted Scopes that the user gave.
 * @param {{refused?: string[], unsupported?: Record<string, string>}} [more]
 * @returns {Record<string, Capability>}
 */
export function hostCapabilities(requested: string[], granted: string[], more?: {
    refused?: string[];
    unsupported?: Record<string, string>;
}): Record<string, Capability>;
/**
 * Take the lens that *iframe* will load. Call it before the frame gets its address.
 * @param {HTMLIFrameElement} iframe Sandboxed: scripts, never the same origin.
 * @param {AcceptOptions} options
 * @returns {HostEnd}
 * @throws {CallError} `unsafe_sandbox`
 */
export function acceptLens(iframe: HTMLIFrameElement, options: AcceptOptions): HostEnd;
/** Whether a method lets the user decide while it is open. @param {string} method */
export function isUserMediated(method: string): boolean;
export { HostCall };
export class HostEnd {
    /** @param {HTMLIFrameElement} iframe @param {AcceptOptions} options */
    constructor(iframe: HTMLIFrameElement, options: AcceptOptions);
    iframe: HTMLIFrameElement;
    options: AcceptOptions;
    /** Window messages that were not a hello of this frame. */
    ignored: number;
    /** @type {Link<HostConnection> | null} */
    link: Link<HostConnection> | null;
    /** @type {Map<number, HostCall>} */
    handlers: Map<number, HostCall>;
    /** Who waits for credit. @type {Map<number, () => void>} */
    thirsty: Map<number, () => void>;
    /** @type {Promise<unknown>} */
    asking: Promise<unknown>;
    loads: number;
    /** The load event that belongs to the document that said hello. */
    ownLoad: number;
    helloMs: number;
    window: Window;
    /** @param {MessageEvent} event */
    onMessage(event: MessageEvent): void;
    onLoad(): void;
    /** The session's connection, for its counters, epoch and state. */
    get connection(): HostConnection | null;
    /** @param {string} name @param {Record<string, unknown>} data */
    notify(name: string, data: Record<string, unknown>): boolean;
    /** @param {string} name @param {Capability} capability */
    setCapability(name: string, capability: Capability): void;
    /** Withdraw permissions now: open calls that need them end as denied.
     * @param {string[]} scopes */
    revoke(scopes: string[]): void;
    /** End the session and stop listening. @param {string} [code] @param {string} [text] */
    close(code?: string, text?: string): void;
    /** @param {MessagePort} port @param {unknown} batch Frames that the lens takes at once. */
    begin(port: MessagePort, batch: unknown): void;
    /** @param {Link<HostConnection>} link @param {Event} event */
    onEvent(link: Link<HostConnection>, event: Event): void;
    /** @param {Link<HostConnection>} link @param {Event} event */
    handle(link: Link<HostConnection>, { id, method, params, consent }: Event): Promise<void>;
    /**
     * Send a stream's items as its lens wants them; return what it ends with.
     * @param {Link<HostConnection>} link
     * @param {number} id
     * @param {any} made
     * @param {AbortSignal} signal
     */
    pour(link: Link<HostConnection>, id: number, made: any, signal: AbortSignal): Promise<any>;
    /**
     * A tap on the sheet before is none on the lens: a lens that was just opened does not
     * ask at once for what was switched off there. The window that holds the frame is told
     * of a tap in the frame; where it is not the page itself, of none that came before it.
     * @param {string} field
     */
    checkTap(field: string): void;
    /**
     * Ask for what is still to be asked for: one sheet at a time, never again after a no.
     * @param {Link<HostConnection>} link
     * @param {string[]} scopes
     * @param {AbortSignal} signal
     */
    ask(link: Link<HostConnection>, scopes: string[], signal: AbortSignal): Promise<void>;
    /** @param {any} error @param {string} method */
    asAnswer(error: any, method: string): CallError;
}
export type Capability = import("./wire.js").Capability;
export type Event = import("./wire.js").Event;
export type AcceptOptions = {
    /**
     * Returns the result,
     * or for a stream an async iterable, which is asked for an item when one is wanted;
     * throws an error whose `code` the bridge knows, or anything else for `failed`.
     */
    onCall: (call: HostCall) => Promise<unknown> | unknown;
    /**
     * Asked at each new session;
     * see {@link hostCapabilities}.
     */
    capabilities: () => Record<string, Capability>;
    /**
     * Asks the user in a sheet; returns the scopes given. One at a time. Without it,
     * what would have to be asked for is denied.
     */
    onConsent?: ((scopes: string[], signal: AbortSignal) => Promise<string[]>) | undefined;
    /**
     * A session
     * began: the first, or after a reload.
     */
    onReady?: ((session: {
        epoch: string;
        version: number;
    }) => void) | undefined;
    /**
     * A session ended and everything in
     * it is settled. Code `lost`: the page went away and may come back with a new one.
     */
    onClosed?: ((error: CallError) => void) | undefined;
    /**
     * A frame or window message was
     * ignored and counted.
     */
    onDropped?: ((reason: string) => void) | undefined;
    /**
     * A handler threw
     * something that is no answer.
     */
    onFault?: ((error: unknown, method: string) => void) | undefined;
    /**
     * Told every frame, both ways: for traces.
     */
    onFrame?: ((sender: "lens" | "host", frame: unknown, gesture: boolean) => void) | undefined;
    /**
     * Default: the page's own user activation, which a
     * tap in the frame gives it too.
     */
    gesture?: (() => boolean) | undefined;
    limits?: Record<string, number> | undefined;
    /**
     * Lowest and highest version spoken.
     */
    protocol?: [number, number] | undefined;
    newEpoch?: (() => string) | undefined;
};
import { HostCall } from "./host_call.js";
import { Link } from "./link.js";
import { HostConnection } from "./host_connection.js";
import { CallError } from "./errors.js";
