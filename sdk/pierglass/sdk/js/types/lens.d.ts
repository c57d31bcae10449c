// Made by sdk/declarations.py from 0038451ce1a544210a81ca498c6bc28a42bfdab24de4d4da29dd6f85bc6644d5
/**
 * Begin: call it once, when the page can be seen.
 * @param {{signal?: AbortSignal, origin?: string, parent?: Window}} [options]
 *   Everything but `signal` is for tests.
 * @returns {Promise<Lens>}
 * @throws {CallError} `unavailable` outside a client, `timed_out`, `version_unsupported`.
 */
export function connect(options?: {
    signal?: AbortSignal;
    origin?: string;
    parent?: Window;
}): Promise<Lens>;
export { CallError };
/** One connected lens. */
export class Lens {
    /** @type {Map<string, Set<(data: any) => void>>} */
    listeners: Map<string, Set<(data: any) => void>>;
    end: LensEnd;
    user: {
        /**
         * @param {("display_name"|"avatar")[]} fields Each needs its own permission.
         * @param {CallOptions} [options]
         * @returns {Promise<import("../types.js").UserGetResult>}
         */
        get: (fields: ("display_name" | "avatar")[], options?: CallOptions) => Promise<import("../types.js").UserGetResult>;
    };
    items: {
        /**
         * A page of the catalogue.
         * @type {(query?: import("../types.js").ItemsListParams, options?: CallOptions) =>
         *   Promise<import("../types.js").ItemsListResult>}
         */
        list: (query?: import("../types.js").ItemsListParams, options?: CallOptions) => Promise<import("../types.js").ItemsListResult>;
    };
    search: {
        /**
         * Listings by a photo that the user chose, by words, or by both.
         * @type {(query: import("../types.js").SearchVisualParams, options?: CallOptions) =>
         *   Promise<import("../types.js").SearchVisualResult>}
         */
        visual: (query: import("../types.js").SearchVisualParams, options?: CallOptions) => Promise<import("../types.js").SearchVisualResult>;
    };
    viewfinder: {
        /**
         * Say where in this page the host draws, in CSS pixels of the viewport.
         * @type {(region: import("../types.js").ViewfinderLayoutParams,
         *   options?: CallOptions) => Promise<unknown>}
         */
        layout: (region: import("../types.js").ViewfinderLayoutParams, options?: CallOptions) => Promise<unknown>;
        /** Keep the host's picture over *element*. @param {Element} element
         * @returns {() => void} Ends it. */
        attach: (element: Element) => () => void;
    };
    tryOn: {
        /**
         * Try an item on in the viewfinder; again with another item changes it.
         * @param {string} itemId
         * @param {CallOptions & {photo?: string}} [options] photo: a handle, to try it on
         *   that photo instead of the camera's picture.
         * @returns {Promise<TryOnState>}
         */
        start: (itemId: string, { photo, ...options }?: CallOptions & {
            photo?: string;
        }) => Promise<TryOnState>;
        /** @type {(options?: CallOptions) => Promise<unknown>} */
        stop: (options?: CallOptions) => Promise<unknown>;
        /**
         * How the try-on does, over and over: `for await (const state of …)`. It ends when
         * the loop is left, the try-on is stopped or the signal fires.
         * @param {CallOptions & {everyMs?: number}} [options] everyMs: 100 to 10,000.
         * @returns {AsyncGenerator<import("../types.js").TryonWatchItem, unknown, void>}
         */
        watch: ({ everyMs, ...options }?: CallOptions & {
            everyMs?: number;
        }) => AsyncGenerator<import("../types.js").TryonWatchItem, unknown, void>;
        /** @param {(state: TryOnState) => void} listener @returns {() => void} Ends it. */
        onUpdate: (listener: (state: TryOnState) => void) => () => void;
    };
    capture: {
        /**
         * Take the try-on as a full-quality picture; after a tap of the user.
         * @type {(options?: CallOptions) => Promise<{picture: string, item_id: string}>}
         */
        snap: (options?: CallOptions) => Promise<{
            picture: string;
            item_id: string;
        }>;
    };
    photo: {
        /**
         * Let the user choose a photo; after a tap.
         * @type {(options?: CallOptions) => Promise<{photo: string}>}
         */
        pick: (options?: CallOptions) => Promise<{
            photo: string;
        }>;
    };
    share: {
        /**
         * Propose a card; the user chooses the chat. After a tap.
         * @param {Proposal} proposal
         * @param {CallOptions} [options]
         * @returns {Promise<{conversation_id: string, message_id: string}>}
         */
        chat: (proposal: Proposal, options?: CallOptions) => Promise<{
            conversation_id: string;
            message_id: string;
        }>;
        /**
         * Propose a snap for the user's story. After a tap.
         * @param {Proposal & {picture: string}} proposal
         * @param {CallOptions} [options]
         * @returns {Promise<{snap_id: string}>}
         */
        story: (proposal: Proposal & {
            picture: string;
        }, options?: CallOptions) => Promise<{
            snap_id: string;
        }>;
    };
    /**
     * Small values that the lens keeps. Scopes: `view` ends with this opening, `device`
     * stays here, `account` follows the user, `conversation` is shared with the chat.
     */
    storage: {
        /** @type {(place: import("../types.js").StorageGetParams, options?: CallOptions) =>
         *   Promise<import("../types.js").StorageGetResult>} */
        get: (place: import("../types.js").StorageGetParams, options?: CallOptions) => Promise<import("../types.js").StorageGetResult>;
        /** @type {(place: import("../types.js").StorageListParams, options?: CallOptions) =>
         *   Promise<import("../types.js").StorageListResult>} */
        list: (place: import("../types.js").StorageListParams, options?: CallOptions) => Promise<import("../types.js").StorageListResult>;
        /** @type {(entry: import("../types.js").StorageSetParams, options?: CallOptions) =>
         *   Promise<import("../types.js").StorageSetResult>} */
        set: (entry: import("../types.js").StorageSetParams, options?: CallOptions) => Promise<import("../types.js").StorageSetResult>;
        /** @type {(place: import("../types.js").StorageRemoveParams,
         *   options?: CallOptions) => Promise<unknown>} */
        remove: (place: import("../types.js").StorageRemoveParams, options?: CallOptions) => Promise<unknown>;
    };
    /** The chat in which the lens is open; which one it is, the lens does not learn. */
    chat: {
        /**
         * Propose an invitation; the lens is open in the chosen chat from then on.
         * @param {Proposal} proposal
         * @param {CallOptions} [options]
         * @returns {Promise<import("../types.js").ChatInviteResult>}
         */
        invite: (proposal: Proposal, options?: CallOptions) => Promise<import("../types.js").ChatInviteResult>;
        /**
         * Propose an answer with the media that the host finds fitting.
         * @param {{title: string, media: Record<string, unknown>, idempotency_key?: string}}
         *   answer media: `invite`, `card`, `group`, `direct` or `default` to `{item_id,
         *   title, subtitle, state}`.
         * @param {CallOptions} [options]
         * @returns {Promise<import("../types.js").ChatRespondResult>}
         */
        respond: (answer: {
            title: string;
            media: Record<string, unknown>;
            idempotency_key?: string;
        }, options?: CallOptions) => Promise<import("../types.js").ChatRespondResult>;
        /** @type {(notice: import("../types.js").ChatNotifyParams, options?: CallOptions) =>
         *   Promise<unknown>} */
        notify: (notice: import("../types.js").ChatNotifyParams, options?: CallOptions) => Promise<unknown>;
    };
    /**
     * How this lens was opened.
     * @type {(options?: CallOptions) => Promise<Launch>}
     */
    launchState: (options?: CallOptions) => Promise<Launch>;
    /**
     * Ask the user to let this lens's own server act for them; the server exchanges the
     * code. After a tap.
     * @type {(request: import("../types.js").AuthorizeParams, options?: CallOptions) =>
     *   Promise<{code: string, state: string, iss: string}>}
     */
    authorize: (request: import("../types.js").AuthorizeParams, options?: CallOptions) => Promise<{
        code: string;
        state: string;
        iss: string;
    }>;
    /** What the host offers; each with its state.
     * @returns {Record<string, Capability>} */
    get capabilities(): Record<string, Capability>;
    /** Whether a call that needs *capability* may be made, asking the user if need be.
     * @param {string} capability */
    can(capability: string): boolean;
    /**
     * Hear news of the host, a changed `capability`, or that the session `closed`.
     * @template {keyof import("../types.js").Notifications | "capability" | "closed"} N
     * @param {N} name
     * @param {(data: N extends keyof import("../types.js").Notifications
     *   ? import("../types.js").Notifications[N] : any) => void} listener
     * @returns {() => void} Ends it.
     */
    on<N extends keyof import("../types.js").Notifications | "capability" | "closed">(name: N, listener: (data: N extends keyof import("../types.js").Notifications ? import("../types.js").Notifications[N] : any) => void): () => void;
    /**
     * Any method of the bridge by its name; the groups above are the same, in words.
     * @template {keyof import("../types.js").Methods} M
     * @param {M} method
     * @param {import("../types.js").Methods[M]["params"]} params
     * @param {CallOptions} [options]
     * @returns {Promise<import("../types.js").Methods[M]["result"]>}
     */
    call<M extends keyof import("../types.js").Methods>(method: M, params: import("../types.js").Methods[M]["params"], options?: CallOptions): Promise<import("../types.js").Methods[M]["result"]>;
    /** Close the lens. @param {CallOptions} [options] */
    close(options?: CallOptions): Promise<void>;
    /** @param {string} name @param {any} data */
    tell(name: string, data: any): void;
}
export type Capability = import("./bridge/wire.js").Capability;
export type CallOptions = import("./bridge/lens_port.js").CallOptions;
export type Item = import("../types.js").Item;
export type TryOnState = import("../types.js").TryonStartResult;
export type Launch = import("../types.js").LaunchGetResult;
/**
 * A card for a chat or a snap for a story.
 */
export type Proposal = {
    title: string;
    /**
     * A handle from `capture.snap` or `photo.pick`.
     */
    picture?: string | undefined;
    item_id?: string | undefined;
    subtitle?: string | undefined;
    /**
     * What the card opens the lens at; 4 KiB.
     */
    state?: Record<string, unknown> | undefined;
    /**
     * Where it opens:
     * a place that your lens proposes; nobody's position.
     */
    place?: {
        name: string;
        latitude: number;
        longitude: number;
    } | undefined;
    /**
     * A PNG or WebP in base64 (64 KiB of it) that you drew: the
     * host lays it over the whole picture, which you never hold.
     */
    overlay?: string | undefined;
    /**
     * The same key sends once, however often it is
     * tried. Default: a new one.
     */
    idempotency_key?: string | undefined;
};
import { CallError } from "./bridge/errors.js";
import { LensEnd } from "./bridge/lens_port.js";
