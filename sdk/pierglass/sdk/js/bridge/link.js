// Joins a sans-I/O connection to a MessagePort and a clock: what arrives goes in, what
// it wants sent goes out, and one timer stands for the next deadline.

/** @typedef {import("./session.js").Session<any>} Session */
/** @typedef {import("./wire.js").Event} Event */

/** Milliseconds of a clock that never goes back. */
export const now = () => Math.floor(performance.now());

/** @template {Session} C */
export class Link {
  /**
   * @param {C} connection
   * @param {MessagePort} port
   * @param {(event: Event) => void} onEvent
   * @param {() => boolean} [gesture] Whether the user has just acted in the lens.
   */
  constructor(connection, port, onEvent, gesture) {
    this.connection = connection;
    this.port = port;
    this.onEvent = onEvent;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** When it rings. */
    this.endsMs = Infinity;
    // Asked for by the few methods that need one.
    const options = {
      get gesture() {
        return gesture?.();
      },
    };
    port.onmessage = ({ data }) => this.deliver(connection.receive(data, now(), options));
    port.onmessageerror = () => this.deliver(connection.receive(null, now()));
    // Fired where the browser can tell that the other document is gone.
    port.addEventListener("close", () => this.deliver(connection.lost(now())));
  }

  /**
   * Send what waits, tell what happened, set the timer. Call it after every call into
   * the connection.
   * @param {Event[]} [events]
   */
  deliver(events = []) {
    for (const frame of this.connection.framesToSend()) this.port.postMessage(frame);
    const next = this.connection.state === "closed" ? null : this.connection.nextTickMs();
    // One that rings too early looks again, which is cheaper than a new one for each call.
    if (next !== null && next < this.endsMs) {
      clearTimeout(this.timer);
      this.endsMs = next;
      this.timer = setTimeout(() => {
        this.endsMs = Infinity;
        this.deliver(this.connection.tick(now()));
      }, Math.max(1, next - now()));
    }
    for (const event of events) this.onEvent(event);
    if (events.some(({ type }) => type === "closed")) this.dispose();
  }

  /** Let go of the port and the timer. */
  dispose() {
    clearTimeout(this.timer);
    this.port.close();
  }
}
