/**
 * Pictures that need the bearer token, as blob addresses; the least used leave first.
 */

const KEPT = 80;

export class MediaCache {
  /** @param {import("./api.js").Api} api */
  constructor(api) {
    this.api = api;
    /** @type {Map<string, Promise<string>>} */
    this.urls = new Map();
  }

  /**
   * @param {string} id
   * @param {"full" | "thumb"} [size]
   * @returns {Promise<string>}
   */
  url(id, size = "full") {
    const path = mediaPath(id, size);
    const known = this.urls.get(path);
    this.urls.delete(path);
    const url = known ?? this.load(path);
    this.urls.set(path, url);
    this.trim();
    return url;
  }

  /** @param {string} path */
  async load(path) {
    try {
      return URL.createObjectURL(await this.api.blob(path));
    } catch (error) {
      this.urls.delete(path);
      throw error;
    }
  }

  /**
   * A picture with a timer is never kept: the caller revokes the address.
   * @param {string} id
   */
  async once(id) {
    return URL.createObjectURL(await this.api.blob(mediaPath(id, "full")));
  }

  /** @param {string} id */
  forget(id) {
    for (const size of /** @type {const} */ (["full", "thumb"])) {
      this.drop(mediaPath(id, size));
    }
  }

  clear() {
    for (const path of [...this.urls.keys()]) this.drop(path);
  }

  trim() {
    for (const path of this.urls.keys()) {
      if (this.urls.size <= KEPT) return;
      this.drop(path);
    }
  }

  /** @param {string} path */
  drop(path) {
    const url = this.urls.get(path);
    this.urls.delete(path);
    url?.then((address) => URL.revokeObjectURL(address), () => {});
  }
}

/**
 * @param {string} id
 * @param {"full" | "thumb"} size
 */
function mediaPath(id, size) {
  const path = `/v1/media/${encodeURIComponent(id)}`;
  return size === "thumb" ? `${path}?size=thumb` : path;
}
