/**
 * The API over fetch: typed errors, and one refresh however many calls need it.
 */

/** What the server answered instead of a result. */
export class ApiError extends Error {
  /**
   * @param {{code: string, message: string, field?: string, retryable?: boolean, retry_after?: number, request_id?: string}} error
   * @param {number} status 0 where no answer came
   */
  constructor(error, status) {
    super(error.message);
    this.name = "ApiError";
    this.code = error.code;
    this.field = error.field ?? null;
    this.retryable = error.retryable ?? false;
    this.retryAfterS = error.retry_after ?? null;
    this.requestId = error.request_id ?? null;
    this.status = status;
  }
}

const UNREACHABLE = {
  code: "unreachable",
  message: "Pierglass cannot be reached. Check the connection, then try again.",
  retryable: true,
};

/**
 * @typedef {object} CallOptions
 * @property {unknown} [json] sent as JSON
 * @property {Blob} [raw] sent as it is
 * @property {string} [idempotencyKey]
 * @property {boolean} [anonymous] no bearer token
 * @property {AbortSignal} [signal]
 * @property {"json" | "blob"} [answer]
 */

export class Api {
  /**
   * @param {import("./session.js").Session} session
   * @param {{onSignedOut: () => void, fetch?: typeof fetch}} options
   */
  constructor(session, { onSignedOut, fetch: fetcher = globalThis.fetch.bind(globalThis) }) {
    this.session = session;
    this.onSignedOut = onSignedOut;
    this.fetch = fetcher;
    /** @type {Promise<void> | null} */
    this.refreshing = null;
  }

  /** @param {string} path @param {CallOptions} [options] */
  get(path, options) {
    return this.call("GET", path, options);
  }

  /** @param {string} path @param {unknown} [json] @param {CallOptions} [options] */
  post(path, json = {}, options = {}) {
    return this.call("POST", path, options.raw ? options : { json, ...options });
  }

  /** @param {string} path @param {unknown} [json] */
  put(path, json = {}) {
    return this.call("PUT", path, { json });
  }

  /** @param {string} path @param {unknown} json */
  patch(path, json) {
    return this.call("PATCH", path, { json });
  }

  /** @param {string} path */
  delete(path) {
    return this.call("DELETE", path);
  }

  /** @param {string} path @param {AbortSignal} [signal] @returns {Promise<Blob>} */
  blob(path, signal) {
    return this.call("GET", path, { answer: "blob", signal });
  }

  /**
   * Make one call; a token that has run out is renewed once and the call repeated.
   * @param {string} method
   * @param {string} path
   * @param {CallOptions} [options]
   * @returns {Promise<any>}
   */
  async call(method, path, options = {}) {
    const token = this.session.tokens?.access_token;
    try {
      return await this.attempt(method, path, options);
    } catch (error) {
      const stale = error instanceof ApiError && error.status === 401 && !options.anonymous && token;
      if (!stale) throw error;
      if (this.session.tokens?.access_token === token) await this.refresh();
      return this.attempt(method, path, options);
    }
  }

  /**
   * Renew the tokens; calls that come meanwhile wait for the same answer.
   * @returns {Promise<void>}
   */
  refresh() {
    this.refreshing ??= this.renew().finally(() => {
      this.refreshing = null;
    });
    return this.refreshing;
  }

  async renew() {
    const refreshToken = this.session.tokens?.refresh_token;
    if (!refreshToken) throw new ApiError({ code: "signed_out", message: "Sign in first." }, 401);
    try {
      const { session } = await this.attempt("POST", "/v1/sessions/refresh", {
        json: { refresh_token: refreshToken },
        anonymous: true,
      });
      this.session.renew(session);
    } catch (error) {
      if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429) {
        this.session.end();
        this.onSignedOut();
      }
      throw error;
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {CallOptions} options
   */
  async attempt(method, path, options) {
    /** @type {Record<string, string>} */
    const headers = {};
    const token = this.session.tokens?.access_token;
    if (token && !options.anonymous) headers["Authorization"] = `Bearer ${token}`;
    if (options.json !== undefined) headers["Content-Type"] = "application/json";
    if (options.raw) headers["Content-Type"] = options.raw.type;
    if (options.idempotencyKey) headers["Idempotency-Key"] = options.idempotencyKey;
    const body = options.raw ?? (options.json === undefined ? undefined : JSON.stringify(options.json));
    let response;
    try {
      response = await this.fetch(path, { method, headers, body, signal: options.signal, credentials: "omit" });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new ApiError(UNREACHABLE, 0);
    }
    if (!response.ok) throw await readError(response);
    if (response.status === 204) return null;
    return options.answer === "blob" ? response.blob() : response.json();
  }
}

/** @param {Response} response */
async function readError(response) {
  try {
    const { error } = await response.json();
    if (typeof error?.code === "string" && typeof error?.message === "string") {
      return new ApiError(error, response.status);
    }
  } catch {
    // Not JSON: a proxy answered, or the server is starting.
  }
  const message = `The server answered ${response.status}. Try again in a moment.`;
  return new ApiError({ code: "server_error", message, retryable: response.status >= 500 }, response.status);
}
