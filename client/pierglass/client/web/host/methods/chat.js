import { CallError } from "/sdk/v1/bridge/port.js";
import { conversationTitle } from "../../model.js";
import { conversationOf, pickRecipients } from "../../ui/picker.js";
import { sheet } from "../../ui/sheet.js";
import { el } from "../../ui/dom.js";
import { toast } from "../../ui/toast.js";
import { clientMessageId } from "../ledger.js";
import { cardOf, pictureOf, summaryOf } from "./sharing.js";

/** The chat in which the lens is open. The lens never learns which one that is. */

/** An invitation: whoever taps it joins, and the lens is open in that chat from then on. */
/** @type {import("./index.js").Handler} */
export async function invite(stage, params, call) {
  const { app, lens, ledger } = stage;
  const earlier = ledger.recall(lens.id, "chat.invite", params);
  if (earlier) return earlier;
  const picture = await pictureOf(stage, params, call.signal);
  const summary = summaryOf(stage, params, picture);
  const choice = await call.whileUserDecides(() => pickRecipients(app, { title: "Invite", summary, timer: false, signal: call.signal }));
  const target = choice?.targets[0];
  if (!target) throw new CallError("cancelled");
  const conversationId = await conversationOf(app, target);
  /** @type {import("../../model.js").Body} */
  const body = { card: { ...cardOf(stage, params, picture), invite: true } };
  if (picture) Object.assign(body, { image_id: picture.mediaId, augmentation_id: picture.augmentationId });
  const key = await clientMessageId(lens.id, conversationId, params.idempotency_key);
  const message = await app.sync.send(conversationId, body, { key });
  stage.enterChat(conversationId);
  const result = { conversation_id: conversationId, message_id: message.id };
  ledger.record(lens.id, "chat.invite", params, result);
  toast(`${target.name} can join.`);
  return result;
}

/** An answer with the media that fits: the page chooses, and the lens does not learn which. */
/** @type {import("./index.js").Handler} */
export async function respond(stage, params, call) {
  const { app, lens, ledger } = stage;
  const earlier = ledger.recall(lens.id, "chat.respond", params);
  if (earlier) return earlier;
  const conversationId = openIn(stage);
  const conversation = app.model.conversations.get(conversationId);
  const proposal = { title: params.title, ...chosenMedia(params.media, [stage.launch.source, conversation?.kind ?? "", "default"]) };
  const name = conversation ? conversationTitle(conversation, app.session.account?.id ?? "") : "the chat";
  const agreed = await call.whileUserDecides(() => confirmAnswer(stage, proposal, name, call.signal));
  if (!agreed) throw new CallError("cancelled");
  const key = await clientMessageId(lens.id, conversationId, params.idempotency_key);
  const message = await app.sync.send(conversationId, { card: cardOf(stage, proposal, null) }, { key });
  const result = { message_id: message.id };
  ledger.record(lens.id, "chat.respond", params, result);
  toast(`Sent to ${name}.`);
  return result;
}

/** One line to the others in the chat. */
/** @type {import("./index.js").Handler} */
export async function notify(stage, { text, item_id, state }) {
  const path = `/v1/resources/${encodeURIComponent(stage.lens.id)}/notices`;
  await stage.app.api.post(path, { text, item_id, state, conversation_id: openIn(stage) });
  return {};
}

/** @param {import("../stage.js").Stage} stage */
function openIn(stage) {
  const where = stage.launch.conversation_id;
  if (!where) throw new CallError("not_found", "the lens is not open in a chat");
  return where;
}

/**
 * The part of *media* that fits, by how the lens was opened, then where.
 * @param {Record<string, any>} media
 * @param {string[]} contexts
 * @returns {Record<string, any>}
 */
function chosenMedia(media, contexts) {
  for (const context of contexts) {
    const fitting = Object.hasOwn(media, context) ? media[context] : null;
    if (fitting === null || typeof fitting !== "object") continue;
    const known = ["item_id", "title", "subtitle", "state", "place"].filter((name) => fitting[name] !== undefined);
    return Object.fromEntries(known.map((name) => [name, fitting[name]]));
  }
  throw new CallError("invalid_params", "nothing fits here; add a default such as {title, item_id}", { field: "media" });
}

/**
 * @param {import("../stage.js").Stage} stage
 * @param {any} proposal
 * @param {string} name
 * @param {AbortSignal} signal
 * @returns {Promise<boolean | null>}
 */
function confirmAnswer(stage, proposal, name, signal) {
  return sheet({
    title: `Send to ${name}?`,
    testid: "answer",
    variant: "sheet-in-stage",
    signal,
    body: (close) => [
      summaryOf(stage, proposal, null),
      el("div", { class: "sheet-actions" },
        el("button", { class: "button button-quiet", type: "button", on: { click: () => close(null) } }, "Not now"),
        el("button", { class: "button button-primary", type: "button", testid: "answer-send", on: { click: () => close(true) } }, "Send")),
    ],
  });
}
