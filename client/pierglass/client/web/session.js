/**
 * Who is signed in in this window.
 *
 * The tokens stay in this window's session storage, so that two windows can be two
 * people and closing the window forgets both.
 */

const KEY = "pierglass.session";

/**
 * @typedef {{access_token: string, refresh_token: string, expires_in_s: number, device_id: string}} Tokens
 * @typedef {{style: string, colour: string, characteristics?: Record<string, unknown>}} Avatar
 * @typedef {{id: string, username: string, display_name: string, avatar?: Avatar}} Account
 */

export class Session {
  /** @param {Storage} storage */
  constructor(storage) {
    this.storage = storage;
    /** @type {Account | null} */
    this.account = null;
    /** @type {Tokens | null} */
    this.tokens = null;
    this.restore();
  }

  get signedIn() {
    return this.tokens !== null && this.account !== null;
  }

  restore() {
    try {
      const saved = JSON.parse(this.storage.getItem(KEY) ?? "null");
      if (saved?.tokens?.access_token && saved?.account?.id) {
        this.account = saved.account;
        this.tokens = saved.tokens;
      }
    } catch {
      this.storage.removeItem(KEY);
    }
  }

  /**
   * @param {Account} account
   * @param {Tokens} tokens
   */
  begin(account, tokens) {
    this.account = account;
    this.tokens = tokens;
    this.save();
  }

  /** @param {Tokens} tokens */
  renew(tokens) {
    this.tokens = tokens;
    this.save();
  }

  /** @param {Account} account */
  describe(account) {
    this.account = account;
    this.save();
  }

  end() {
    this.account = null;
    this.tokens = null;
    this.storage.removeItem(KEY);
  }

  save() {
    this.storage.setItem(KEY, JSON.stringify({ account: this.account, tokens: this.tokens }));
  }
}
