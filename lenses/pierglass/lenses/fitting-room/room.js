/**
 * What happens in the fitting room, without its page: choose, try on, snap, share.
 *
 * The room calls the SDK and tells its view what to show. It knows no element of the
 * page, so that a test can stand in it.
 */

import { statusOf, priceOf, troubleWith } from "./words.js";

/** @typedef {import("./catalogue.js").Item} Item */
/** @typedef {import("./catalogue.js").Catalogue} Catalogue */

/**
 * @typedef {object} View What the page shows.
 * @property {Item | null} item The chosen item.
 * @property {{text: string, tone: "fine" | "trouble"}} status
 * @property {boolean} busy Whether a picture or a share is under way.
 * @property {boolean} taken Whether there is a picture to share.
 * @property {{tryOn: boolean, chat: boolean, story: boolean}} can
 */

/** 128 random bits; `crypto.randomUUID` is not there in every sandbox. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One visit to the fitting room. */
export class Room {
  /** @type {{picture: string, item: Item, keys: {chat: string, story: string}} | null} */
  #picture = null;
  /** How many try-ons were asked for; an answer to an older one is not shown. */
  #turn = 0;

  /**
   * @param {any} lens The connected SDK.
   * @param {Catalogue} catalogue
   * @param {(view: View) => void} show
   */
  constructor(lens, catalogue, show) {
    this.lens = lens;
    this.catalogue = catalogue;
    this.show = show;
    /** @type {View} */
    this.view = {
      item: null,
      status: { text: "", tone: "fine" },
      busy: false,
      taken: false,
      can: this.#abilities(),
    };
    lens.on("tryon.update", (/** @type {any} */ update) => this.#onUpdate(update));
    lens.on("launch", (/** @type {any} */ launch) => this.enter(launch));
    lens.on("grant.revoked", () => this.#onRevoked());
  }

  /**
   * Stands at the item that the lens was opened at, else at the first of the rail.
   * @param {{source?: string, item_id?: string, state?: {item_id?: string}}} launch
   */
  async enter(launch) {
    const wanted = launch?.item_id ?? launch?.state?.item_id;
    const item = wanted === undefined ? undefined : this.catalogue.byId.get(wanted);
    if (item) return this.choose(item.id);
    if (wanted !== undefined) this.#say(troubleWith({ code: "not_found" }), "trouble");
    else if (this.view.can.tryOn) this.#say("Pick something from the rail.");
    else this.#say("Look around. To try things on, allow it in Pierglass under Lenses.");
  }

  /** @param {string} id The item to try on. */
  async choose(id) {
    const item = this.catalogue.byId.get(id);
    if (!item) return;
    this.#turn += 1;
    const turn = this.#turn;
    this.#picture = null;
    this.#update({ item, taken: false });
    if (!this.view.can.tryOn) {
      this.#say(`${item.name}. To try it on, allow it in Pierglass under Lenses.`);
      return;
    }
    this.#say(`Fetching ${item.name}…`);
    try {
      const answer = await this.lens.tryOn.start(item.id);
      if (turn === this.#turn) this.#update({ status: statusOf(item, answer) });
    } catch (error) {
      if (turn === this.#turn) this.#trouble(error);
    }
  }

  /** @param {1 | -1} by To the next or the previous item of the same kind. */
  async step(by) {
    const { item } = this.view;
    const first = this.catalogue.byKind.get(this.catalogue.kinds[0])?.[0];
    const next = item ? this.catalogue.neighbour(item, by) : first;
    if (next && next !== item) await this.choose(next.id);
  }

  /** Takes the try-on as a picture. */
  async snap() {
    const { item } = this.view;
    if (!item || this.view.busy) return;
    await this.#during("Hold still…", async () => {
      const { picture } = await this.lens.capture.snap();
      this.#picture = { picture, item, keys: { chat: newKey(), story: newKey() } };
      this.#update({ taken: true });
      this.#say("Got it. Ask a friend what they think?");
    });
  }

  /** Proposes the picture for a chat; the user chooses which. */
  async send() {
    await this.#share("chat", "Sent. Your friend can tap it and stand right here.");
  }

  /** Proposes the picture for the user's story. */
  async post() {
    await this.#share("story", "It is in your story for a day.");
  }

  /** Puts the picture away and goes back to the mirror. */
  again() {
    this.#picture = null;
    this.#update({ taken: false });
    const { item } = this.view;
    if (item) this.#say(item.name);
  }

  /**
   * @param {"chat" | "story"} where
   * @param {string} done What to say when it worked.
   */
  async #share(where, done) {
    const taken = this.#picture;
    if (!taken || this.view.busy) return;
    const { picture, item, keys } = taken;
    const proposal = {
      picture,
      item_id: item.id,
      title: item.name,
      subtitle: [item.maker, priceOf(item.listing ?? null)].filter(Boolean).join(" · "),
      state: { item_id: item.id },
      // The same key for the same picture: pressed twice, or tried again after a
      // time-out, it is still sent once.
      idempotency_key: keys[where],
    };
    await this.#during("", async () => {
      await this.lens.share[where](proposal);
      this.#say(done);
    });
  }

  /**
   * @param {string} text What to say meanwhile.
   * @param {() => Promise<void>} work
   */
  async #during(text, work) {
    this.#update({ busy: true });
    if (text) this.#say(text);
    try {
      await work();
    } catch (error) {
      this.#trouble(error);
    } finally {
      this.#update({ busy: false });
    }
  }

  #abilities() {
    return {
      tryOn: this.lens.can("camera.tryon"),
      chat: this.lens.can("chat.share"),
      story: this.lens.can("story.share"),
    };
  }

  /** @param {any} update */
  #onUpdate(update) {
    const { item, busy, taken } = this.view;
    if (item && !busy && !taken) this.#update({ status: statusOf(item, update) });
  }

  #onRevoked() {
    this.#picture = null;
    this.#update({ can: this.#abilities(), taken: false });
    this.#say(troubleWith({ code: "permission_revoked" }), "trouble");
  }

  /** @param {any} error */
  #trouble(error) {
    const text = troubleWith(error);
    this.#say(text, text ? "trouble" : "fine");
  }

  /**
   * @param {string} text
   * @param {"fine" | "trouble"} [tone]
   */
  #say(text, tone = "fine") {
    this.#update({ status: { text, tone } });
  }

  /** @param {Partial<View>} change */
  #update(change) {
    this.view = { ...this.view, ...change };
    this.show(this.view);
  }
}
