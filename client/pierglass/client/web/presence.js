import { ApiError } from "./api.js";

/**
 * That a lens is open in a chat, said to its members for as long as it is. Whatever
 * fails here, the lens works all the same.
 */

const RENEW_MS = 60_000;

export class Presence {
  /**
   * @param {import("./api.js").Api} api
   * @param {string} conversationId
   * @param {string} clientId
   */
  constructor(api, conversationId, clientId) {
    this.api = api;
    this.conversationId = conversationId;
    this.clientId = clientId;
    /** @type {string | null} */
    this.activityId = null;
    this.over = false;
    this.timer = 0;
  }

  start() {
    this.renew();
    this.timer = setInterval(() => this.renew(), RENEW_MS);
  }

  async renew() {
    try {
      if (this.activityId) await this.api.put(`/v1/activities/${encodeURIComponent(this.activityId)}`);
      else await this.begin();
    } catch (error) {
      // Whoever keeps to themselves what they have open is not asked again.
      if (error instanceof ApiError && error.status === 403) clearInterval(this.timer);
      // Else the next minute tries again.
    }
  }

  async begin() {
    const path = `/v1/conversations/${encodeURIComponent(this.conversationId)}/activities`;
    const { activity } = await this.api.post(path, { client_id: this.clientId });
    this.activityId = activity.id;
    if (this.over) await this.end();
  }

  stop() {
    this.over = true;
    clearInterval(this.timer);
    this.end().catch(() => {});
  }

  async end() {
    const id = this.activityId;
    this.activityId = null;
    if (id) await this.api.delete(`/v1/activities/${encodeURIComponent(id)}`);
  }
}
