/** Counts frames against a rate: a bucket that refills. */
export class RateMeter {
    /** @param {Record<string, number>} limits @param {number} nowMs */
    constructor(limits: Record<string, number>, nowMs: number);
    limits: Record<string, number>;
    tokens: number;
    atMs: number;
    refused: number;
    /** Whether so much was refused without a rest that the session shall end. */
    get isFlooded(): boolean;
    /** Whether one more frame is within the rate. @param {number} nowMs */
    allow(nowMs: number): boolean;
}
