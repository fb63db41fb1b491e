// Tells of a message outside the page when nobody looks at any tab: one tab tells for all, and says nothing that was read meanwhile.

const TOGETHER_MS = 400;
const RECENT = 20;

// What a topic's level lets through. `ask`: whether this is the moment to ask for permission at all.
export function isWanted({ level, mention }) {
  return level === "all" || (level === "mentions" && mention);
}

// The newest of some messages that somebody is to be told of, or undefined.
export function newestFor(items, { me, level, mention }) {
  const isForMe = (message) => Boolean(message.mention_all) || message.mentions.includes(me);
  const others = items.filter((message) => message.kind === "text" && !message.deleted_at && message.author.id !== me);
  const mentions = others.filter(isForMe);
  return mention || level === "mentions" ? mentions.at(-1) : others.at(-1);
}

// `leads()` is whether this tab tells for all, `isLookedAt()` resolves to whether any tab is looked at. `show` puts a notice up and
// answers with what closes it.
export class Notices {
  #waiting = new Map();
  #shown = new Map();
  #timer = null;

  constructor({ me, http, choices, leads, isLookedAt, offer, show, tick, setTimeout }) {
    Object.assign(this, { me, http, choices, leads, isLookedAt, offer, show, tick, setTimeout });
  }

  take(news) {
    if (!isWanted(news)) return;
    const choice = this.choices.get("notices");
    if (choice === "ask" && news.mention) this.offer();
    if (choice !== "on") return;
    const mention = news.mention || Boolean(this.#waiting.get(news.topic)?.mention);
    this.#waiting.set(news.topic, { ...news, mention });
    this.#timer ??= this.setTimeout(() => this.#tell(), TOGETHER_MS);
  }

  // Read on this device or another: the notice has nothing more to say.
  settle(topics) {
    for (const [topic, close] of this.#shown) {
      if (topics.get(topic)?.unread) continue;
      this.#shown.delete(topic);
      close();
    }
  }

  async #tell() {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#timer = null;
    if (!this.leads() || (await this.isLookedAt())) return;
    let told = false;
    for (const news of all) told = (await this.#tellOf(news)) || told;
    if (told && this.choices.get("sound") === "on") this.tick();
  }

  // Frames of other topics carry no words; those are asked for now, by whoever is going to show them.
  async #tellOf(news) {
    let topic, items;
    try {
      ({ topic } = await this.http.send("GET", `/api/v1/topics/${news.topic}`));
      if (!topic.unread) return false;
      ({ items } = await this.http.send("GET", `/api/v1/topics/${news.topic}/messages?before=${topic.last_n + 1}&limit=${RECENT}`));
    } catch {
      return false; // it stays unread on the page
    }
    const message = newestFor(items, { me: this.me, ...news });
    if (!message || (await this.isLookedAt())) return false;
    const { author } = message;
    const close = this.show({
      title: `${author.display_name || author.username}, ${topic.name}`, text: message.text, topic: topic.id, message: message.id,
    });
    if (close) this.#shown.set(topic.id, close);
    return true;
  }
}
