import { el, uniqueId } from "./dom.js";
import { icon } from "./icons.js";

/**
 * A modal sheet: slides up on a phone, stands in the middle on a wide screen. The
 * dialog element holds the focus; Escape and the close button answer with null.
 *
 * @template T
 * @param {object} options
 * @param {string} options.title
 * @param {string} [options.testid]
 * @param {string} [options.variant] a class for the look
 * @param {boolean} [options.closable] false leaves the answer to the buttons (and Escape)
 * @param {(close: (answer: T | null) => void) => import("./dom.js").Child} options.body
 * @param {AbortSignal} [options.signal] closes the sheet without an answer
 * @returns {Promise<T | null>}
 */
export function sheet({ title, testid, variant = "", closable = true, body, signal }) {
  return new Promise((resolve) => {
    const heading = uniqueId("sheet");
    const before = document.activeElement;
    const dialog = el("dialog", { class: `sheet ${variant}`, testid, "aria-labelledby": heading });
    /** @type {T | null} */
    let answer = null;
    /** @param {T | null} value */
    const close = (value) => {
      answer = value;
      if (dialog.open) dialog.close();
    };
    dialog.append(
      el("div", { class: "sheet-grip", "aria-hidden": "true" }),
      el("header", { class: "sheet-head" },
        el("h2", { id: heading, class: "sheet-title", tabindex: "-1" }, title),
        closable && el("button", { class: "icon-button", type: "button", "aria-label": "Close", testid: "sheet-close", on: { click: () => close(null) } }, icon("close")),
      ),
      el("div", { class: "sheet-body" }, body(close)),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      resolve(answer);
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog && closable) close(null);
    });
    signal?.addEventListener("abort", () => close(null));
    document.body.append(dialog);
    dialog.showModal();
    if (!dialog.querySelector("[autofocus]")) dialog.querySelector("h2")?.focus();
  });
}

/**
 * Ask before something that cannot be undone.
 * @param {{title: string, text: string, confirm: string, danger?: boolean, signal?: AbortSignal, testid?: string}} options
 * @returns {Promise<boolean>}
 */
export async function confirmSheet({ title, text, confirm, danger = false, signal, testid = "confirm-sheet" }) {
  const answer = await sheet({
    title,
    testid,
    signal,
    body: (close) => [
      el("p", { class: "sheet-text" }, text),
      el("div", { class: "sheet-actions" },
        el("button", { class: "button button-quiet", type: "button", on: { click: () => close(false) } }, "Cancel"),
        el("button", { class: `button ${danger ? "button-danger" : "button-primary"}`, type: "button", testid: "confirm", on: { click: () => close(true) } }, confirm),
      ),
    ],
  });
  return answer === true;
}
