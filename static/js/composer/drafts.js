// What somebody has begun to write and not sent: kept on the device at each letter, one draft for each topic, and one for each
// message that is being edited.

import { above } from "./keys.js";

const KEPT_MS = 30 * 24 * 3600 * 1000;

export class Drafts {
  // `kind`: "draft" of what is new in a topic, "edit" of a message.
  constructor({ shelf, now, kind = "draft" }) {
    Object.assign(this, { shelf, now, root: `${kind}:` });
    for (const key of shelf.keys(this.root)) if (!(now() - shelf.get(key)?.at < KEPT_MS)) shelf.remove(key);
  }

  get(topic) {
    return this.shelf.get(this.root + topic);
  }

  // An empty one is none, unless it answers something. `reply`: that, or what a message said before it is edited.
  put(topic, text, reply = null) {
    if (text.trim() || reply) this.shelf.set(this.root + topic, { text, reply, at: this.now() });
    else this.shelf.remove(this.root + topic);
  }

  // Where there is nothing to write in.
  takeBack(topic, text, reply) {
    const since = this.get(topic);
    this.put(topic, above(text, since?.text), since?.reply ?? reply);
  }

  // The words of a draft that another tab has just sent or emptied, or null.
  sentElsewhere(event, topic) {
    const news = this.shelf.heard(event);
    return news?.key === this.root + topic && !news.after ? news.before?.text ?? null : null;
  }

  // Of which there are some: topics, or messages.
  names() {
    return this.shelf.keys(this.root).map((key) => key.slice(this.root.length));
  }
}

// A pencil at each topic of the list that has a draft, but for the open one, whose words are in sight. The list comes from
// the server, which knows of no drafts, so it is marked again after each swap.
export function startDraftMarks({ page, drafts, window }) {
  const mark = () => {
    const list = page.getElementById("topics");
    const sign = page.getElementById("draft-mark");
    if (!list || !sign) return;
    const topics = new Set(drafts.names());
    for (const link of list.querySelectorAll(".topic-link")) {
      const wanted = topics.has(link.id.replace("topic-", "")) && !link.hasAttribute("aria-current");
      const mark = link.querySelector(".draft-mark");
      if (mark && !wanted) mark.remove();
      if (!mark && wanted) link.querySelector(".topic-name").after(sign.content.cloneNode(true));
    }
  };
  page.body.addEventListener("htmx:afterSwap", ({ target }) => target.closest?.("#topics") && mark());
  page.addEventListener("topic:opened", mark);
  window.addEventListener("storage", mark);
  mark();
}
