/**
 * A filter is a drawing over a picture: a colour from top to bottom, and a frame in
 * shares of the width. Two colours are CSS colours with an opacity.
 *
 * @typedef {{name: string, top: string, bottom: string, frame?: string, width?: number}} Look
 */

/** @type {Record<string, Look>} */
export const LOOKS = {
  dusk: { name: "Dusk", top: "rgba(255, 122, 84, 0.34)", bottom: "rgba(58, 28, 122, 0.42)" },
  sea: { name: "Sea", top: "rgba(120, 220, 232, 0.28)", bottom: "rgba(0, 66, 92, 0.44)" },
  card: { name: "Card", top: "rgba(255, 240, 214, 0.16)", bottom: "rgba(255, 240, 214, 0.16)", frame: "rgb(250, 247, 240)", width: 0.06 },
  gold: { name: "Gold", top: "rgba(255, 214, 120, 0.24)", bottom: "rgba(120, 74, 10, 0.3)", frame: "rgb(196, 152, 62)", width: 0.03 },
};

/** What is sent is drawn at this size, and laid over the whole picture. */
const SENT = { width: 360, height: 480 };

/**
 * Draw *look* over the whole of *canvas*.
 * @param {HTMLCanvasElement} canvas
 * @param {Look} look
 */
export function draw(canvas, { top, bottom, frame, width = 0 }) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const colour = context.createLinearGradient(0, 0, 0, canvas.height);
  colour.addColorStop(0, top);
  colour.addColorStop(1, bottom);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = colour;
  context.fillRect(0, 0, canvas.width, canvas.height);
  if (!frame) return;
  context.lineWidth = 2 * width * canvas.width;
  context.strokeStyle = frame;
  context.strokeRect(0, 0, canvas.width, canvas.height);
}

/**
 * The drawing alone, as `share` takes it: a PNG in base64.
 * @param {Look} look
 */
export function overlay(look) {
  const canvas = Object.assign(document.createElement("canvas"), SENT);
  draw(canvas, look);
  return canvas.toDataURL("image/png").split(",")[1];
}
