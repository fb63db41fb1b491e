// My messages on their way, as they stand in the conversation: on screen at once, settled when the server has them.

import { replyLine } from "../conversation/reply.js";
import { two } from "../base/times.js";

const QUIET_MS = 300; // a message that settles sooner never says that it is being sent
const WORTH_A_WORD_MS = 2_000;
const TICK_MS = 1_000;

// "0:24", "12:05", "1:02:00".
export function countdown(ms) {
  const seconds = Math.max(Math.ceil(ms / 1000), 0);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}

// `takeBack(entry)` puts the words into the composer again, and answers whether there is one; `onSent(message)` hears what the server has accepted.
export class Pending {
  constructor({ topic, me, outbox, timeline, templates, time, words, takeBack, onSent, timers, signal }) {
    Object.assign(this, { topic, me, outbox, timeline, templates, time, words, takeBack, onSent, timers });
    outbox.listen((what, entry, message) => entry.topic === topic && this.#take(what, entry, message), signal);
  }

  // Whatever waits and is not on screen, such as after a reload.
  showAll() {
    for (const entry of this.outbox.of(this.topic)) this.#show(entry);
  }

  // The article of an accepted message is the one that came by the socket or with a page. One that is still pending now has
  // its message somewhere else.
  settled(id) {
    this.#remove(this.#article(id));
  }

  #take(what, entry, message) {
    if (what === "sent") this.#sent(entry, message);
    else if (what === "gone") this.#remove(this.#article(entry.id));
    else this.#show(entry, what === "added");
  }

  #show(entry, isSaid = false) {
    const known = this.timeline.column.querySelector(`article[data-client-id="${entry.id}"][data-author="${this.me}"]`);
    if (known?.dataset.id) return; // it arrived, only the answer was lost
    const article = known ?? this.#make(entry, isSaid);
    if (entry.state === "refused") this.#fail(article, entry);
    else this.#wait(article, entry);
  }

  #make(entry, isSaid) {
    const article = this.templates.pending.content.firstElementChild.cloneNode(true);
    const at = new Date(entry.at);
    article.dataset.clientId = entry.id;
    article.dataset.at = at.toISOString();
    article.querySelector(".message-text").textContent = entry.text;
    if (entry.reply) article.querySelector(".message-text").before(replyLine(entry.reply));
    article.querySelector("time").textContent = this.time(at);
    this.timeline.addPending(article, isSaid);
    return article;
  }

  #wait(article, entry) {
    article.dataset.state = "pending";
    if (entry.until - Date.now() > WORTH_A_WORD_MS) {
      this.#status(article, this.#choices(this.templates.waiting, article, entry));
      this.#count(article, entry);
      return;
    }
    this.#status(article, null);
    this.timers.setTimeout(() => {
      const line = article.querySelector(".message-status");
      if (article.dataset.state === "pending" && line.hidden) this.#status(article, this.templates.sending.content.cloneNode(true));
    }, QUIET_MS);
  }

  #count(article, entry) {
    const left = article.isConnected && article.dataset.state === "pending" && article.querySelector(".left");
    if (!left) return;
    left.textContent = countdown(entry.until - Date.now());
    this.timers.setTimeout(() => this.#count(article, entry), TICK_MS);
  }

  #fail(article, entry) {
    article.dataset.state = "failed";
    const content = this.#choices(this.templates.failed, article, entry);
    content.querySelector(".why").textContent = entry.why || this.words("not-sent");
    this.#status(article, content);
  }

  #choices(template, article, entry) {
    const content = template.content.cloneNode(true);
    const on = (name, act) => content.querySelector(`[data-${name}]`)?.addEventListener("click", act);
    on("retry", () => {
      article.focus({ preventScroll: true }); // the button goes
      this.outbox.retry(entry);
    });
    on("edit", () => this.takeBack(entry) && this.outbox.discard(entry));
    on("discard", () => this.outbox.discard(entry));
    return content;
  }

  #sent(entry, message) {
    const article = this.#article(entry.id);
    if (article) {
      delete article.dataset.state;
      this.#status(article, null);
    }
    this.onSent(message, entry);
  }

  #article(id) {
    return this.timeline.column.querySelector(`article[data-client-id="${id}"]:not([data-id])`);
  }

  #remove(article) {
    if (article) this.timeline.remove(article);
  }

  #status(article, content) {
    const line = article.querySelector(".message-status");
    this.timeline.change(() => {
      line.replaceChildren(...(content ? [content] : []));
      line.hidden = content === null;
      if (article.dataset.state === "failed") line.setAttribute("role", "alert");
      else line.removeAttribute("role");
    });
  }
}
