import { avatar } from "../ui/avatar.js";
import { el, fill } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { itemButton } from "../ui/listing.js";
import { placeLine } from "../ui/place.js";
import { confirmSheet } from "../ui/sheet.js";
import { cardArt, standingLine } from "../ui/standing.js";
import { clockTime } from "../ui/time.js";
import { toastError } from "../ui/toast.js";
import { openTimed } from "./viewer.js";

/**
 * What a message looks like depends on this, and on nothing else.
 * @param {import("../app.js").App} app
 * @param {import("../model.js").Message} message
 * @param {boolean} follows
 */
export function signature(app, message, follows) {
  const lensId = message.card?.lens_id ?? "";
  const lens = app.model.lens(lensId) ?? app.model.gone.get(lensId);
  return JSON.stringify([message.state, message.text, message.image, message.view, follows, lens?.name, lens?.box_art_url, lens?.state]);
}

/**
 * @param {import("../app.js").App} app
 * @param {import("../model.js").Message} message
 * @param {boolean} follows the one before is by the same person
 */
export function messageNode(app, message, follows) {
  const mine = message.sender_id === app.session.account?.id;
  const conversation = app.model.conversations.get(message.conversation_id);
  const sender = conversation?.members.find(({ id }) => id === message.sender_id);
  const group = conversation?.kind === "group";
  const time = el("time", { class: "message-time", datetime: new Date(message.created_at_ms).toISOString() }, clockTime(message.created_at_ms));
  const remove = mine && message.state === "sent" && el("button", {
    class: "icon-button message-more", type: "button", "aria-label": "Delete this message", testid: "delete-message", on: { click: () => deleteMessage(app, message) },
  }, icon("trash"));
  return el("li", { class: `message ${mine ? "message-mine" : "message-theirs"} ${follows ? "message-follows" : ""}`, testid: "message", "data-id": message.id },
    !mine && group && (follows || !sender ? el("span", { class: "message-gap" }) : avatar(sender, "s")),
    el("div", { class: "message-body" },
      el("span", { class: "visually-hidden" }, mine ? "You: " : `${sender?.display_name ?? "Someone"}: `),
      content(app, message, mine)),
    el("span", { class: "message-side" }, time, remove));
}

/**
 * @param {import("../app.js").App} app
 * @param {import("../model.js").Message} message
 * @param {boolean} mine
 */
function content(app, message, mine) {
  if (message.state === "deleted") return el("p", { class: "bubble bubble-gone" }, "Deleted");
  if (message.state === "expired") return el("p", { class: "bubble bubble-gone", testid: "expired" }, icon("timer"), "Seen and gone");
  const timed = message.duration_s !== null || message.max_views !== null;
  const hidden = timed && !mine;
  return [
    hidden && timedButton(app, message),
    message.card && card(app, message, hidden),
    message.card && itemButton(app, message.card, { lens: app.model.lens(message.card.lens_id), context: "conversation" }),
    !hidden && !message.card && message.image && picture(app, message),
    !hidden && timed && el("p", { class: "message-note" }, icon("timer"), message.duration_s ? `Seen for ${message.duration_s} s` : "Seen once"),
    !hidden && message.image?.generated && el("p", { class: "message-note", testid: "made-up" }, "Made up by Pierglass"),
    message.text && el("p", { class: "bubble", testid: "bubble" }, message.text),
  ];
}

/**
 * @param {import("../app.js").App} app
 * @param {import("../model.js").Message} message
 */
function timedButton(app, message) {
  const over = message.view?.views_left === 0;
  const words = message.duration_s ? `Tap to look for ${message.duration_s} s` : "Tap to look once";
  return el("button", { class: "bubble timed", type: "button", testid: "open-timed", disabled: over, on: { click: () => openTimed(app, message) } },
    icon("timer"), over ? "Seen" : words);
}

/**
 * @param {import("../app.js").App} app
 * @param {import("../model.js").Message} message
 */
function picture(app, message) {
  const image = /** @type {import("../model.js").Picture} */ (message.image);
  const frame = el("div", { class: "picture", testid: "message-picture" });
  frame.style.aspectRatio = `${image.width} / ${image.height}`;
  loadInto(app, frame, image.media_id);
  return frame;
}

/**
 * @param {import("../app.js").App} app
 * @param {HTMLElement} frame
 * @param {string} mediaId
 */
async function loadInto(app, frame, mediaId) {
  fill(frame, el("div", { class: "picture-wait" }));
  try {
    const src = await app.media.url(mediaId);
    const image = el("img", { src, alt: "Picture" });
    image.addEventListener("error", () => app.media.forget(mediaId), { once: true });
    fill(frame, image);
  } catch {
    const again = el("button", { class: "button button-plain", type: "button", on: { click: () => loadInto(app, frame, mediaId) } }, icon("retry"), "Load picture");
    fill(frame, again);
  }
}

/**
 * A card from a lens. The strip with the lens's name and art is the page's own: a lens
 * writes the title and the line under it, as text, and cannot hide who it is.
 *
 * @param {import("../app.js").App} app
 * @param {import("../model.js").Message} message
 * @param {boolean} hidden the picture has a timer
 */
function card(app, message, hidden) {
  const data = /** @type {import("../model.js").Card} */ (message.card);
  const lens = app.model.lens(data.lens_id);
  const gone = lens ? null : app.sync.standing(data.lens_id);
  const open = () => app.openLens(data.lens_id, {
    source: data.invite ? "invite" : "card",
    item_id: data.item_id,
    state: data.state,
    place: data.place,
    conversation_id: message.conversation_id,
    message_id: message.id,
  });
  const mediaId = hidden ? null : message.image?.media_id ?? data.image_id ?? null;
  const frame = mediaId ? el("span", { class: "card-picture", testid: "card-picture" }) : null;
  if (frame && mediaId) {
    if (message.image) frame.style.aspectRatio = `${message.image.width} / ${message.image.height}`;
    loadCard(app, frame, mediaId);
  }
  return el("button", { class: "card", type: "button", testid: "card", disabled: !lens, on: { click: open } },
    el("span", { class: "card-lens", testid: "card-lens" },
      cardArt(lens ?? gone),
      el("span", {}, lens?.name || gone?.name || "A lens"),
      el("span", { class: "card-kind" }, data.invite ? "Invitation" : "Lens")),
    frame,
    el("span", { class: "card-text" },
      el("span", { class: "card-title" }, data.title),
      data.subtitle && el("span", { class: "card-subtitle" }, data.subtitle),
      data.place && placeLine(data.place)),
    standingLine(gone),
    lens && el("span", { class: "card-open" }, data.invite ? "Join" : "Try it on"));
}

/**
 * @param {import("../app.js").App} app
 * @param {HTMLElement} frame
 * @param {string} mediaId
 */
async function loadCard(app, frame, mediaId) {
  try {
    fill(frame, el("img", { src: await app.media.url(mediaId), alt: "" }));
  } catch {
    frame.remove();
  }
}

/**
 * A message on its way, or one that did not get there.
 * @param {import("../app.js").App} app
 * @param {import("../model.js").Outgoing} outgoing
 */
export function outgoingNode(app, outgoing) {
  const retry = () => app.sync.deliver(outgoing).catch(() => {});
  return el("li", { class: `message message-mine ${outgoing.error ? "message-failed" : "message-sending"}`, testid: "outgoing" },
    el("div", { class: "message-body" },
      outgoing.previewUrl && el("div", { class: "picture" }, el("img", { src: outgoing.previewUrl, alt: "Picture" })),
      outgoing.body.text && el("p", { class: "bubble" }, outgoing.body.text),
      outgoing.error && el("p", { class: "message-trouble", role: "alert" }, `Not sent. ${outgoing.error}`),
      outgoing.error && el("p", { class: "row-actions" },
        el("button", { class: "button button-plain", type: "button", testid: "retry", on: { click: retry } }, icon("retry"), "Try again"),
        el("button", { class: "button button-plain", type: "button", on: { click: () => app.sync.discard(outgoing) } }, "Discard"))),
    !outgoing.error && el("span", { class: "message-side", role: "status" }, "Sending…"));
}

/**
 * @param {import("../app.js").App} app
 * @param {import("../model.js").Message} message
 */
async function deleteMessage(app, message) {
  const sure = await confirmSheet({ title: "Delete this message?", text: "It goes away for everyone in the chat.", confirm: "Delete", danger: true });
  if (!sure) return;
  try {
    await app.api.delete(`/v1/messages/${encodeURIComponent(message.id)}`);
    app.sync.removed({ message });
  } catch (error) {
    toastError(error);
  }
}
