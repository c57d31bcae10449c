export function now(): number;
/** Frames that one message may carry, to an end that says that it takes several. */
export const MOST_FRAMES: 64;
export function framesIn(data: any): unknown[];
/** @template {Session} C */
export class Link<C extends Session> {
    /**
     * @param {C} connection
     * @param {MessagePort} port
     * @param {(event: Event) => void} onEvent
     * @param {() => boolean} [gesture] Whether the user has just acted in the lens.
     */
    constructor(connection: C, port: MessagePort, onEvent: (event: Event) => void, gesture?: () => boolean);
    connection: C;
    port: MessagePort;
    onEvent: (event: Event) => void;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    timer: ReturnType<typeof setTimeout> | undefined;
    /** When it rings. */
    endsMs: number;
    /** Frames that the other end takes in one message. */
    most: number;
    /** Whether they are sent at the end of this turn. */
    pending: boolean;
    /**
     * Send what waits, tell what happened, set the timer. Call it after every call into
     * the connection.
     * @param {Event[]} [events]
     */
    deliver(events?: Event[]): void;
    /** Send what waits. */
    flush(): void;
    /** Let go of the port and the timer. */
    dispose(): void;
}
export type Session = import("./session.js").Session<any>;
export type Event = import("./wire.js").Event;
