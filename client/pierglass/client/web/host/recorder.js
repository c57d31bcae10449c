import { Trace } from "/sdk/v1/bridge/trace.js";

/**
 * A trace of the open lens, for its developer: with `?trace` in the page's address each
 * session is kept, without what is private, and saved as a file when the lens is closed.
 * `pierglass lens trace FILE` shows it, and makes a test of it.
 */
export class Recorder {
  /**
   * @param {import("./stage.js").Lens} lens
   * @param {import("../app.js").Launch} launch
   * @param {{scopes: string[], refused: string[]}} grant what the person gave, and refused
   * @param {() => number} now
   */
  constructor(lens, launch, { scopes, refused }, now) {
    this.now = now;
    this.name = `${lens.id}.jsonl`;
    this.trace = new Trace({ lens: lens.id, version: lens.version, host: "web", scopes: [...scopes].sort(), refused: [...refused].sort() }, now());
    this.trace.launched({ ...launch });
    /** @type {(sender: "lens" | "host", frame: unknown, gesture: boolean) => void} */
    this.onFrame = (sender, frame, gesture) => this.trace.note(sender, frame, now(), gesture);
  }

  /** Whether this page keeps traces. */
  static get isWanted() {
    return new URLSearchParams(globalThis.location.search).has("trace");
  }

  get text() {
    return this.trace.lines().map((line) => `${line}\n`).join("");
  }

  save() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([this.text], { type: "application/jsonl" }));
    link.download = this.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }
}
