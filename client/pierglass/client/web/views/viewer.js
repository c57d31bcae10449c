import { el } from "../ui/dom.js";
import { icon } from "../ui/icons.js";
import { toastError } from "../ui/toast.js";

const RING = 2 * Math.PI * 15;

/**
 * Open a picture with a timer: the server starts the clock, the ring shows it, and the
 * picture is gone from this page when it ends.
 *
 * @param {import("../app.js").App} app
 * @param {import("../model.js").Message} message
 */
export async function openTimed(app, message) {
  try {
    const { message: opened } = await app.api.post(`/v1/messages/${encodeURIComponent(message.id)}/open`);
    const mediaId = opened.image?.media_id ?? message.image?.media_id;
    const url = mediaId ? await app.media.once(mediaId) : null;
    app.model.addMessages([opened]);
    const until = opened.view?.expires_at_ms ?? (opened.duration_s ? app.now() + opened.duration_s * 1000 : null);
    await showTimed(app, opened, url, until);
    if (url) URL.revokeObjectURL(url);
    if (until !== null) app.model.addMessages([{ ...opened, ...after(opened) }]);
  } catch (error) {
    toastError(error);
    app.sync.loadMessages(message.conversation_id).catch(() => {});
  }
  app.model.changed("messages", message.conversation_id);
}

/**
 * What is left of a timed message once its time is over.
 * @param {import("../model.js").Message} message
 * @returns {Partial<import("../model.js").Message>}
 */
function after(message) {
  const again = (message.view?.views_left ?? 0) > 0;
  return again ? {} : { state: "expired", image: null };
}

/**
 * @param {import("../app.js").App} app
 * @param {import("../model.js").Message} message
 * @param {string | null} url
 * @param {number | null} until
 * @returns {Promise<void>}
 */
function showTimed(app, message, url, until) {
  return new Promise((resolve) => {
    const total = (message.duration_s ?? 10) * 1000;
    const ring = until === null ? null : countdown();
    const dialog = el("dialog", { class: "viewer", testid: "viewer", "aria-label": "Timed picture" },
      url && el("img", { class: "viewer-picture", src: url, alt: "Picture" }),
      (message.text || message.image?.generated) && el("p", { class: "viewer-text" }, message.image?.generated ? `Made up by Pierglass. ${message.text ?? ""}` : message.text),
      el("div", { class: "viewer-top" },
        ring?.node,
        el("button", { class: "icon-button viewer-close", type: "button", "aria-label": "Close", on: { click: () => dialog.close() } }, icon("close"))));
    const tick = () => {
      if (!dialog.open || until === null) return;
      const left = Math.min(total, until - app.now());
      if (left <= 0) return dialog.close();
      ring?.show(left, total);
      requestAnimationFrame(tick);
    };
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve();
    });
    document.body.append(dialog);
    dialog.showModal();
    tick();
  });
}

/** A ring that empties, with the seconds in it. */
export function countdown() {
  const SVG = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 36 36");
  svg.setAttribute("aria-hidden", "true");
  const circle = document.createElementNS(SVG, "circle");
  for (const [name, value] of [["cx", "18"], ["cy", "18"], ["r", "15"], ["stroke-dasharray", String(RING)]]) circle.setAttribute(name, value);
  svg.append(circle);
  const seconds = el("span", { class: "countdown-seconds" });
  const node = el("div", { class: "countdown", role: "timer", testid: "countdown" }, seconds);
  node.prepend(svg);
  return {
    node,
    /** @param {number} left @param {number} total */
    show: (left, total) => {
      circle.setAttribute("stroke-dashoffset", String(RING * (1 - left / total)));
      const whole = String(Math.ceil(left / 1000));
      if (seconds.textContent !== whole) seconds.textContent = whole;
    },
  };
}
