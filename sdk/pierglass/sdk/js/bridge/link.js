// Joins a sans-I/O connection to a MessagePort and a clock: what arrives goes in, what
// it wants sent goes out, and one timer stands for the next deadline.

/** @typedef {import("./session.js").Session<any>} Session */
/** @typedef {import("./wire.js").Event} Event */

// Looking up the window's own is itself a call out of the engine.
const clock = performance;

/** Milliseconds of a clock that never goes back. */
export const now = () => Math.floor(clock.now());

/** Frames that one message may carry, to an end that says that it takes several. */
export const MOST_FRAMES = 64;

/** The frames of a message: one, or several in a list.
 * @param {any} data @returns {unknown[]} */
export const framesIn = (data) =>
  Array.isArray(data) && data.length && data.length <= MOST_FRAMES ? data : [data];

/** What comes after it comes at the end of the turn, for less than queueMicrotask asks. */
const SETTLED = Promise.resolve();

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
    /** Frames that the other end takes in one message. */
    this.most = 1;
    /** Whether they are sent at the end of this turn. */
    this.pending = false;
    // Asked for by the few methods that need one.
    const options = {
      get gesture() {
        return gesture?.();
      },
    };
    port.onmessage = ({ data }) => {
      for (const frame of framesIn(data)) {
        this.deliver(connection.receive(frame, now(), options));
      }
    };
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
    const { connection } = this;
    const isClosed = connection.state === "closed";
    if (connection.frames.length) {
      // What a turn has to say is one message: a message costs more than what it says.
      // The last answer need not wait for others, and takes along those that did.
      if (this.most < 2 || !connection.calls.open.size) this.flush();
      else if (!this.pending) {
        this.pending = true;
        SETTLED.then(() => this.flush());
      }
    }
    const next = isClosed ? null : connection.nextTickMs();
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
    if (isClosed) this.dispose();
  }

  /** Send what waits. */
  flush() {
    this.pending = false;
    const frames = this.connection.framesToSend();
    for (let at = 0; at < frames.length; at += this.most) {
      const some = frames.slice(at, at + this.most);
      this.port.postMessage(some[1] ? some : some[0]);
    }
  }

  /** Let go of the port and the timer. */
  dispose() {
    this.flush();
    clearTimeout(this.timer);
    this.port.close();
  }
}
