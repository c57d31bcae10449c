import { CallError } from "/sdk/v1/bridge/port.js";
import { conversationOf, pickRecipients } from "../../ui/picker.js";
import { toast } from "../../ui/toast.js";
import { clientMessageId } from "../ledger.js";
import { cardOf, pictureOf, summaryOf } from "./sharing.js";

/** A card to the chat that the person chooses; the clock stops while they do. */

/** @type {import("./index.js").Handler} */
export async function shareChat(stage, params, call) {
  const { app, lens, ledger } = stage;
  const earlier = ledger.recall(lens.id, "share.chat", params);
  if (earlier) return earlier;
  const picture = await pictureOf(stage, params, call.signal);
  const summary = summaryOf(stage, params, picture);
  const choice = await call.whileUserDecides(() => pickRecipients(app, { title: "Send to", summary, timer: picture !== null, signal: call.signal }));
  const target = choice?.targets[0];
  if (!choice || !target) throw new CallError("cancelled");
  const conversationId = await conversationOf(app, target);
  /** @type {import("../../model.js").Body} */
  const body = { card: cardOf(stage, params, picture) };
  if (picture) Object.assign(body, { image_id: picture.mediaId, augmentation_id: picture.augmentationId });
  if (picture && choice.durationS) body.duration_s = choice.durationS;
  const key = await clientMessageId(lens.id, conversationId, params.idempotency_key);
  const message = await app.sync.send(conversationId, body, { key });
  const result = { conversation_id: conversationId, message_id: message.id };
  ledger.record(lens.id, "share.chat", params, result);
  toast(`Sent to ${target.name}.`);
  return result;
}
