import { choosePhoto, uploadable } from "../pictures.js";
import { conversationTitle, otherMembers } from "../model.js";
import { avatar } from "../ui/avatar.js";
import { el, fill, uniqueId } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { timerChoice } from "../ui/picker.js";
import { openResource, pickResource } from "../ui/resources.js";
import { dayName, sameDay } from "../ui/time.js";
import { errorText, toastError } from "../ui/toast.js";
import { activityStrip } from "./activities.js";
import { friendSheet } from "./friends.js";
import { messageNode, outgoingNode, signature } from "./message.js";

const PAGE = 50;
const TYPING_MS = 4000;

/**
 * One conversation: what was said, and a line to write on.
 * @param {import("../app.js").App} app
 * @param {import("../router.js").Route} route
 */
export function chatView(app, route) {
  const id = route.id ?? "";
  const head = el("header", { class: "chat-head" });
  const log = el("ol", { class: "thread", testid: "thread", "aria-label": "Messages" });
  const older = el("button", { class: "button button-plain thread-older", type: "button", hidden: true }, "Earlier messages");
  const scroller = el("div", { class: "thread-scroll", tabindex: "0", role: "region", "aria-label": "Conversation" }, older, log);
  const typing = el("p", { class: "typing", role: "status" });
  const thread = new Thread(app, id, log, scroller);

  const drawHead = () => fill(head, headContent(app, id));
  const read = () => {
    if (document.visibilityState === "visible") app.sync.markRead(id).catch(() => {});
  };
  const load = async () => {
    try {
      const count = await app.sync.loadMessages(id);
      older.hidden = count < PAGE;
      read();
    } catch (error) {
      toastError(error, { label: "Load again", run: load });
    }
  };
  older.addEventListener("click", async () => {
    const [first] = app.model.thread(id);
    older.disabled = true;
    try {
      thread.keepPlace = true;
      const count = await app.sync.loadMessages(id, first?.seq);
      older.hidden = count < PAGE;
    } catch (error) {
      toastError(error);
    } finally {
      older.disabled = false;
    }
  });
  let typingTimer = 0;
  const stops = [
    app.model.on("conversations", drawHead),
    app.model.on("lenses", () => thread.draw()),
    app.model.on("messages", (/** @type {string} */ which) => {
      if (which !== id) return;
      thread.draw();
      read();
    }),
    app.model.on("typing", (/** @type {any} */ { conversation_id: which, account_id: who }) => {
      if (which !== id) return;
      const name = app.model.conversations.get(id)?.members.find((one) => one.id === who)?.display_name;
      typing.textContent = name ? `${name} is writing…` : "";
      clearTimeout(typingTimer);
      typingTimer = setTimeout(() => { typing.textContent = ""; }, TYPING_MS);
    }),
  ];
  document.addEventListener("visibilitychange", read);
  app.sync.reading = id;
  drawHead();
  thread.draw();
  load();
  const strip = activityStrip(app, id);
  const top = el("div", { class: "chat-top" }, head, strip.node);
  const node = el("section", { class: "chat", testid: "chat" }, top, scroller, typing, composer(app, id));
  return {
    node,
    dispose: () => {
      stops.forEach((stop) => stop());
      strip.dispose();
      clearTimeout(typingTimer);
      document.removeEventListener("visibilitychange", read);
      if (app.sync.reading === id) app.sync.reading = null;
    },
  };
}

/** Draws messages by id; only those that changed are made anew. */
class Thread {
  /**
   * @param {import("../app.js").App} app
   * @param {string} id
   * @param {HTMLElement} log
   * @param {HTMLElement} scroller
   */
  constructor(app, id, log, scroller) {
    this.app = app;
    this.id = id;
    this.log = log;
    this.scroller = scroller;
    this.keepPlace = false;
    /** @type {Map<string, {node: HTMLElement, signature: string}>} */
    this.drawn = new Map();
    // Pictures arrive after their message: stay at the end while standing there.
    this.atEnd = true;
    scroller.addEventListener("scroll", () => { this.atEnd = this.nearEnd(); }, { passive: true });
    new ResizeObserver(() => this.atEnd && this.toEnd()).observe(log);
  }

  nearEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < 120;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  draw() {
    const before = this.scroller.scrollHeight;
    const messages = this.app.model.thread(this.id);
    const outgoing = this.app.model.outbox.filter(({ conversationId }) => conversationId === this.id);
    /** @type {Node[]} */
    const nodes = [];
    messages.forEach((message, index) => {
      const previous = messages[index - 1];
      const newDay = !previous || !sameDay(previous.created_at_ms, message.created_at_ms);
      if (newDay) nodes.push(this.keyed(`day-${message.id}`, dayName(message.created_at_ms, this.app.now()), (text) => el("li", { class: "day" }, text)));
      const follows = !newDay && previous.sender_id === message.sender_id;
      nodes.push(this.keyed(message.id, signature(this.app, message, follows), () => messageNode(this.app, message, follows)));
    });
    for (const one of outgoing) {
      nodes.push(this.keyed(one.key, String(one.error), () => outgoingNode(this.app, one)));
    }
    const empty = !nodes.length && this.app.model.messages.has(this.id);
    if (empty) nodes.push(el("li", { class: "day" }, "Say hello, or send a picture."));
    fill(this.log, nodes);
    if (this.keepPlace) {
      this.scroller.scrollTop += this.scroller.scrollHeight - before;
      this.keepPlace = false;
    } else if (this.atEnd || outgoing.length) this.toEnd();
  }

  /**
   * @param {string} key
   * @param {string} now
   * @param {(now: string) => HTMLElement} make
   */
  keyed(key, now, make) {
    const known = this.drawn.get(key);
    if (known?.signature === now) return known.node;
    const node = make(now);
    this.drawn.set(key, { node, signature: now });
    return node;
  }
}

/**
 * @param {import("../app.js").App} app
 * @param {string} id
 */
function headContent(app, id) {
  const conversation = app.model.conversations.get(id);
  const own = app.session.account?.id ?? "";
  const back = el("a", { class: "icon-button chat-back", href: "#/chats", "aria-label": "Back to chats", testid: "back" }, icon("back"));
  if (!conversation) return [back, el("h1", { class: "chat-title" }, app.model.loaded ? "This chat is not here" : "…")];
  const others = otherMembers(conversation, own);
  const friend = conversation.kind === "direct" ? others[0] : null;
  return [
    back,
    others[0] && avatar(others[0], "s"),
    el("div", { class: "row-main" },
      el("h1", { class: "chat-title", testid: "chat-title" }, conversationTitle(conversation, own)),
      el("span", { class: "row-note" }, friend ? `@${friend.username}` : `${conversation.members.length} people`)),
    friend && el("button", { class: "icon-button", type: "button", "aria-label": `More about ${friend.display_name}`, on: { click: () => friendSheet(app, friend) } }, icon("more")),
  ];
}

/**
 * @param {import("../app.js").App} app
 * @param {string} id
 */
function composer(app, id) {
  const field = uniqueId("message");
  const input = el("textarea", { class: "composer-input", id: field, rows: 1, maxlength: 4000, placeholder: "Message", testid: "composer" });
  const send = el("button", { class: "icon-button composer-send", "aria-label": "Send", testid: "send", disabled: true }, icon("send"));
  const tray = el("div", { class: "attachment", hidden: true });
  /** @type {{blob: Blob, url: string} | null} */
  let photo = null;
  let lastTyping = 0;

  const fit = () => {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 144)}px`;
    send.disabled = !input.value.trim() && !photo;
  };
  const drop = () => {
    photo = null;
    tray.hidden = true;
    fill(tray);
    fit();
  };
  const attach = async () => {
    const file = await choosePhoto();
    if (!file) return;
    try {
      const blob = await uploadable(file);
      photo = { blob, url: URL.createObjectURL(blob) };
      tray.hidden = false;
      fill(tray,
        el("img", { class: "attachment-picture", src: photo.url, alt: "The photo you chose", testid: "attachment" }),
        timerChoice("attachment-timer"),
        el("button", { class: "icon-button", type: "button", "aria-label": "Take the photo out", on: { click: drop } }, icon("close")));
      fit();
      input.focus();
    } catch (error) {
      toastError(error);
    }
  };
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const text = input.value.trim();
    const chosen = photo;
    if (!text && !chosen) return;
    const seconds = tray.querySelector("input:checked")?.getAttribute("value");
    input.value = "";
    drop();
    input.focus();
    try {
      await sendMessage(app, id, text, chosen, seconds ? Number(seconds) : null);
    } catch (error) {
      if (chosen) toastError(error);
    }
  };
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  };
  const write = () => {
    fit();
    if (app.now() - lastTyping < 2500 || !input.value) return;
    lastTyping = app.now();
    app.gateway.send({ op: "typing", conversation_id: id });
  };
  input.addEventListener("input", write);
  input.addEventListener("keydown", keys);
  return el("form", { class: "composer", on: { submit } },
    tray,
    el("button", { class: "icon-button", type: "button", "aria-label": "Add a photo", testid: "attach", on: { click: attach } }, icon("picture")),
    el("button", { class: "icon-button", type: "button", "aria-label": "Open a lens in this chat", testid: "chat-lenses", on: { click: () => openHere(app, id) } }, icon("mirror")),
    el("label", { class: "visually-hidden", for: field }, "Message"),
    input, send);
}

/**
 * Open a lens where the others see it and may join.
 * @param {import("../app.js").App} app
 * @param {string} id
 */
async function openHere(app, id) {
  const chosen = await pickResource(app, { title: "Together", context: "conversation" });
  if (chosen) openResource(app, chosen, { source: "tray", context: "conversation", conversation_id: id });
}

/**
 * @param {import("../app.js").App} app
 * @param {string} id
 * @param {string} text
 * @param {{blob: Blob, url: string} | null} photo
 * @param {number | null} seconds
 */
async function sendMessage(app, id, text, photo, seconds) {
  /** @type {import("../model.js").Body} */
  const body = text ? { text } : {};
  if (photo) {
    const { media } = await app.api.post("/v1/media", undefined, { raw: photo.blob });
    body.image_id = media.id;
    if (seconds) body.duration_s = seconds;
  }
  await app.sync.send(id, body, { previewUrl: photo?.url }).catch((error) => errorText(error));
}
