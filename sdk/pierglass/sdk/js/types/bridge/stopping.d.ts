/** An abort controller that is made when somebody looks at the signal: few handlers do. */
export class Stopping {
    /** @type {AbortController | null} */
    controller: AbortController | null;
    /** @type {CallError | null} */
    reason: CallError | null;
    get signal(): AbortSignal;
    /** @param {string} code */
    stop(code: string): void;
}
import { CallError } from "./errors.js";
