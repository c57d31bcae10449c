import { authorize } from "./authorize.js";
import { invite, notify, respond } from "./chat.js";
import { snap } from "./capture_snap.js";
import { listFriends } from "./friends_list.js";
import { release, retain } from "./handle_calls.js";
import { listItems } from "./items_list.js";
import { getLaunch } from "./launch_get.js";
import { openListing } from "./listing_open.js";
import { closeLens } from "./lens_close.js";
import { pickPhoto } from "./photo_pick.js";
import { searchVisual } from "./search_visual.js";
import { shareChat } from "./share_chat.js";
import { shareStory } from "./share_story.js";
import { getValue, listValues, removeValue, setValue } from "./storage.js";
import { startTryOn } from "./tryon_start.js";
import { stopTryOn } from "./tryon_stop.js";
import { watchTryOn } from "./tryon_watch.js";
import { countEvent } from "./usage_count.js";
import { getUser } from "./user_get.js";
import { layOut } from "./viewfinder_layout.js";

/**
 * What a handler gets: the stage it acts on, checked parameters, and its call.
 *
 * @typedef {import("../stage.js").Stage} Stage
 * @typedef {object} Call
 * @property {AbortSignal} signal nobody waits any longer
 * @property {<T>(deciding: () => Promise<T>) => Promise<T>} whileUserDecides the clock stops meanwhile
 *
 * @typedef {(stage: Stage, params: any, call: Call) =>
 *   Promise<Record<string, unknown>> | AsyncIterable<Record<string, unknown>>} Handler
 */

/** @type {ReadonlyMap<string, Handler>} */
export const HANDLERS = new Map([
  ["user.get", getUser],
  ["items.list", listItems],
  ["viewfinder.layout", layOut],
  ["tryon.start", startTryOn],
  ["tryon.stop", stopTryOn],
  ["capture.snap", snap],
  ["photo.pick", pickPhoto],
  ["share.chat", shareChat],
  ["share.story", shareStory],
  ["launch.get", getLaunch],
  ["authorize", authorize],
  ["lens.close", closeLens],
  ["search.visual", searchVisual],
  ["listing.open", openListing],
  ["usage.count", countEvent],
  ["friends.list", listFriends],
  ["handle.retain", retain],
  ["handle.release", release],
  ["storage.get", getValue],
  ["storage.list", listValues],
  ["storage.set", setValue],
  ["storage.remove", removeValue],
  ["chat.invite", invite],
  ["chat.respond", respond],
  ["chat.notify", notify],
  ["tryon.watch", watchTryOn],
]);
