/**
 * What the mirror looks at: the camera, or a photo from this device.
 */

const LONGEST_LIVE = 640;
const LONGEST_PHOTO = 3000;
const LIVE_QUALITY = 0.82;
const PHOTO_QUALITY = 0.95;

/** The picture cannot be had; the message says what to do. */
export class PictureError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = "PictureError";
    this.code = code;
  }
}

const CAMERA_TROUBLE = new Map([
  ["NotAllowedError", "The camera is not allowed here. Allow it in the browser's address bar, or choose a photo."],
  ["NotFoundError", "This device has no camera. Choose a photo instead."],
  ["NotReadableError", "Another program is using the camera. Close it there, or choose a photo."],
  ["OverconstrainedError", "The camera cannot do this. Choose a photo instead."],
]);

export class PictureSource {
  constructor() {
    this.video = document.createElement("video");
    this.video.muted = true;
    this.video.playsInline = true;
    /** @type {MediaStream | null} */
    this.stream = null;
    /** @type {ImageBitmap | null} */
    this.photo = null;
    this.facing = "user";
    this.canvas = document.createElement("canvas");
    /** Counts what a viewer may draw once: a new photo, never a video. */
    this.generation = 0;
  }

  /** @returns {"camera" | "photo" | "none"} */
  get kind() {
    if (this.photo) return "photo";
    return this.stream ? "camera" : "none";
  }

  get mirrored() {
    return this.kind === "camera" && this.facing === "user";
  }

  async startCamera(facing = this.facing) {
    if (!navigator.mediaDevices?.getUserMedia) {
      throw new PictureError("camera_insecure", "A browser gives the camera to https and this computer's own pages alone. Choose a photo instead.");
    }
    this.stopCamera();
    try {
      const video = { facingMode: facing, width: { ideal: 1280 }, height: { ideal: 960 } };
      this.stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    } catch (error) {
      const name = error instanceof Error ? error.name : "";
      const message = CAMERA_TROUBLE.get(name) ?? "The camera did not start. Try again, or choose a photo.";
      throw new PictureError("camera_unavailable", message);
    }
    this.facing = facing;
    this.dropPhoto();
    this.video.srcObject = this.stream;
    await this.video.play();
  }

  /** @param {Blob} file */
  async usePhoto(file) {
    let photo;
    try {
      photo = await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
      throw new PictureError("not_an_image", "This file is not a picture that the browser can read. Choose a JPEG, PNG or WebP.");
    }
    this.stopCamera();
    this.dropPhoto();
    this.photo = photo;
    this.generation += 1;
  }

  stopCamera() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }

  dropPhoto() {
    this.photo?.close();
    this.photo = null;
  }

  stop() {
    this.stopCamera();
    this.dropPhoto();
  }

  /** What can be drawn now, with its size. */
  current() {
    if (this.photo) return { image: this.photo, width: this.photo.width, height: this.photo.height };
    const { videoWidth: width, videoHeight: height } = this.video;
    return this.stream && width ? { image: this.video, width, height } : null;
  }

  /** A frame for the live socket. */
  async frame() {
    const blob = await this.jpeg(LONGEST_LIVE, LIVE_QUALITY);
    return blob && new Uint8Array(await blob.arrayBuffer());
  }

  /** The whole picture, for a photo that is kept. */
  async full() {
    const blob = await this.jpeg(LONGEST_PHOTO, PHOTO_QUALITY);
    if (!blob) throw new PictureError("no_picture", "There is no picture yet. Turn the camera on or choose a photo.");
    return blob;
  }

  /**
   * @param {number} longest
   * @param {number} quality
   * @returns {Promise<Blob | null>}
   */
  jpeg(longest, quality) {
    const now = this.current();
    if (!now) return Promise.resolve(null);
    const scale = Math.min(1, longest / Math.max(now.width, now.height));
    this.canvas.width = Math.round(now.width * scale);
    this.canvas.height = Math.round(now.height * scale);
    this.canvas.getContext("2d")?.drawImage(now.image, 0, 0, this.canvas.width, this.canvas.height);
    return new Promise((resolve) => this.canvas.toBlob(resolve, "image/jpeg", quality));
  }
}

/**
 * Ask for a photo with the system's own chooser (needs a tap).
 * @returns {Promise<File | null>} null when the person thinks better of it
 */
export function choosePhoto() {
  return new Promise((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = "image/jpeg,image/png,image/webp,image/*";
    input.addEventListener("change", () => resolve(input.files?.[0] ?? null));
    input.addEventListener("cancel", () => resolve(null));
    input.click();
  });
}

/**
 * A photo of the person's own, in a shape that the server takes.
 * @param {Blob} file
 */
export async function uploadable(file) {
  const source = new PictureSource();
  await source.usePhoto(file);
  const blob = await source.full();
  source.stop();
  return blob;
}
