/** @typedef {import("./wire.js").Event} Event */
/**
 * @typedef {object} CallOptions
 * @property {AbortSignal} [signal] Gives the call up; its handler is told.
 * @property {number} [deadlineMs] Another deadline than the method's own.
 * @property {number} [credit] Of a stream: items that may be on their way at once.
 * @property {(progress: {fraction: number | null, note: string | null}) => void}
 *   [onProgress]
 */
/** @typedef {{resolve: (v: any) => void, reject: (e: Error) => void, onProgress?: any,
 *   onItem?: (item: any, id: number) => void}} Waiting */
/** The origin of the client that opened this page: `#host=<origin>` in its address.
 * @param {Location} location
 * @throws {CallError} `unavailable` if there is none. */
export function hostOrigin({ hash }: Location): string;
export class LensEnd {
    /**
     * @param {(name: string, data: any) => void} onNews Told each notification, a changed
     *   capability as `capability`, and the end as `closed`.
     * @param {string} [agent]
     */
    constructor(onNews: (name: string, data: any) => void, agent?: string);
    onNews: (name: string, data: any) => void;
    agent: string | undefined;
    /** @type {Link<LensConnection> | null} */
    link: Link<LensConnection> | null;
    /** @type {Map<number, Waiting>} */
    waiting: Map<number, Waiting>;
    get connection(): LensConnection | undefined;
    /**
     * Begin the session.
     * @param {{signal?: AbortSignal, origin?: string, parent?: Window}} [options]
     * @returns {Promise<void>}
     * @throws {CallError} If no host answers, or it refuses.
     */
    open({ signal, origin, parent }?: {
        signal?: AbortSignal;
        origin?: string;
        parent?: Window;
    }): Promise<void>;
    /**
     * @param {string} method
     * @param {Record<string, unknown>} [params]
     * @param {CallOptions & {onItem?: Waiting["onItem"]}} [options]
     * @returns {Promise<any>} The result; every other outcome rejects with a CallError.
     */
    call(method: string, params?: Record<string, unknown>, { signal, deadlineMs, credit, onProgress, onItem }?: CallOptions & {
        onItem?: Waiting["onItem"];
    }): Promise<any>;
    /**
     * A call that yields items. It begins when the first is asked for, and is stopped when
     * the loop over it is left. Items come as fast as they are taken, and no faster.
     * @param {string} method
     * @param {Record<string, unknown>} [params]
     * @param {CallOptions} [options]
     * @returns {AsyncGenerator<any, any, void>}
     */
    stream(method: string, params?: Record<string, unknown>, { credit, ...options }?: CallOptions): AsyncGenerator<any, any, void>;
    /** End the session; everything that waits is settled as closed.
     * @param {string} [code] */
    close(code?: string): void;
    /** @param {Event} event */
    onEvent(event: Event): void;
}
export type Event = import("./wire.js").Event;
export type CallOptions = {
    /**
     * Gives the call up; its handler is told.
     */
    signal?: AbortSignal | undefined;
    /**
     * Another deadline than the method's own.
     */
    deadlineMs?: number | undefined;
    /**
     * Of a stream: items that may be on their way at once.
     */
    credit?: number | undefined;
    onProgress?: ((progress: {
        fraction: number | null;
        note: string | null;
    }) => void) | undefined;
};
export type Waiting = {
    resolve: (v: any) => void;
    reject: (e: Error) => void;
    onProgress?: any;
    onItem?: (item: any, id: number) => void;
};
import { Link } from "./link.js";
import { LensConnection } from "./lens_connection.js";
