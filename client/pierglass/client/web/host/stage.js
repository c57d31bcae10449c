import { HandleTable } from "/sdk/v1/bridge/port.js";
import { LocalStorage } from "./storage.js";
import { randomWord } from "../ids.js";
import { Viewfinder } from "./viewfinder.js";

/**
 * Everything that a lens's calls act on, for as long as the lens is open.
 *
 * @typedef {{scope: string, reason: string, optional: boolean}} Asked
 * @typedef {object} Lens
 * @property {string} id
 * @property {string} name
 * @property {string} version
 * @property {string} summary
 * @property {string} box_art_url
 * @property {string} entry_url
 * @property {{title: string, subtitle: string}} landing
 * @property {Asked[]} scopes
 */
export class Stage {
  /**
   * @param {import("../app.js").App} app
   * @param {Lens} lens
   * @param {import("../app.js").Launch} launch
   * @param {{notify: (name: string, data: Record<string, unknown>) => void, close: () => void, entered: (conversationId: string) => void}} out
   */
  constructor(app, lens, launch, { notify, close, entered }) {
    this.app = app;
    this.lens = lens;
    this.launch = launch;
    this.notify = notify;
    this.close = close;
    this.entered = entered;
    this.ledger = app.ledger;
    this.viewStorage = new LocalStorage(null, "");
    // One account's lens keeps nothing for the next who signs in on this device.
    this.deviceStorage = new LocalStorage(globalThis.localStorage, `pierglass.lens.${app.session.account?.id}.${lens.id}`);
    this.handles = new HandleTable(randomWord, { limit: 64 });
    /** Pictures with what the lens drew over them, by picture and drawing. @type {Map<string, import("./methods/sharing.js").Picture>} */
    this.overlaid = new Map();
    this.viewfinder = new Viewfinder(app, (placement) => notify("tryon.update", { ...placement }));
  }

  /**
   * A word that the lens can name a picture by, and nobody else.
   * @param {"picture" | "photo"} kind
   * @param {unknown} target
   * @param {string | null} [scope] revoking it revokes the handle
   */
  issue(kind, target, scope = null) {
    return this.handles.issue(kind, target, this.app.now(), { scope });
  }

  /**
   * @param {unknown} word
   * @param {"picture" | "photo"} kind
   */
  resolve(word, kind) {
    return this.handles.resolve(word, kind, this.app.now());
  }

  /**
   * The lens is open in a chat from now on, where others see it.
   * @param {string} conversationId
   */
  enterChat(conversationId) {
    this.launch.conversation_id = conversationId;
    this.entered(conversationId);
  }

  /** The lens started over: what it was told and given is void. */
  reset() {
    this.handles.clear();
    this.overlaid.clear();
    this.viewfinder.reset();
  }

  /** @param {string[]} scopes */
  revoke(scopes) {
    for (const scope of scopes) this.handles.revokeScope(scope);
    this.overlaid.clear();
    if (scopes.includes("camera.tryon")) this.viewfinder.takeOff();
  }

  stop() {
    this.handles.clear();
    this.viewfinder.stop();
  }
}
