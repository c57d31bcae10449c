import { address, go } from "../router.js";
import { avatar } from "../ui/avatar.js";
import { announce, el, fill, uniqueId } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { openResource, resourceList } from "../ui/resources.js";
import { confirmSheet, sheet } from "../ui/sheet.js";
import { monthOf } from "../ui/time.js";
import { errorText, toast, toastError } from "../ui/toast.js";
import { watchStory } from "./stories.js";

/**
 * Friends: add by username, accept, remove, block.
 * @param {import("../app.js").App} app
 */
export function friendsView(app) {
  const lists = el("div", { testid: "friends" });
  const draw = () => fill(lists, sections(app));
  const stop = app.model.on("friends", draw);
  draw();
  const node = document.createDocumentFragment();
  node.append(
    el("header", { class: "pane-head" }, el("h1", {}, "Friends")),
    el("div", { class: "pane-scroll" }, addForm(app), lists),
  );
  return { node, dispose: stop };
}

/** @param {import("../app.js").App} app */
function addForm(app) {
  const id = uniqueId("friend");
  const note = el("p", { class: "field-hint padded", id: `${id}-note`, "aria-live": "polite" });
  const input = el("input", { class: "input", id, testid: "add-username", autocomplete: "off", autocapitalize: "none", spellcheck: "false", maxlength: 64, "aria-describedby": note.id });
  /** @param {string} text @param {boolean} wrong */
  const say = (text, wrong) => {
    note.textContent = text;
    note.className = wrong ? "field-error padded" : "field-hint padded";
    input.setAttribute("aria-invalid", String(wrong));
  };
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    const username = input.value.trim().replace(/^@/, "");
    if (!username) return say("Write a username first.", true);
    try {
      await app.api.post("/v1/friends/requests", { username });
      input.value = "";
      say(`Asked ${username}. You are friends as soon as they accept.`, false);
      await app.sync.loadFriends();
    } catch (error) {
      say(errorText(error), true);
    }
  };
  return el("div", {},
    el("form", { class: "add-form", on: { submit } },
      el("div", { class: "field" }, el("label", { class: "field-label", for: id }, "Add by username"), input),
      el("button", { class: "button button-primary", testid: "add-friend" }, "Add")),
    note);
}

/** @param {import("../app.js").App} app */
function sections(app) {
  const { friends, incoming, outgoing, blocked } = app.model.friends;
  const nobody = !friends.length && !incoming.length && !outgoing.length;
  return [
    section("Want to be your friend", incoming.map((request) => incomingRow(app, request))),
    section("Friends", friends.map(({ account }) => friendRow(app, account))),
    section("Asked", outgoing.map((request) => person(request.account, "Has not answered yet"))),
    section("Blocked", blocked.map((account) => blockedRow(app, account))),
    nobody && app.model.loaded && el("div", { class: "empty" }, el("strong", {}, "Nobody here yet"), "Ask a friend for their username, or give them yours: ", el("strong", {}, app.session.account?.username ?? "")),
  ];
}

/**
 * @param {string} title
 * @param {Node[]} rows
 */
function section(title, rows) {
  return rows.length > 0 && el("section", { "aria-label": title }, el("h2", { class: "section-title" }, title), el("ul", {}, rows.map((row) => el("li", {}, row))));
}

/**
 * @param {import("../model.js").Account} account
 * @param {string} note
 * @param {...Node} actions
 */
function person(account, note, ...actions) {
  return el("div", { class: "row row-static" },
    avatar(account),
    el("span", { class: "row-main" }, el("span", { class: "row-name" }, account.display_name), el("span", { class: "row-note" }, note)),
    el("span", { class: "row-actions" }, actions));
}

/**
 * @param {import("../app.js").App} app
 * @param {any} request
 */
function incomingRow(app, request) {
  const { id, account } = request;
  /** @param {string} verb */
  const answer = (verb) => () => change(app, () => app.api.post(`/v1/friends/requests/${encodeURIComponent(id)}/${verb}`), verb === "accept" ? `${account.display_name} is your friend now.` : "");
  return person(account, `@${account.username}`,
    el("button", { class: "button button-quiet", type: "button", on: { click: answer("decline") }, "aria-label": `Decline ${account.display_name}` }, "Decline"),
    el("button", { class: "button button-primary", type: "button", testid: "accept", on: { click: answer("accept") }, "aria-label": `Accept ${account.display_name}` }, "Accept"));
}

/**
 * @param {import("../app.js").App} app
 * @param {import("../model.js").Account} account
 */
function friendRow(app, account) {
  return person(account, `@${account.username}`,
    el("button", { class: "icon-button", type: "button", testid: "write", "aria-label": `Write to ${account.display_name}`, on: { click: () => write(app, account) } }, icon("chats")),
    el("button", { class: "icon-button", type: "button", "aria-label": `More about ${account.display_name}`, testid: "friend-more", on: { click: () => friendSheet(app, account) } }, icon("more")));
}

/**
 * @param {import("../app.js").App} app
 * @param {import("../model.js").Account} account
 */
function blockedRow(app, account) {
  const unblock = () => change(app, () => app.api.delete(`/v1/blocks/${encodeURIComponent(account.id)}`), `${account.display_name} is no longer blocked.`);
  return person(account, `@${account.username}`, el("button", { class: "button button-quiet", type: "button", on: { click: unblock } }, "Unblock"));
}

/**
 * @param {import("../app.js").App} app
 * @param {import("../model.js").Account} account
 */
async function write(app, account) {
  try {
    const { id } = await app.sync.openConversation([account.id]);
    go(address("chat", id));
  } catch (error) {
    toastError(error);
  }
}

/**
 * A friend's profile: who they are, their chat and story, what fits a profile, and remove
 * or block, each asked once more. Whose profile it is, a lens that is opened from it does
 * not learn.
 * @param {import("../app.js").App} app
 * @param {import("../model.js").Account} account
 */
export async function friendSheet(app, account) {
  const name = account.display_name;
  const friendship = app.model.friends.friends.find((one) => one.account.id === account.id);
  const story = app.model.stories.find((one) => one.account.id === account.id && one.snaps.length);
  const lensesId = uniqueId("profile");
  const what = await sheet({
    title: name,
    testid: "friend-sheet",
    body: (close) => [
      el("div", { class: "friend-who" },
        avatar(account, "l"),
        el("p", { class: "row-main" },
          el("span", { class: "friend-handle" }, `@${account.username}`),
          el("span", { class: "field-hint" }, friendship ? `Friends since ${monthOf(friendship.since_ms)}` : "Not among your friends"))),
      el("div", { class: "listing-actions" },
        el("button", { class: "button button-primary", type: "button", testid: "friend-write", on: { click: () => close("write") } }, icon("chats"), "Write"),
        story && el("button", { class: "button button-quiet", type: "button", testid: "friend-story", on: { click: () => close("story") } }, icon("story"), "See the story")),
      el("section", { class: "friend-lenses", "aria-labelledby": lensesId },
        el("h3", { class: "similar-title", id: lensesId }, "Open a lens"),
        resourceList(app, "profile", close)),
      el("div", { class: "friend-end" },
        friendship && el("button", { class: "button button-quiet", type: "button", testid: "friend-remove", on: { click: () => close("remove") } }, "Remove friend"),
        el("button", { class: "button button-quiet button-warns", type: "button", testid: "block", on: { click: () => close("block") } }, "Block")),
    ],
  });
  if (what && typeof what === "object") openResource(app, what, { source: "tray", context: "profile" });
  if (what === "write") await write(app, account);
  if (what === "story") watchStory(app, story);
  if (what === "remove" && await confirmSheet({ title: `Remove ${name}?`, text: "You will not see each other's stories. The chat stays.", confirm: "Remove", danger: true })) {
    await change(app, () => app.api.delete(`/v1/friends/${encodeURIComponent(account.id)}`), `${name} was removed.`);
  }
  if (what === "block" && await confirmSheet({ title: `Block ${name}?`, text: "They cannot write to you or find you, and are not told.", confirm: "Block", danger: true })) {
    await change(app, () => app.api.put(`/v1/blocks/${encodeURIComponent(account.id)}`), `${name} is blocked.`);
  }
}

/**
 * @param {import("../app.js").App} app
 * @param {() => Promise<unknown>} run
 * @param {string} done
 */
async function change(app, run, done) {
  try {
    await run();
    await app.sync.loadFriends();
    if (done) toast(done);
    else announce("Done");
  } catch (error) {
    toastError(error);
  }
}
