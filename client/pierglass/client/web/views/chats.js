import { conversationTitle, otherMembers, unread } from "../model.js";
import { address, go } from "../router.js";
import { avatar } from "../ui/avatar.js";
import { el, fill } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { pickFriends } from "../ui/picker.js";
import { shortTime } from "../ui/time.js";
import { toastError } from "../ui/toast.js";
import { storiesRow } from "./stories.js";

/**
 * The chats, the newest first, under the stories.
 * @param {import("../app.js").App} app
 */
export function chatsView(app) {
  const rows = el("ul", { testid: "chats" });
  const stories = storiesRow(app);
  const draw = () => fill(rows, content(app));
  const stops = [app.model.on("conversations", draw), app.model.on("friends", draw)];
  const onHash = () => draw();
  globalThis.addEventListener("hashchange", onHash);
  draw();
  const add = el("button", { class: "icon-button", type: "button", "aria-label": "New chat", testid: "new-chat", on: { click: () => newChat(app) } }, icon("plus"));
  const node = document.createDocumentFragment();
  node.append(
    el("header", { class: "pane-head" }, el("h1", {}, "Chats"), add),
    el("div", { class: "pane-scroll" }, stories.node, rows),
  );
  return {
    node,
    dispose: () => {
      stops.forEach((stop) => stop());
      globalThis.removeEventListener("hashchange", onHash);
      stories.dispose();
    },
  };
}

/** @param {import("../app.js").App} app */
function content(app) {
  const recent = app.model.recent();
  if (recent.length) return recent.map((conversation) => row(app, conversation));
  if (!app.model.loaded) return el("li", { class: "padded" }, el("div", { class: "spinner", role: "status", "aria-label": "Loading chats" }));
  const alone = app.model.friends.friends.length === 0;
  return el("li", { class: "empty" },
    el("strong", {}, alone ? "Chats begin with a friend" : "No chats yet"),
    alone ? "Add someone by username; when they accept, you can write to each other." : "Choose a friend and send the first message.",
    alone
      ? el("a", { class: "button button-primary", href: "#/friends" }, "Add a friend")
      : el("button", { class: "button button-primary", type: "button", on: { click: () => newChat(app) } }, "Start a chat"));
}

/**
 * @param {import("../app.js").App} app
 * @param {import("../model.js").Conversation} conversation
 */
function row(app, conversation) {
  const own = app.session.account?.id ?? "";
  const title = conversationTitle(conversation, own);
  const count = unread(conversation);
  const last = conversation.last_message;
  const here = globalThis.location.hash === address("chat", conversation.id);
  const face = otherMembers(conversation, own)[0] ?? conversation.members[0];
  return el("li", {}, el("a", {
    class: `row ${count ? "row-unread" : ""}`,
    href: address("chat", conversation.id),
    testid: "chat-row",
    "aria-current": here ? "page" : null,
  },
  avatar(conversation.title ? { ...face, display_name: conversation.title, id: conversation.id, avatar: undefined } : face),
  el("span", { class: "row-main" },
    el("span", { class: "row-name" }, title),
    el("span", { class: "row-note" }, last ? preview(last, own) : "Say hello")),
  el("span", { class: "row-end" },
    last && shortTime(last.created_at_ms, app.now()),
    count > 0 && el("span", { class: "badge" }, count, el("span", { class: "visually-hidden" }, " unread")))));
}

/**
 * One line that says what came last.
 * @param {import("../model.js").Message} message
 * @param {string} own
 */
export function preview(message, own) {
  const who = message.sender_id === own ? "You: " : "";
  if (message.state === "deleted") return `${who}Deleted`;
  if (message.text) return who + message.text;
  if (message.card) return `${who}${message.card.title}`;
  if (message.duration_s || message.max_views) return `${who}Timed picture`;
  return `${who}Picture`;
}

/** @param {import("../app.js").App} app */
async function newChat(app) {
  const chosen = await pickFriends(app);
  if (!chosen) return;
  try {
    const conversation = await app.sync.openConversation(chosen.ids, chosen.title);
    go(address("chat", conversation.id));
  } catch (error) {
    toastError(error);
  }
}
