// What somebody has begun to write and not sent: kept on the device at each letter, one draft for each topic, and one for each
// message that is being edited.

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
