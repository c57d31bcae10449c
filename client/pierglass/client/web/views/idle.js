import { el } from "../ui/dom.js";

/** What a wide screen shows at the right before anything is opened. */
export function idleView() {
  const node = el("div", { class: "idle", testid: "idle" },
    el("div", { class: "idle-glass", "aria-hidden": "true" }),
    el("h2", {}, "Step up to the mirror"),
    el("p", {}, "Try something on, then send what you see. Or open a chat at the left."),
    el("a", { class: "button button-primary", href: "#/camera" }, "Open the mirror"),
  );
  return { node };
}
