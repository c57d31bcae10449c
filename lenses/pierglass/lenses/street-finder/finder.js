/**
 * What happens in the street finder, without its page: search, choose, try on, share.
 *
 * The finder calls the SDK and tells its view what to show. It knows no element of the
 * page, so that a test can stand in it. Photos are handles: it never sees one.
 */

import { outcomeOf, priceOf, statusOf, troubleWith } from "./words.js";

/**
 * @typedef {object} Item
 * @property {string} id
 * @property {string} kind
 * @property {string} name
 * @property {string} maker
 * @property {string} image_url
 * @property {{price: {amount_minor: number, currency: string}, in_stock: boolean} | null} [listing]
 */

/** @typedef {{of: string, score: number, matches: boolean, words?: string[]}} Reason */
/** @typedef {{item: Item, score: number | null, reasons: Reason[]}} Find `score` is null for a friend's find. */

/**
 * @typedef {object} View What the page shows.
 * @property {Find[]} finds The nearest first.
 * @property {Find | null} chosen
 * @property {{code: string, message: string}[]} notes What makes the search weaker.
 * @property {boolean} madeUp Whether the picture in the viewfinder is a generated one.
 * @property {{text: string, tone: "fine" | "trouble"}} status
 * @property {boolean} busy Whether a search, a picture or a share is under way.
 * @property {boolean} searching
 * @property {boolean} photo Whether searches go with a photo.
 * @property {boolean} taken Whether there is a picture to share.
 * @property {{search: boolean, items: boolean, tryOn: boolean, chat: boolean}} can
 */

/** Results of one search: what fits on two screens. */
const TOP = 12;
/** Finds that a card carries, so that a friend sees what else there was. */
const CARRIED = 6;
/** Words that the search takes at once. */
const MOST_WORDS = 16;
/** What a photo that cannot be searched with ends with: words alone are searched for next. */
const USELESS = /^(handle_.*|model_missing|search\..*)$/;
/** Pages of the catalogue that are read to open a card. */
const PAGES = 10;

/** 128 random bits; `crypto.randomUUID` is not there in every sandbox. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One visit to the street finder. */
export class Finder {
  /** Handle of the street photo, or nothing. */
  #photo = "";
  /** What things are tried on: the street photo, one of the person who looks, else the camera. */
  #wearer = "";
  /** @type {{picture: string, key: string} | null} */
  #picture = null;
  /** The key of a card without a picture, by item. @type {Map<string, string>} */
  #keys = new Map();
  /** How many searches and try-ons were asked for; an answer to an older one is not shown. */
  #turn = 0;

  /**
   * @param {any} lens The connected SDK.
   * @param {(view: View) => void} show
   */
  constructor(lens, show) {
    this.lens = lens;
    this.show = show;
    /** @type {View} */
    this.view = {
      finds: [],
      chosen: null,
      notes: [],
      madeUp: false,
      status: { text: "", tone: "fine" },
      busy: false,
      searching: false,
      photo: false,
      taken: false,
      can: this.#abilities(),
    };
    lens.on("tryon.update", (/** @type {any} */ update) => this.#onUpdate(update));
    lens.on("launch", (/** @type {any} */ launch) => this.enter(launch));
    lens.on("grant.revoked", () => this.#onRevoked());
  }

  /**
   * Stands where a friend's card says, else asks for a photo.
   * @param {{item_id?: string, state?: {item_id?: string, found?: string[]}}} launch
   */
  async enter(launch) {
    const wanted = launch?.item_id ?? launch?.state?.item_id;
    if (wanted === undefined) {
      this.#say("Choose a photo of somebody, or search by words.");
      return;
    }
    const carried = launch.state?.found ?? [];
    const ids = [wanted, ...carried.filter((id) => id !== wanted)];
    await this.#during("Fetching what your friend found…", async () => {
      const items = await this.#fetch(ids);
      const finds = ids.flatMap((id) => {
        const item = items.get(id);
        return item ? [{ item, score: null, reasons: [] }] : [];
      });
      this.#update({ finds, chosen: null, notes: [] });
      if (items.has(wanted)) this.#say("");
      else this.#trouble({ code: "not_found" });
    });
    if (this.view.finds[0]?.item.id === wanted) await this.choose(wanted);
  }

  /**
   * Lets the user choose a photo, then searches with it.
   * @param {string} [keywords]
   */
  async pick(keywords = "") {
    if (this.view.busy) return;
    let picked = false;
    await this.#during("", async () => {
      const { photo } = await this.lens.photo.pick();
      this.#photo = this.#wearer = photo;
      this.#update({ photo: true });
      picked = true;
    });
    if (picked) await this.search(keywords);
  }

  /**
   * Takes the photo out of the search; what was found stays until the next.
   * @param {string} [keywords] Searched for at once.
   */
  async without(keywords = "") {
    if (this.view.busy) return;
    this.#forget();
    if (keywords.trim()) await this.search(keywords);
    else this.#say("Choose a photo of somebody, or search by words.");
  }

  /**
   * Searches with the photo that was chosen, with words, or with both.
   * @param {string} [keywords]
   */
  async search(keywords = "") {
    const words = keywords.trim();
    if (this.view.busy) return;
    const count = words.match(/[\p{L}\p{N}_]+/gu)?.length ?? 0;
    if (words && (count === 0 || count > MOST_WORDS)) {
      this.#say(count ? `Use at most ${MOST_WORDS} words.` : "There is no word to look for. Type one, such as linen.", "trouble");
      return;
    }
    if (!this.#photo && !words) {
      this.#say("Choose a photo of somebody, or type what you look for.");
      return;
    }
    this.#turn += 1;
    this.#drop();
    this.#update({ searching: true, chosen: null, finds: [], notes: [], madeUp: false });
    const asked = { top: TOP, ...(this.#photo && { photo: this.#photo }), ...(words && { keywords: words }) };
    await this.#during("Looking through the shops…", async () => {
      const found = await this.lens.search.visual(asked);
      this.#update({ finds: found.results, notes: found.notes, madeUp: found.generated });
      this.#say(outcomeOf(found));
    });
    this.#update({ searching: false });
  }

  /** @param {string} id The find to look at and try on. */
  async choose(id) {
    const chosen = this.view.finds.find(({ item }) => item.id === id);
    if (!chosen || this.view.busy) return;
    this.#turn += 1;
    const turn = this.#turn;
    this.#drop();
    this.#update({ chosen });
    if (!this.view.can.tryOn) {
      this.#say(`${chosen.item.name}. To try it on, allow it in Pierglass under Lenses.`);
      return;
    }
    this.#say(`Trying ${chosen.item.name} on…`);
    try {
      const options = this.#wearer ? { photo: this.#wearer } : {};
      const answer = await this.lens.tryOn.start(id, options);
      if (turn === this.#turn) this.#update({ status: statusOf(chosen.item, answer), madeUp: false });
    } catch (error) {
      if (turn === this.#turn) this.#trouble(error);
    }
  }

  /** Tries the find on in a photo of the user's own. */
  async onMe() {
    const { chosen } = this.view;
    if (!chosen || this.view.busy) return;
    let picked = false;
    await this.#during("", async () => {
      const { photo } = await this.lens.photo.pick();
      this.#wearer = photo;
      picked = true;
    });
    if (picked) await this.choose(chosen.item.id);
  }

  /** Takes the try-on as a picture. */
  async snap() {
    if (!this.view.chosen || this.view.busy) return;
    await this.#during("Hold still…", async () => {
      const { picture } = await this.lens.capture.snap();
      this.#picture = { picture, key: newKey() };
      this.#update({ taken: true });
      this.#say("Got it. Ask a friend what they think?");
    });
  }

  /** Proposes the find for a chat, with the picture where one was taken; the user chooses which. */
  async send() {
    const { chosen, finds } = this.view;
    if (!chosen || this.view.busy) return;
    const { item } = chosen;
    const proposal = {
      ...(this.#picture && { picture: this.#picture.picture }),
      item_id: item.id,
      title: item.name,
      subtitle: [item.maker, priceOf(item.listing)].filter(Boolean).join(" · "),
      state: { item_id: item.id, found: finds.slice(0, CARRIED).map((find) => find.item.id) },
      // The same key for the same proposal: pressed twice, it is still sent once.
      idempotency_key: this.#picture?.key ?? this.#key(item.id),
    };
    await this.#during("", async () => {
      await this.lens.share.chat(proposal);
      this.#say("Sent. Your friend can tap it and see what you found.");
    });
  }

  /** Puts the picture away and goes back to the try-on. */
  async again() {
    const { chosen } = this.view;
    this.#drop();
    if (chosen) await this.choose(chosen.item.id);
  }

  /** @param {string} id */
  #key(id) {
    const key = this.#keys.get(id) ?? newKey();
    this.#keys.set(id, key);
    return key;
  }

  /**
   * @param {string[]} ids
   * @returns {Promise<Map<string, Item>>} Those of them that are still in the shops.
   */
  async #fetch(ids) {
    const found = new Map();
    let cursor;
    for (let page = 0; page < PAGES && found.size < ids.length; page += 1) {
      const answer = await this.lens.items.list(cursor ? { cursor, limit: 100 } : { limit: 100 });
      for (const item of answer.items) if (ids.includes(item.id)) found.set(item.id, item);
      cursor = answer.next_cursor;
      if (!cursor) break;
    }
    return found;
  }

  /** @param {boolean} [wearer] Whether nothing is tried on in the photo either. */
  #forget(wearer = true) {
    this.#photo = "";
    if (wearer) this.#wearer = "";
    this.#update({ photo: false });
  }

  #drop() {
    this.#picture = null;
    this.#update({ taken: false });
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
      search: this.lens.can("search"),
      items: this.lens.can("items.read"),
      tryOn: this.lens.can("camera.tryon"),
      chat: this.lens.can("chat.share"),
    };
  }

  /** @param {any} update */
  #onUpdate(update) {
    const { chosen, busy, taken } = this.view;
    if (chosen && !busy && !taken) this.#update({ status: statusOf(chosen.item, update) });
  }

  #onRevoked() {
    this.#drop();
    this.#update({ can: this.#abilities() });
    this.#say(troubleWith({ code: "permission_revoked" }), "trouble");
  }

  /** @param {any} error */
  #trouble(error) {
    // A photo that is gone, or shows nobody, is asked for again and not sent once more.
    const code = error?.code ?? "";
    if (USELESS.test(code)) this.#forget(/^(handle_.*|search\.no_person)$/.test(code));
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
