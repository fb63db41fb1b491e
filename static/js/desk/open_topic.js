// The topic that is open on the desk, if one is. Another takes its place without a page load.

import { startConversation } from "../conversation/conversation.js";

// `desk` is what all topics share. `send` gives the socket a frame, `subscription()` is what the whole page wants to hear of.
export class OpenTopic {
  conversation = null;
  #connection = "open";
  #life = null;

  constructor({ page, desk, announcer, send, subscription, onReached }) {
    Object.assign(this, { page, desk, announcer, send, subscription, onReached });
  }

  // Whatever conversation is on the page by now. `place`: where its reader was before.
  open(place) {
    const left = this.conversation?.topic;
    const isFirst = this.#life === null;
    this.close();
    this.#life = new AbortController();
    const { page, desk, announcer, onReached } = this;
    this.conversation = startConversation({ page, desk, announcer, signal: this.#life.signal, place, isFirst, onReached });
    this.conversation?.connection(this.#connection, true);
    if (left && left !== this.conversation?.topic) this.send({ op: "unsub", topics: [left] });
    if (left) this.send(this.subscription());
  }

  close() {
    this.#life?.abort();
  }

  // How news come: kept for the topic that is opened next.
  connection(state) {
    this.#connection = state;
    this.conversation?.connection(state);
  }

  place() {
    return this.conversation?.place();
  }
}
