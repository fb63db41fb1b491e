// Editing a message in its place: the words as they were typed, and what becomes of them.

import { bring } from "../base/bring.js";
import { composes } from "../base/composing.js";
import { insideFence, keyAction } from "../composer/keys.js";
import { enterBreaks } from "../composer/tools.js";

// Edit a message of one's own, wherever one asks for it.
export function startEdit(article) {
  article.dispatchEvent(new CustomEvent("edit:wanted", { bubbles: true }));
}

// What a key does in the field: Enter saves where it would send in the composer, and breaks the line where it does there.
export function editKey(event, place) {
  if (event.key === "Escape" && !composes(event)) return "leave";
  return keyAction(event, place) === "send" ? "save" : "type";
}

// `edits`: the forms that are open, by message. `focus`: somebody asks for it now; else it was open when the topic was left.
export async function openEdit(article, desk, edits, focus = true) {
  const { id } = article.dataset;
  const isOpen = () => edits.get(id)?.isConnected;
  if (!isOpen()) {
    const { message } = await desk.http.send("GET", `/api/v1/messages/${id}`);
    if (!isOpen() && article.isConnected) new Edit(article, message.text, desk, edits, focus);
  }
  if (focus && isOpen()) edits.get(id).elements.text.focus();
}

class Edit {
  #before;
  #busy = false;
  #life = new AbortController();
  #from = null; // the composer, if one came from there: one goes on writing in it

  constructor(article, text, desk, edits, focus) {
    Object.assign(this, { desk, edits, id: article.dataset.id });
    this.form = desk.page.getElementById("message-edit").content.firstElementChild.cloneNode(true);
    this.field = this.form.elements.text;
    const kept = desk.kept.get(this.id);
    this.#before = text;
    this.field.value = kept?.text ?? text;
    this.question = this.form.querySelector(".leave-question");
    if (enterBreaks(desk.storage)) this.form.querySelector("small").remove(); // it says that Enter saves
    this.form.querySelector(".changed").hidden = !kept || kept.reply === text;
    edits.set(this.id, this.form);
    desk.timeline.change(() => {
      article.classList.add("editing");
      article.querySelector(".message-body").append(this.form);
      this.#grow();
    });
    this.#listen(article);
    if (focus) this.#begin();
  }

  #begin() {
    const { length } = this.field.value;
    const { activeElement } = this.desk.page;
    this.#from = activeElement?.matches?.("#composer textarea") ? activeElement : null;
    this.field.focus({ preventScroll: true });
    this.form.scrollIntoView({ block: "nearest" });
    this.field.setSelectionRange(length, length);
  }

  get article() {
    return this.form.closest("article");
  }

  #listen(article) {
    const { form, field } = this;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save();
    });
    field.addEventListener("input", () => {
      this.#grow();
      this.#keep(field.value);
    });
    form.addEventListener("keydown", (event) => {
      const act = editKey(event, {
        coarse: matchMedia("(pointer: coarse)").matches, swapped: enterBreaks(this.desk.storage),
        fenced: event.key === "Enter" && insideFence(field.value, field.selectionStart),
      });
      if (act === "type" || (act === "save" && event.target !== field)) return;
      event.preventDefault();
      event.stopPropagation();
      if (act === "save") this.#save();
      else if (this.question.hidden) this.#leave();
      else this.#stay();
    });
    form.querySelector("[data-leave]").addEventListener("click", () => this.#leave());
    form.querySelector("[data-drop]").addEventListener("click", () => this.#close());
    form.querySelector("[data-stay]").addEventListener("click", () => this.#stay());
    article.parentElement.closest("#messages").addEventListener("message:changed", ({ target }) => {
      if (target !== this.article || this.#busy) return;
      const gone = target.dataset.state === "deleted";
      form.querySelector(".deleted").hidden = !gone;
      form.querySelector(".changed").hidden = gone;
    }, { signal: this.#life.signal });
  }

  async #save() {
    const text = this.field.value;
    if (this.#busy) return;
    this.form.querySelector(".error").hidden = true;
    this.field.removeAttribute("aria-invalid");
    if (!text.trim()) {
      await this.#remove();
      return;
    }
    if (text === this.#before && this.form.querySelector(".changed").hidden) {
      this.#close();
      return;
    }
    await this.#send(text);
  }

  // Without words there is nothing to say any more.
  async #remove() {
    try {
      const { remove } = await bring(() => import("./actions.js"));
      if (await remove(this.article, this.desk, this.field)) this.#close();
    } catch (error) {
      this.#complain(error);
    }
  }

  async #send(text) {
    this.#busy = true;
    this.field.readOnly = true;
    try {
      const { message } = await this.desk.http.send("PATCH", `/api/v1/messages/${this.id}`, { text });
      this.#forget(); // though the topic may be left by now
      await this.desk.shown(message.rev);
      this.#close();
    } catch (refusal) {
      this.#complain(refusal);
    } finally {
      this.#busy = false;
      this.field.readOnly = false;
    }
  }

  #complain(refusal) {
    const error = this.form.querySelector(".error");
    error.querySelector("span").textContent = this.desk.sentence(refusal);
    error.hidden = false;
    this.field.setAttribute("aria-invalid", "true");
    this.field.focus();
  }

  #leave() {
    if (this.field.value === this.#before) {
      this.#close();
      return;
    }
    this.question.hidden = false;
    this.question.querySelector("[data-stay]").focus();
  }

  #stay() {
    this.question.hidden = true;
    this.field.focus();
  }

  #close() {
    const { article } = this;
    const focused = this.form.contains(this.desk.page.activeElement);
    this.#life.abort();
    this.edits.delete(this.id);
    this.#forget();
    this.desk.timeline.change(() => {
      this.form.remove();
      article?.classList.remove("editing");
    });
    if (focused) (this.#from?.isConnected ? this.#from : article)?.focus({ preventScroll: true });
  }

  // On the device, because one may go to another topic meanwhile.
  #keep(text) {
    if (text === this.#before) this.#forget();
    else this.desk.kept.put(this.id, text, this.#before);
  }

  #forget() {
    this.desk.kept.put(this.id, "");
  }

  // Where the browser can't grow a field by its content, count its lines.
  #grow() {
    this.question.hidden = true;
    if (!CSS.supports("field-sizing", "content")) this.field.rows = Math.min(this.field.value.split("\n").length, 12);
  }
}
