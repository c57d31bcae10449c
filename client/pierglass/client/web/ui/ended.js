import { el } from "./dom.js";

/**
 * What the page says of a lens that ended while it was open: what happened in plain words,
 * why in the words of whoever ended it, and what becomes of what the person did there.
 */

/**
 * @typedef {{state: string, reason: string, remains: boolean}} End
 * @typedef {object} Words
 * @property {string} title
 * @property {(name: string, remains: boolean) => string} what
 * @property {string} whose before the reason, which is not the page's
 * @property {(remains: boolean) => string} then
 */

const STAYS = "What you sent from it stays in your chats.";
const AGAIN = "Another version of it is there: you can open it again.";

/** @type {Record<string, Words>} */
const WORDS = {
  withdrawn: {
    title: "This lens was withdrawn",
    what: (name, remains) => remains
      ? `The developer of ${name} took back the version that you had open.`
      : `The developer of ${name} took it back while you had it open. Nobody can open it now.`,
    whose: "The developer says",
    then: (remains) => `${STAYS} ${remains ? AGAIN : "What you allowed it is listed in the tab You, where you can withdraw it."}`,
  },
  blocked: {
    title: "This lens was blocked",
    what: (name, remains) => remains
      ? `Pierglass looked at ${name} again and blocked the version that you had open.`
      : `Pierglass looked at ${name} again and blocked it. Nobody can open it now.`,
    whose: "The reason",
    then: (remains) => `${STAYS} ${remains ? AGAIN : "It can use nothing of yours any more; you need do nothing."}`,
  },
};

/**
 * @param {string} name the lens's
 * @param {End} end
 * @returns {{title: string, text: import("./dom.js").Child}}
 */
export function endOf(name, { state, reason, remains }) {
  const words = WORDS[state] ?? WORDS.withdrawn;
  return {
    title: words.title,
    text: [
      el("p", { testid: "lens-end" }, words.what(name, remains)),
      reason && el("figure", { class: "lens-why" }, el("figcaption", {}, words.whose), el("blockquote", { testid: "lens-why" }, reason)),
      el("p", {}, words.then(remains)),
    ],
  };
}

/** The title for a lens that cannot be opened, by the API's code. @param {string} [code] */
export function titleOf(code = "") {
  return code.startsWith("lens.") ? WORDS[code.slice("lens.".length)]?.title : undefined;
}
