/**
 * What this window knows: friends, conversations, messages, stories, what is on its
 * way out. Views listen to a topic and draw it again.
 */

/**
 * @typedef {import("./session.js").Account} Account
 * @typedef {{media_id: string, width: number, height: number, generated?: boolean}} Picture
 * @typedef {{lens_id: string, title: string, subtitle?: string, item_id?: string, image_id?: string, state?: Record<string, unknown>, place?: import("./ui/place.js").Place, invite?: boolean}} Card
 * @typedef {{opened_at_ms: number, expires_at_ms: number | null, views_left: number | null}} View
 * @typedef {{id: string, conversation_id: string, seq: number, sender_id: string, created_at_ms: number, client_message_id: string, text: string | null, image: Picture | null, duration_s: number | null, max_views: number | null, card: Card | null, state: string, view: View | null}} Message
 * @typedef {{text?: string, image_id?: string, augmentation_id?: string, duration_s?: number, max_views?: number, card?: Card}} Body
 * @typedef {{key: string, conversationId: string, body: Body, createdAtMs: number, previewUrl?: string, error: string | null}} Outgoing
 * @typedef {{id: string, kind: string, title: string | null, members: Account[], last_seq: number, read_seq: number, last_message: Message | null}} Conversation
 * @typedef {{friends: {account: Account, since_ms: number}[], incoming: any[], outgoing: any[], blocked: Account[]}} Friends
 * @typedef {{id: string, name: string, state: "available" | "withdrawn" | "blocked" | "unknown", reason: string, box_art_url: string | null}} Standing
 * @typedef {"friends" | "conversations" | "messages" | "stories" | "connection" | "typing" | "lenses" | "activities"} Topic
 */

export class Model {
  constructor() {
    /** @type {Friends} */
    this.friends = { friends: [], incoming: [], outgoing: [], blocked: [] };
    /** @type {Map<string, Conversation>} */
    this.conversations = new Map();
    /** @type {Map<string, Map<string, Message>>} */
    this.messages = new Map();
    /** @type {Outgoing[]} */
    this.outbox = [];
    /** @type {any[]} */
    this.stories = [];
    /** @type {any[]} */
    this.lenses = [];
    /** How lenses stand that are not in the tray; null while that is looked up. @type {Map<string, Standing | null>} */
    this.gone = new Map();
    /** @type {import("./gateway.js").GatewayState} */
    this.connection = "connecting";
    this.loaded = false;
    /** @type {Map<Topic, Set<(detail: any) => void>>} */
    this.listeners = new Map();
  }

  /**
   * @param {Topic} topic
   * @param {(detail: any) => void} listener
   * @returns {() => void} stops listening
   */
  on(topic, listener) {
    const set = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, set);
    set.add(listener);
    return () => set.delete(listener);
  }

  /**
   * @param {Topic} topic
   * @param {any} [detail]
   */
  changed(topic, detail) {
    for (const listener of [...(this.listeners.get(topic) ?? [])]) listener(detail);
  }

  /** @returns {Conversation[]} the newest first */
  recent() {
    return [...this.conversations.values()].sort((left, right) => lastTime(right) - lastTime(left));
  }

  /**
   * @param {string} conversationId
   * @returns {Message[]} the oldest first
   */
  thread(conversationId) {
    const messages = [...(this.messages.get(conversationId)?.values() ?? [])];
    return messages.sort((left, right) => left.seq - right.seq);
  }

  /** @param {Message[]} messages */
  addMessages(messages) {
    for (const message of messages) {
      const thread = this.messages.get(message.conversation_id) ?? new Map();
      this.messages.set(message.conversation_id, thread);
      thread.set(message.id, message);
      this.outbox = this.outbox.filter(({ key }) => key !== message.client_message_id);
      this.touch(message);
    }
  }

  /**
   * Keep the conversation's last message in step.
   * @param {Message} message
   */
  touch(message) {
    const conversation = this.conversations.get(message.conversation_id);
    if (!conversation || message.seq < conversation.last_seq) return;
    conversation.last_seq = message.seq;
    conversation.last_message = message;
  }

  /**
   * @param {string} conversationId
   * @param {string} messageId
   */
  message(conversationId, messageId) {
    return this.messages.get(conversationId)?.get(messageId) ?? null;
  }

  /** @param {string} lensId */
  lens(lensId) {
    return this.lenses.find(({ id }) => id === lensId) ?? null;
  }
}

/** @param {Conversation} conversation */
function lastTime({ last_message: message }) {
  return message?.created_at_ms ?? 0;
}

/**
 * The others' names, or the group's.
 * @param {Conversation} conversation
 * @param {string} ownId
 */
export function conversationTitle(conversation, ownId) {
  if (conversation.title) return conversation.title;
  const others = otherMembers(conversation, ownId).map(({ display_name: name }) => name);
  return others.join(", ") || "Just you";
}

/**
 * @param {Conversation} conversation
 * @param {string} ownId
 */
export function otherMembers(conversation, ownId) {
  return conversation.members.filter(({ id }) => id !== ownId);
}

/**
 * @param {Conversation} conversation
 */
export function unread({ last_seq: last, read_seq: read }) {
  return Math.max(0, last - read);
}
