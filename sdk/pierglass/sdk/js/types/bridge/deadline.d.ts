/** The end of one call's time. A stream's measures silence, and stands still while
 * there is no credit: nobody may speak then. */
export class Deadline {
    /** @param {number} lengthMs Time allowed. @param {number} nowMs
     * @param {number} [credit] Items that a stream may send; a call has no end of it. */
    constructor(lengthMs: number, nowMs: number, credit?: number);
    credit: number;
    /** The number of the stream's last item. */
    seq: number;
    lengthMs: number;
    runsToMs: number;
    /** @type {number | null} */
    leftMs: number | null;
    extendableMs: number;
    standsToMs: number;
    /** When it passes: a clock stands for a day at most; never while there is no credit. */
    get endsMs(): number;
    /** @param {number} nowMs */
    isOver(nowMs: number): boolean;
    /** Stop the clock; return whether it ran. @param {number} nowMs */
    pause(nowMs: number): boolean;
    /** Let the clock go on; return whether it stood. @param {number} nowMs */
    resume(nowMs: number): boolean;
    get isStream(): boolean;
    /** Start the full time again, however often it was. @param {number} nowMs */
    renew(nowMs: number): void;
    /** Let so many items more be sent. @param {number} credit @param {number} nowMs */
    grant(credit: number, nowMs: number): void;
    /** Count one item; return its number. @param {number} nowMs */
    takeItem(nowMs: number): number;
    /** Give the full time again, within what progress may add. @param {number} nowMs */
    extend(nowMs: number): void;
}
