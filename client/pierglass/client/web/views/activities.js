import { avatar } from "../ui/avatar.js";
import { el, fill } from "../ui/dom.js";
import { shortTime } from "../ui/time.js";

/**
 * Who is in which lens, at the head of a chat: one tap joins.
 *
 * Drawn again at every event of this chat, and whenever the gateway is back: what began
 * while it was away sent no event here.
 *
 * @param {import("../app.js").App} app
 * @param {string} conversationId
 */
export function activityStrip(app, conversationId) {
  const node = el("section", { class: "activities", testid: "activities", "aria-label": "Open in this chat", hidden: true });
  const own = app.session.account?.id;
  let asked = 0;
  const draw = async () => {
    const ask = (asked += 1);
    const path = `/v1/conversations/${encodeURIComponent(conversationId)}/activities`;
    const { activities } = await app.api.get(path);
    if (ask !== asked) return; // a later question is out: answers may overtake each other
    const theirs = activities.filter((/** @type {any} */ one) => one.account.id !== own);
    const shown = latest(theirs).slice(0, 3);
    node.hidden = !shown.length;
    fill(node, shown.map((one) => row(app, one)));
  };
  // A list of who is where is not worth an error: the chat stands without it.
  const refresh = () => draw().catch(() => {});
  const stops = [
    app.model.on("activities", (/** @type {string} */ which) => which === conversationId && refresh()),
    app.model.on("connection", () => app.model.connection === "live" && refresh()),
  ];
  refresh();
  return { node, dispose: () => stops.forEach((stop) => stop()) };
}

/**
 * One line a person and lens, the newest.
 * @param {any[]} activities
 * @returns {any[]}
 */
function latest(activities) {
  const seen = new Set();
  return activities.filter(({ account, client }) => {
    const key = `${account.id} ${client.id}`;
    return !seen.has(key) && seen.add(key);
  });
}

/**
 * @param {import("../app.js").App} app
 * @param {any} activity
 */
function row(app, { account, client, conversation_id: conversationId, active, started_at_ms: startedAtMs }) {
  const lens = app.model.lens(client.id);
  const join = () => app.openLens(client.id, { source: "activity", conversation_id: conversationId });
  const words = active ? `${account.display_name} is in ${client.name}` : `${account.display_name} was in ${client.name}`;
  return el("div", { class: `activity ${active ? "activity-live" : ""}`, testid: "activity" },
    avatar(account, "s"),
    el("div", { class: "row-main" },
      el("span", { class: "activity-words" }, words),
      !active && el("span", { class: "row-note" }, shortTime(startedAtMs, app.now()))),
    lens && el("button", { class: `button ${active ? "button-primary" : "button-quiet"}`, type: "button", testid: "join", on: { click: join } }, active ? "Join" : "Open"));
}
