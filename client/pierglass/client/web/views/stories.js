import { avatar } from "../ui/avatar.js";
import { el, fill } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { itemButton, openListing } from "../ui/listing.js";
import { placeLine } from "../ui/place.js";
import { openResource, pickResource } from "../ui/resources.js";
import { confirmSheet } from "../ui/sheet.js";
import { cardArt, standingLine } from "../ui/standing.js";
import { shortTime } from "../ui/time.js";
import { toast, toastError } from "../ui/toast.js";

const SNAP_MS = 6000;

/**
 * The stories of friends, one's own first.
 * @param {import("../app.js").App} app
 */
export function storiesRow(app) {
  const node = el("div", { class: "stories", role: "list", "aria-label": "Stories", testid: "stories" });
  node.addEventListener("wheel", (event) => turnSideways(node, event), { passive: false });
  const draw = () => fill(node, entries(app));
  const dispose = app.model.on("stories", draw);
  draw();
  return { node, dispose };
}

/**
 * A wheel that turns up and down moves the row as far as it goes, and the page after that.
 * @param {HTMLElement} row
 * @param {WheelEvent} event
 */
function turnSideways(row, event) {
  if (event.deltaX || event.ctrlKey) return;
  const before = row.scrollLeft;
  row.scrollLeft += event.deltaY;
  if (row.scrollLeft !== before) event.preventDefault();
}

/** @param {import("../app.js").App} app */
function entries(app) {
  const own = app.session.account;
  const { stories } = app.model;
  const mine = stories.find(({ account }) => account.id === own?.id);
  const others = stories.filter(({ account, snaps }) => account.id !== own?.id && snaps.length);
  return [
    own && (mine?.snaps.length ? entry(app, mine, "Your story") : addEntry(own)),
    others.map((story) => entry(app, story, story.account.display_name)),
  ];
}

/** @param {import("../session.js").Account} account */
function addEntry(account) {
  return el("div", { role: "listitem" }, el("a", { class: "story", href: "#/camera", "aria-label": "Add to your story" },
    el("span", { class: "story-ring" }, avatar(account), el("span", { class: "story-plus" }, icon("plus"))),
    el("span", { class: "story-name" }, "Your story")));
}

/**
 * @param {import("../app.js").App} app
 * @param {any} story
 * @param {string} name
 */
function entry(app, story, name) {
  const fresh = story.snaps.some((/** @type {any} */ snap) => !snap.seen);
  return el("div", { role: "listitem" }, el("button", {
    class: `story ${fresh ? "story-new" : ""}`, type: "button", testid: "story",
    "aria-label": `${name}${fresh ? ", new" : ""}`, on: { click: () => watchStory(app, story) },
  },
  el("span", { class: "story-ring" }, avatar(story.account)),
  el("span", { class: "story-name" }, name)));
}

/**
 * The viewer: taps and arrow keys step, the bars show the time.
 * @param {import("../app.js").App} app
 * @param {any} story
 */
export function watchStory(app, story) {
  const { snaps, account } = story;
  const own = account.id === app.session.account?.id;
  let index = Math.max(0, snaps.findIndex((/** @type {any} */ snap) => !snap.seen));
  let startedAt = 0;
  let frozenMs = /** @type {number | null} */ (null);
  let ready = false;

  const bars = snaps.map(() => el("span", { class: "story-bar" }, el("span", {})));
  const stageNode = el("div", { class: "story-stage" });
  const foot = el("div", { class: "story-foot" });
  const when = el("span", { class: "row-note" });
  const remove = own && el("button", { class: "icon-button", type: "button", "aria-label": "Delete this snap", on: { click: () => discard() } }, icon("trash"));
  // In the order in which the tab key goes: the picture's own controls first, the way out last.
  const dialog = el("dialog", { class: "viewer story-viewer", testid: "story-viewer", "aria-label": `Story of ${account.display_name}` },
    stageNode,
    el("button", { class: "story-step story-back", type: "button", "aria-label": "The one before", testid: "story-back", on: { click: () => step(-1) } }, icon("back")),
    el("button", { class: "story-step story-next", type: "button", "aria-label": "Next", testid: "story-next", autofocus: true, on: { click: () => step(1) } }, icon("next")),
    foot,
    el("div", { class: "story-head" },
      el("div", { class: "story-bars", "aria-hidden": "true" }, bars),
      el("div", { class: "story-who" }, avatar(account, "s"), el("span", { class: "row-main" }, el("strong", { class: "row-name" }, account.display_name), when),
        remove,
        el("button", { class: "icon-button", type: "button", "aria-label": "Lenses and apps for stories", testid: "story-lenses", on: { click: () => browse() } }, icon("mirror")),
        el("button", { class: "icon-button", type: "button", "aria-label": "Close", testid: "story-close", on: { click: () => dialog.close() } }, icon("close")))));

  const length = () => (snaps[index].duration_s ?? SNAP_MS / 1000) * 1000;
  const show = async () => {
    const at = index;
    const snap = snaps[at];
    ready = false;
    when.textContent = `${shortTime(snap.created_at_ms, app.now())}${snap.image.generated ? " · made up by Pierglass" : ""}`;
    fill(stageNode, el("div", { class: "spinner", role: "status", "aria-label": "Loading" }));
    fill(foot);
    try {
      const src = await app.media.url(snap.image.media_id);
      if (at !== index || !dialog.open) return;
      fill(stageNode, el("img", { class: "viewer-picture", src, alt: `Snap by ${account.display_name}` }));
      drawFoot();
      startedAt = performance.now();
      ready = true;
      if (!snap.seen && !own) app.api.post(`/v1/stories/snaps/${encodeURIComponent(snap.id)}/view`).catch(() => {});
      snap.seen = true;
    } catch (error) {
      dialog.close();
      toastError(error);
    }
  };
  /** The card under the picture; of a lens that is gone it says so, and opens nothing. */
  const drawFoot = () => {
    const { card } = snaps[index];
    if (!card) return fill(foot);
    const lens = app.model.lens(card.lens_id);
    const gone = lens ? null : app.sync.standing(card.lens_id);
    const words = el("span", { class: "row-main" },
      el("span", { class: "row-name" }, card.title),
      el("span", { class: "row-note" }, lens?.name ?? gone?.name),
      card.place && placeLine(card.place),
      standingLine(gone));
    fill(foot,
      lens
        ? el("button", { class: "story-card", type: "button", testid: "story-card", on: { click: () => open(card, card) } }, cardArt(lens), words, el("span", { class: "card-open" }, "Try it on"))
        : el("div", { class: "story-card story-card-gone", testid: "story-card" }, cardArt(gone), words),
      itemButton(app, card, { lens, show: () => look(card, lens) }));
  };
  /**
   * @param {import("../model.js").Card} card
   * @param {{item_id?: string, state?: Record<string, unknown>, place?: import("../ui/place.js").Place}} at
   */
  const open = (card, { item_id, state, place }) => {
    dialog.close();
    app.openLens(card.lens_id, { source: "card", context: "story", item_id, state, place });
  };
  /**
   * The item of a card; the story stands still meanwhile.
   * @param {import("../model.js").Card} card
   * @param {unknown} lens
   */
  const look = async (card, lens) => {
    frozenMs = performance.now();
    await openListing(app, card.item_id ?? "", lens ? (id) => open(card, { item_id: id }) : null);
    thaw();
  };
  /** Before the first one there is nothing. */
  const drawBack = () => {
    /** @type {HTMLElement} */ (dialog.querySelector(".story-back")).hidden = index === 0;
  };
  /** @param {number} by */
  const step = (by) => {
    if (index + by >= snaps.length) return dialog.close();
    index = Math.max(0, index + by);
    drawBack();
    show();
  };
  /** What fits a story; the story stands still meanwhile. A lens learns no more than that it came from one. */
  const browse = async () => {
    frozenMs = performance.now();
    const chosen = await pickResource(app, { title: "With a story", context: "story" });
    if (!chosen) return thaw();
    dialog.close();
    openResource(app, chosen, { source: "tray", context: "story" });
  };
  const thaw = () => {
    startedAt += performance.now() - (frozenMs ?? performance.now());
    frozenMs = null;
  };
  const discard = async () => {
    frozenMs = performance.now();
    const sure = await confirmSheet({ title: "Delete this snap?", text: "It leaves your story for everyone.", confirm: "Delete", danger: true });
    if (sure) {
      dialog.close();
      await app.api.delete(`/v1/stories/snaps/${encodeURIComponent(snaps[index].id)}`).then(() => toast("Deleted."), toastError);
      await app.sync.loadStories().catch(() => {});
    }
    frozenMs = null;
    startedAt = performance.now();
  };
  const tick = () => {
    if (!dialog.open) return;
    const done = ready && frozenMs === null ? Math.min(1, (performance.now() - startedAt) / length()) : 0;
    bars.forEach((/** @type {HTMLElement} */ bar, /** @type {number} */ at) => {
      const share = at < index ? 1 : at > index ? 0 : done;
      /** @type {HTMLElement} */ (bar.firstElementChild).style.transform = `scaleX(${share})`;
    });
    if (done >= 1) step(1);
    requestAnimationFrame(tick);
  };
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") step(1);
    if (event.key === "ArrowLeft") step(-1);
  });
  const stop = app.model.on("lenses", () => ready && drawFoot());
  dialog.addEventListener("close", () => {
    stop();
    dialog.remove();
    app.model.changed("stories");
  });
  document.body.append(dialog);
  dialog.showModal();
  drawBack();
  show();
  tick();
}
