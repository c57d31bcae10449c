import { conversationTitle, otherMembers } from "../model.js";
import { avatar } from "./avatar.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { sheet } from "./sheet.js";

/**
 * @typedef {{key: string, name: string, note: string, face: import("../session.js").Account, conversationId?: string, friendId?: string}} Target
 * @typedef {{targets: Target[], story: boolean, durationS: number | null}} Choice
 */

/** @type {[string, number | null][]} */
export const TIMERS = [["Keep", null], ["5 s", 5], ["10 s", 10], ["30 s", 30]];

/**
 * Who gets it: chats and friends, the story if it may, and for how long.
 *
 * @param {import("../app.js").App} app
 * @param {object} options
 * @param {string} options.title
 * @param {boolean} [options.many] several at once
 * @param {boolean} [options.story]
 * @param {boolean} [options.timer]
 * @param {Node} [options.summary] what is being sent, and by whom
 * @param {AbortSignal} [options.signal]
 * @returns {Promise<Choice | null>}
 */
export function pickRecipients(app, { title, many = false, story = false, timer = true, summary, signal }) {
  const targets = everyone(app);
  return sheet({
    title,
    testid: "picker",
    signal,
    body: (close) => {
      const send = el("button", { class: "button button-primary", testid: "picker-send", disabled: true }, icon("send"), "Send");
      const storyPick = story ? pick("checkbox", "story", storyTarget(app), "pick-story") : null;
      const people = targets.map((target) => pick(many ? "checkbox" : "radio", "target", target, "pick-target"));
      const empty = !targets.length && el("p", { class: "sheet-text" }, "There is nobody to send to yet. Add a friend first: tab Friends.");
      /** @param {HTMLFormElement} form */
      const read = (form) => {
        const data = new FormData(form);
        const keys = new Set(data.getAll("target"));
        const seconds = data.get("timer");
        return {
          targets: targets.filter(({ key }) => keys.has(key)),
          story: data.has("story"),
          durationS: seconds ? Number(seconds) : null,
        };
      };
      /** @param {Event} event */
      const change = (event) => {
        const choice = read(/** @type {HTMLFormElement} */ (event.currentTarget));
        send.disabled = !choice.targets.length && !choice.story;
      };
      /** @param {SubmitEvent} event */
      const submit = (event) => {
        event.preventDefault();
        close(read(/** @type {HTMLFormElement} */ (event.currentTarget)));
      };
      return el("form", { class: "picker-form", on: { change, submit } },
        summary,
        el("div", { class: "picker", role: "group", "aria-label": "Send to" }, storyPick, people, empty),
        timer && timerChoice(),
        send);
    },
  });
}

/** How long a picture can be looked at. */
export function timerChoice(name = "timer") {
  return el("div", { class: "field" },
    el("span", { class: "field-label", id: `${name}-label` }, "How long it can be seen"),
    el("div", { class: "segments", role: "radiogroup", "aria-labelledby": `${name}-label` },
      TIMERS.map(([label, seconds], index) => el("label", { class: "segment" },
        el("input", { type: "radio", name, value: seconds ?? "", checked: index === 0, testid: `timer-${seconds ?? "keep"}` }),
        el("span", {}, label)))));
}

/**
 * Friends for a new chat; two or more make a group.
 * @param {import("../app.js").App} app
 * @returns {Promise<{ids: string[], title?: string} | null>}
 */
export function pickFriends(app) {
  const friends = app.model.friends.friends.map(({ account }) => account);
  return sheet({
    title: "New chat",
    testid: "new-chat-sheet",
    body: (close) => {
      if (!friends.length) return el("p", { class: "sheet-text" }, "Add a friend first: tab Friends.");
      const start = el("button", { class: "button button-primary", disabled: true, testid: "start-chat" }, "Start");
      const title = el("input", { class: "input", id: "group-title", name: "title", maxlength: 60, testid: "group-title" });
      const group = el("div", { class: "field", hidden: true }, el("label", { class: "field-label", for: "group-title" }, "Name of the group"), title);
      /** @param {Event} event */
      const change = (event) => {
        const count = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).getAll("target").length;
        start.disabled = count === 0;
        group.hidden = count < 2;
      };
      /** @param {SubmitEvent} event */
      const submit = (event) => {
        event.preventDefault();
        const data = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
        const ids = /** @type {string[]} */ (data.getAll("target"));
        const named = friends.filter(({ id }) => ids.includes(id)).map(({ display_name: name }) => name).join(", ");
        close(ids.length > 1 ? { ids, title: title.value.trim() || named.slice(0, 60) } : { ids });
      };
      return el("form", { class: "picker-form", on: { change, submit } },
        el("div", { class: "picker", role: "group", "aria-label": "Friends" },
          friends.map((face) => pick("checkbox", "target", { key: face.id, name: face.display_name, note: `@${face.username}`, face }, "pick-friend"))),
        group, start);
    },
  });
}

/**
 * @param {"radio" | "checkbox"} type
 * @param {string} name
 * @param {Target} target
 * @param {string} testid
 */
function pick(type, name, { key, name: label, note, face }, testid) {
  return el("label", { class: "row pick", testid },
    el("input", { type, name, value: key }),
    avatar(face),
    el("span", { class: "row-main" }, el("span", { class: "row-name" }, label), el("span", { class: "row-note" }, note)),
    el("span", { class: "pick-mark", "aria-hidden": "true" }, icon("check")));
}

/** @param {import("../app.js").App} app */
function storyTarget(app) {
  const face = /** @type {import("../session.js").Account} */ (app.session.account);
  return { key: "story", name: "Your story", note: "Friends see it for 24 hours", face };
}

/**
 * Chats first, then friends who have none yet.
 * @param {import("../app.js").App} app
 * @returns {Target[]}
 */
function everyone(app) {
  const own = app.session.account?.id ?? "";
  const inChats = new Set();
  const chats = app.model.recent().map((conversation) => {
    const others = otherMembers(conversation, own);
    const face = others[0] ?? conversation.members[0];
    if (conversation.kind === "direct") inChats.add(face.id);
    const group = conversation.kind === "group";
    return {
      key: conversation.id,
      name: conversationTitle(conversation, own),
      note: group ? `${conversation.members.length} people` : `@${face.username}`,
      face: group ? { ...face, id: conversation.id, display_name: conversationTitle(conversation, own), avatar: undefined } : face,
      conversationId: conversation.id,
    };
  });
  const friends = app.model.friends.friends
    .filter(({ account }) => !inChats.has(account.id))
    .map(({ account }) => ({ key: account.id, name: account.display_name, note: `@${account.username}`, face: account, friendId: account.id }));
  return [...chats, ...friends];
}

/**
 * The conversation behind a target, begun where there is none.
 * @param {import("../app.js").App} app
 * @param {Target} target
 * @returns {Promise<string>}
 */
export async function conversationOf(app, target) {
  if (target.conversationId) return target.conversationId;
  const { id } = await app.sync.openConversation([/** @type {string} */ (target.friendId)]);
  return id;
}
