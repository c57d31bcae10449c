export const PROTOCOL_MIN: 1;
export const PROTOCOL_MAX: 2;
export const HANDSHAKE_MS: 10000;
export const MAX_DEADLINE_MS: 600000;
export const RETRY_MS: 250;
/**
 * What binds a lens until a host says what it allows.
 * @type {Record<string, number>}
 */
export const LIMITS: Record<string, number>;
/**
 * News from the host.
 * @type {string[]}
 */
export const NOTIFICATIONS: string[];
/**
 * Deadline in milliseconds to its methods: name, weight of the parameters if it is not 4096, first version if it is not 1.
 * @type {Record<string, string>}
 */
export const CALLS_OF: Record<string, string>;
