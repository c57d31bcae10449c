export type CapabilityState = "granted" | "promptable" | "denied" | "unsupported";
export type Capability = {
    state: CapabilityState;
    version: number;
    limits?: Record<string, number> | undefined;
    /**
     * Why it is denied or unsupported, for people.
     */
    reason?: string | undefined;
};
export type Frame = Record<string, any> & {
    kind: string;
};
/**
 * What a connection tells the program that drives it. `type` is one of: ready,
 * call_received, call_stopped, call_settled, call_progressed, call_paused,
 * call_resumed, notified, capability_changed, peer_complained, frame_dropped, closed.
 */
export type Event = Record<string, any> & {
    type: string;
};
export type Options = {
    nowMs: number;
    /**
     * A host's new, unguessable word for this session.
     */
    epoch?: string | undefined;
    /**
     * What this side offers.
     */
    capabilities?: Record<string, Capability> | undefined;
    /**
     * What a host allows.
     */
    limits?: Record<string, number> | undefined;
    /**
     * Lowest and highest version spoken.
     */
    protocol?: [number, number] | undefined;
    /**
     * A lens's SDK name and version, for logs.
     */
    agent?: string | undefined;
};
/**
 * What the parts of one connection share; a session is one.
 */
export type Wire = {
    limits: Record<string, number>;
    epoch: string;
    version: number;
    /**
     * What was ignored or refused.
     */
    counters: Record<string, number>;
    send: (frame: Frame) => void;
    emit: (event: Event) => void;
};
