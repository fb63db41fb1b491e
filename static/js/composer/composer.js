// Writing: the keys, the growing field, and a message that is on screen at once and settled when the server has it.

import { Refused } from "../base/http.js";

const MOST_ROWS = 6;

// What a key does in the field. A finger has no Shift, so there Enter breaks the line and the button sends.
export function keyAction({ key, shiftKey, ctrlKey, metaKey, altKey, isComposing, keyCode }, coarse) {
  if (key !== "Enter" || isComposing || keyCode === 229 || altKey) return "type";
  if (ctrlKey || metaKey) return "send";
  return shiftKey || coarse ? "type" : "send";
}

// Names a message for ever, so that sending it twice makes one. Not randomUUID: that is missing where there is no https.
export function newClientId(crypto) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// `post(clientId, text)` answers with the message; `onSent(message)` hears of it. Posts go one after the other, in order.
export class Composer {
  #work = Promise.resolve();
  #texts = new Map();

  constructor({ form, templates, timeline, post, onSent, words, time, crypto, coarse }) {
    Object.assign(this, { form, templates, timeline, post, onSent, words, time, crypto, coarse });
    this.field = form.querySelector("textarea");
    form.addEventListener("submit", (event) => this.#submit(event));
    this.field.addEventListener("keydown", (event) => {
      if (keyAction(event, coarse()) === "send") this.#submit(event);
    });
    this.field.addEventListener("input", () => this.#grow());
    this.#grow();
  }

  #submit(event) {
    event.preventDefault();
    const text = this.field.value;
    if (!text.trim()) return;
    this.form.querySelector(".composer-note.error")?.remove();
    this.field.removeAttribute("aria-invalid");
    this.field.value = "";
    this.#grow();
    this.field.focus();
    const article = this.#show(text);
    this.#send(article, text);
  }

  #show(text) {
    const article = this.templates.pending.content.firstElementChild.cloneNode(true);
    const now = new Date();
    article.dataset.clientId = newClientId(this.crypto);
    article.dataset.at = now.toISOString();
    article.querySelector(".message-text").textContent = text;
    article.querySelector("time").textContent = this.time(now);
    this.timeline.addPending(article);
    return article;
  }

  #send(article, text) {
    this.#texts.set(article, text);
    article.dataset.state = "pending";
    this.#status(article, null);
    this.#work = this.#work.then(() => this.#try(article, text));
  }

  async #try(article, text) {
    const waiting = setTimeout(() => article.isConnected && this.#say(article, this.words("sending")), 300);
    try {
      const message = await this.post(article.dataset.clientId, text);
      this.#texts.delete(article);
      delete article.dataset.state;
      this.#status(article, null);
      this.onSent(message);
    } catch (error) {
      this.#fail(article, error instanceof Refused ? error.message : this.words("not-sent"));
    } finally {
      clearTimeout(waiting);
    }
  }

  #fail(article, why) {
    if (!article.isConnected) return; // it arrived after all, by the socket
    article.dataset.state = "failed";
    const status = this.templates.failed.content.cloneNode(true);
    status.querySelector(".why").textContent = why;
    status.querySelector("[data-retry]").onclick = () => this.#send(article, this.#texts.get(article));
    status.querySelector("[data-edit]").onclick = () => this.#takeBack(article);
    status.querySelector("[data-discard]").onclick = () => this.#forget(article);
    this.#status(article, status);
  }

  #takeBack(article) {
    const text = this.#texts.get(article);
    this.#forget(article);
    this.field.value = this.field.value ? `${text}\n${this.field.value}` : text;
    this.#grow();
    this.field.focus();
  }

  #forget(article) {
    this.#texts.delete(article);
    this.timeline.remove(article);
  }

  #say(article, sentence) {
    if (article.dataset.state === "pending") this.#status(article, document.createTextNode(sentence));
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

  // Where the browser can't grow a field by its content, count its lines.
  #grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.field.rows = Math.min(this.field.value.split("\n").length, MOST_ROWS);
  }
}
