export function now(): number;
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
    /**
     * Send what waits, tell what happened, set the timer. Call it after every call into
     * the connection.
     * @param {Event[]} [events]
     */
    deliver(events?: Event[]): void;
    /** Let go of the port and the timer. */
    dispose(): void;
}
export type Session = import("./session.js").Session<any>;
export type Event = import("./wire.js").Event;
