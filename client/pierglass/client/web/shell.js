import { unread } from "./model.js";
import { LISTS, parseRoute } from "./router.js";
import { el, fill } from "./ui/dom.js";
import { icon } from "./ui/icons.js";
import { cameraView } from "./views/camera.js";
import { chatView } from "./views/chat.js";
import { chatsView } from "./views/chats.js";
import { friendsView } from "./views/friends.js";
import { idleView } from "./views/idle.js";
import { lensView } from "./views/lens.js";
import { youView } from "./views/you.js";

/** @typedef {{node: Node, dispose?: () => void}} View */

/** @type {Record<string, (app: import("./app.js").App, route: import("./router.js").Route) => View>} */
const VIEWS = {
  chats: chatsView,
  friends: friendsView,
  you: youView,
  chat: chatView,
  camera: cameraView,
  lens: lensView,
  idle: idleView,
};

/** @type {[string, string, string, string][]} route, icon, label, class */
const TABS = [
  ["chats", "chats", "Chats", "tab"],
  ["camera", "mirror", "Mirror", "tab tab-mirror"],
  ["friends", "friends", "Friends", "tab"],
  ["you", "you", "You", "tab"],
];

const TITLES = new Map([["chats", "Chats"], ["friends", "Friends"], ["you", "You"], ["camera", "Mirror"], ["chat", "Chat"], ["lens", "Lens"]]);

/** Tabs, a list at the left, a stage at the right; a phone shows one of the two. */
export class Shell {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.wide = globalThis.matchMedia("(min-width: 900px)");
    this.connection = el("div", { class: "connection", role: "status", testid: "connection", hidden: true });
    this.list = el("section", { class: "list", "aria-label": "Lists" });
    this.stage = el("main", { class: "stage", id: "main", tabindex: "-1" });
    this.tabs = el("nav", { class: "tabs", "aria-label": "Pierglass" });
    this.side = el("div", { class: "side" }, this.connection, this.list);
    this.node = el("div", { class: "shell", testid: "shell" }, this.side, this.stage, this.tabs);
    /** @type {{list: string, stage: string}} */
    this.shown = { list: "", stage: "" };
    /** @type {Record<"list" | "stage", View | null>} */
    this.views = { list: null, stage: null };
    this.listName = "chats";
    this.stageRoute = parseRoute("#/idle");
    this.stops = [
      app.model.on("conversations", () => this.drawTabs()),
      app.model.on("friends", () => this.drawTabs()),
      app.model.on("connection", () => this.drawConnection()),
    ];
    this.onWide = () => this.show();
    this.wide.addEventListener("change", this.onWide);
  }

  dispose() {
    for (const stop of this.stops) stop();
    this.wide.removeEventListener("change", this.onWide);
    for (const part of /** @type {const} */ (["list", "stage"])) this.views[part]?.dispose?.();
  }

  /** Move the focus to what the page is about now. */
  skip() {
    const target = this.stage.offsetParent ? this.stage : this.list;
    target.tabIndex = -1;
    target.focus();
  }

  /** Show what the address says. */
  show() {
    const route = parseRoute(globalThis.location.hash);
    const isList = LISTS.has(route.name);
    if (isList) this.listName = route.name;
    this.node.dataset.front = isList ? "list" : "stage";
    this.list.setAttribute("role", isList && !this.wide.matches ? "main" : "region");
    if (!isList) this.mount("stage", route.name, route);
    else if (!this.wide.matches || this.shown.stage === "") this.mount("stage", "idle", route);
    if (isList || this.wide.matches) this.mount("list", this.listName, route);
    document.title = `${TITLES.get(route.name) ?? "Pierglass"} · Pierglass`;
    this.drawTabs();
    if (this.shown.stage.startsWith("chat/")) this.app.model.changed("conversations");
  }

  /**
   * @param {"list" | "stage"} part
   * @param {string} name
   * @param {import("./router.js").Route} route
   */
  mount(part, name, route) {
    const key = `${name}/${part === "stage" ? route.id ?? "" : ""}`;
    const again = name === "lens" && this.app.pendingLaunch !== null;
    if (this.shown[part] === key && !again) return;
    this.shown[part] = key;
    this.views[part]?.dispose?.();
    const view = VIEWS[name](this.app, route);
    this.views[part] = view;
    fill(this[part], view.node);
    if (part === "stage" && name !== "idle") this.stage.focus({ preventScroll: true });
  }

  drawTabs() {
    const { name } = parseRoute(globalThis.location.hash);
    const waiting = new Map([
      ["chats", this.app.model.recent().filter((one) => unread(one) > 0).length],
      ["friends", this.app.model.friends.incoming.length],
    ]);
    fill(this.tabs, TABS.map(([route, picture, label, className]) => {
      const count = waiting.get(route) ?? 0;
      const current = route === name || (route === this.listName && this.wide.matches && LISTS.has(route) && name !== "camera");
      return el("a", { class: className, href: `#/${route}`, testid: `tab-${route}`, "aria-current": current ? "page" : null },
        icon(picture), el("span", {}, label),
        count > 0 && el("span", { class: "badge" }, count, el("span", { class: "visually-hidden" }, " new")));
    }));
  }

  drawConnection() {
    const state = this.app.model.connection;
    const words = { waiting: "Connection lost. Reconnecting…", stopped: "Messages are paused: this account was opened elsewhere." };
    const text = words[/** @type {keyof typeof words} */ (state)];
    this.connection.hidden = text === undefined;
    const again = el("button", { class: "button", type: "button", on: { click: () => this.reconnect() } }, "Reconnect");
    fill(this.connection, text, text && again);
  }

  reconnect() {
    this.app.gateway.start();
    this.app.gateway.wake();
  }
}
