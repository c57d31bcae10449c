/** @typedef {import("./link.js").Link<import("./host_connection.js").HostConnection>} HostLink */
export class HostCall {
    /**
     * @param {HostLink} link
     * @param {number} id
     * @param {string} method
     * @param {any} params Checked against the method's declaration.
     */
    constructor(link: HostLink, id: number, method: string, params: any);
    id: number;
    method: string;
    params: any;
    /** Fires when nobody waits any more; `reason` is a CallError. @returns {AbortSignal} */
    get signal(): AbortSignal;
    /** Tells the caller that it is being worked on; the deadline starts again.
     * @returns {(fraction?: number, note?: string) => void} */
    get progress(): (fraction?: number, note?: string) => void;
    /** Stops the deadline's clock while *ask* runs.
     * @returns {<T>(ask: () => Promise<T> | T) => Promise<T>} */
    get whileUserDecides(): <T>(ask: () => Promise<T> | T) => Promise<T>;
    /** Nobody waits any more. @param {string} code */
    stop(code: string): void;
    #private;
}
export type HostLink = import("./link.js").Link<import("./host_connection.js").HostConnection>;
