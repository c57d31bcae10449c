import { randomId } from "./ids.js";

/**
 * Keeps the model in step with the server: loads over HTTP, applies the gateway's
 * events, sends what goes out.
 */

export class Sync {
  /**
   * @param {object} parts
   * @param {import("./api.js").Api} parts.api
   * @param {import("./model.js").Model} parts.model
   * @param {import("./session.js").Session} parts.session
   * @param {() => number} parts.now
   * @param {(message: import("./model.js").Message) => void} parts.onArrival
   * @param {(clientId: string, scopes?: string[]) => void} parts.onGrantRevoked
   * @param {(notice: any) => void} parts.onNotice a lens has a line to say
   * @param {(change: any) => void} parts.onStorage a lens's shared value changed
   * @param {(end: any) => void} parts.onWithdrawn a lens ended, or a version of it
   */
  constructor({ api, model, session, now, onArrival, onGrantRevoked, onNotice, onStorage, onWithdrawn }) {
    this.api = api;
    this.model = model;
    this.session = session;
    this.now = now;
    this.onArrival = onArrival;
    this.onGrantRevoked = onGrantRevoked;
    this.onNotice = onNotice;
    this.onStorage = onStorage;
    this.onWithdrawn = onWithdrawn;
    /** @type {string | null} the conversation on the screen */
    this.reading = null;
  }

  async loadAll() {
    await Promise.all([this.loadFriends(), this.loadConversations(), this.loadStories(), this.loadLenses()]);
    if (this.reading) await this.loadMessages(this.reading);
    this.model.loaded = true;
    this.model.changed("conversations");
  }

  async loadFriends() {
    this.model.friends = await this.api.get("/v1/friends");
    this.model.changed("friends");
  }

  async loadConversations() {
    const { conversations } = await this.api.get("/v1/conversations");
    this.model.conversations = new Map(conversations.map((/** @type {any} */ one) => [one.id, one]));
    this.model.changed("conversations");
  }

  async loadStories() {
    const { stories } = await this.api.get("/v1/stories");
    this.model.stories = stories;
    this.model.changed("stories");
  }

  async loadLenses() {
    const { lenses } = await this.api.get("/v1/lenses");
    this.model.lenses = lenses;
    // What was gone may be back.
    for (const { id } of lenses) this.model.gone.delete(id);
    this.model.changed("lenses");
  }

  /**
   * How a lens stands that is not in the tray, for its cards; once, whoever asks.
   * @param {string} lensId
   * @returns {import("./model.js").Standing | null} null until it is known
   */
  standing(lensId) {
    const known = this.model.gone.get(lensId);
    if (known === undefined) {
      this.model.gone.set(lensId, null);
      this.loadStanding(lensId);
    }
    return known ?? null;
  }

  /** @param {string} lensId */
  async loadStanding(lensId) {
    /** @type {import("./model.js").Standing} */
    let standing = { id: lensId, name: "", state: "unknown", reason: "", box_art_url: null };
    try {
      ({ standing } = await this.api.get(`/v1/lenses/${encodeURIComponent(lensId)}/standing`));
    } catch {
      // It is not known here, or nobody answers: the card says that it is not available.
    }
    if (!standing?.state) return;
    this.model.gone.set(lensId, standing);
    this.model.changed("lenses");
  }

  /**
   * A lens, or the version of it that is open here, is over.
   * @param {any} end
   */
  async withdrawn(end) {
    await this.onWithdrawn(end);
    // What was known of it, if anything, is no longer so.
    this.model.gone.delete(end.lens_id);
    await this.loadLenses();
  }

  /**
   * @param {string} conversationId
   * @param {number} [beforeSeq] older ones than this
   */
  async loadMessages(conversationId, beforeSeq) {
    const page = beforeSeq === undefined ? "" : `&before_seq=${beforeSeq}`;
    const { messages } = await this.api.get(`/v1/conversations/${encodeURIComponent(conversationId)}/messages?limit=50${page}`);
    this.model.addMessages(messages);
    this.model.changed("messages", conversationId);
    return messages.length;
  }

  /**
   * @param {string} type
   * @param {any} data
   */
  apply(type, data) {
    const apply = EVENTS[type];
    if (apply) Promise.resolve(apply(this, data)).catch(() => {});
  }

  /** @param {import("./model.js").Message} message */
  async arrived(message) {
    const { conversation_id: id } = message;
    if (!this.model.conversations.has(id)) await this.loadConversations();
    const known = this.model.message(id, message.id) !== null;
    this.model.addMessages([message]);
    this.model.changed("messages", id);
    this.model.changed("conversations");
    if (known || message.sender_id === this.session.account?.id) return;
    this.onArrival(message);
  }

  /**
   * Send a message; it stays in the outbox, with the same key, until the server has it.
   * @param {string} conversationId
   * @param {import("./model.js").Body} body
   * @param {{key?: string, previewUrl?: string}} [options]
   */
  async send(conversationId, body, { key = randomId("cmid"), previewUrl } = {}) {
    /** @type {import("./model.js").Outgoing} */
    const outgoing = { key, conversationId, body, previewUrl, createdAtMs: this.now(), error: null };
    this.model.outbox.push(outgoing);
    this.model.changed("messages", conversationId);
    return this.deliver(outgoing);
  }

  /** @param {import("./model.js").Outgoing} outgoing */
  async deliver(outgoing) {
    const { conversationId, key, body } = outgoing;
    outgoing.error = null;
    this.model.changed("messages", conversationId);
    try {
      const path = `/v1/conversations/${encodeURIComponent(conversationId)}/messages`;
      const { message } = await this.api.post(path, { body }, { idempotencyKey: key });
      this.model.addMessages([message]);
      this.model.changed("conversations");
      return message;
    } catch (error) {
      outgoing.error = error instanceof Error ? error.message : String(error);
      throw error;
    } finally {
      this.model.changed("messages", conversationId);
    }
  }

  /** @param {import("./model.js").Outgoing} outgoing */
  discard(outgoing) {
    this.model.outbox = this.model.outbox.filter((one) => one !== outgoing);
    this.model.changed("messages", outgoing.conversationId);
  }

  /**
   * @param {string[]} memberIds
   * @param {string} [title]
   * @returns {Promise<import("./model.js").Conversation>}
   */
  async openConversation(memberIds, title) {
    const body = title === undefined ? { member_ids: memberIds } : { member_ids: memberIds, title };
    const { conversation } = await this.api.post("/v1/conversations", body);
    if (!this.model.conversations.has(conversation.id)) this.model.conversations.set(conversation.id, conversation);
    this.model.changed("conversations");
    return conversation;
  }

  /** @param {string} conversationId */
  async markRead(conversationId) {
    const conversation = this.model.conversations.get(conversationId);
    if (!conversation || conversation.read_seq >= conversation.last_seq) return;
    conversation.read_seq = conversation.last_seq;
    this.model.changed("conversations");
    await this.api.put(`/v1/conversations/${encodeURIComponent(conversationId)}/read`, { seq: conversation.last_seq });
  }

  /** @param {any} data */
  removed({ conversation_id: conversationId, message_id: messageId, message }) {
    const id = messageId ?? message?.id;
    const thread = conversationId ?? message?.conversation_id;
    const known = this.model.message(thread, id);
    if (known) Object.assign(known, { state: "deleted", text: null, image: null, card: null });
    this.model.changed("messages", thread);
    this.model.changed("conversations");
  }

  /** @param {any} data */
  wasRead({ conversation_id: id, account_id: account, seq }) {
    const conversation = this.model.conversations.get(id);
    if (conversation && account === this.session.account?.id) {
      conversation.read_seq = Math.max(conversation.read_seq, seq);
      this.model.changed("conversations");
    }
  }
}

/** @type {Record<string, (sync: Sync, data: any) => unknown>} */
const EVENTS = {
  "message.created": (sync, { message }) => sync.arrived(message),
  "message.deleted": (sync, data) => sync.removed(data),
  "conversation.created": (sync) => sync.loadConversations(),
  "read": (sync, data) => sync.wasRead(data),
  "friend.requested": (sync) => sync.loadFriends(),
  "friend.accepted": (sync) => Promise.all([sync.loadFriends(), sync.loadConversations(), sync.loadStories()]),
  "friend.removed": (sync) => Promise.all([sync.loadFriends(), sync.loadConversations(), sync.loadStories()]),
  "story.posted": (sync) => sync.loadStories(),
  "grant.revoked": (sync, { client_id: clientId, scopes }) => sync.onGrantRevoked(clientId, scopes),
  "lens.withdrawn": (sync, data) => sync.withdrawn(data),
  "lens.notice": (sync, data) => sync.onNotice(data),
  "storage.changed": (sync, data) => sync.onStorage(data),
  "activity.began": (sync, { conversation_id: id }) => sync.model.changed("activities", id),
  "activity.ended": (sync, { conversation_id: id }) => sync.model.changed("activities", id),
  "typing": (sync, data) => sync.model.changed("typing", data),
};
