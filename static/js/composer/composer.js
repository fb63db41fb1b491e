// The field that one writes in: its keys, its size, its draft, and what it refuses before anything is sent.

import { bring } from "../base/bring.js";
import { above, beginsText, insideFence, keyAction, lengthOf, linkOver, wrapping } from "./keys.js";

const MOST_ROWS = 6;
const MOST = 4_000;
const NEAR = 0.8 * MOST;

// `send(text)` answers whether the words were taken; `onTyped` hears of each change by hand; `editLast` opens my last message;
// `unreply` leaves the reply that stands above the field, and answers whether there was one.
export class Composer {
  #composed = false;

  constructor({ form, words, draft, send, editLast, unreply, onTyped, coarse, swapped }) {
    Object.assign(this, { form, words, draft, send, editLast, unreply, onTyped, coarse, swapped });
    this.field = form.querySelector("textarea");
    this.counter = form.querySelector(".counter");
    form.addEventListener("submit", (event) => this.#submit(event));
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.field.addEventListener("paste", (event) => this.#paste(event));
    this.field.addEventListener("compositionend", () => {
      this.#composed = true;
      setTimeout(() => { this.#composed = false; });
    });
    this.field.addEventListener("input", () => {
      this.#changed();
      this.onTyped(this.field);
    });
    if (coarse()) this.field.enterKeyHint = "enter";
    this.field.value = this.#begun();
    this.draft.put(this.field.value);
    this.#measure(); // a refusal that came with the page stays
  }

  // What came with the page, such as refused words, goes before a draft; what another app shares stands above it, once.
  #begun() {
    const { field: { value }, form: { dataset } } = this;
    const draft = this.draft.get()?.text ?? "";
    if (!value) return draft;
    if (!("shared" in dataset)) return value;
    return `${draft}\n`.startsWith(`${value}\n`) ? draft : above(value, draft);
  }

  focus() {
    this.field.focus({ preventScroll: true });
  }

  takeBack(text) {
    this.field.value = above(text, this.field.value);
    this.#changed();
    this.focus();
  }

  // As if typed, so that it can be undone.
  insert(text, start = this.field.selectionStart, end = this.field.selectionEnd) {
    this.focus();
    this.field.setSelectionRange(start, end);
    if (document.execCommand(text ? "insertText" : "delete", false, text)) return;
    this.field.setRangeText(text, start, end, "end");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Another tab has sent what stands here as well.
  clearIf(text) {
    if (this.field.value !== text || document.activeElement === this.field) return;
    this.field.value = "";
    this.#changed();
  }

  refuse(sentence) {
    const note = this.form.querySelector(".composer-note.error") ?? this.#note();
    note.querySelector("span").textContent = sentence;
    this.field.setAttribute("aria-invalid", "true");
    this.field.setAttribute("aria-describedby", note.id);
    this.focus();
  }

  #note() {
    this.form.prepend(document.getElementById("composer-refusal").content.cloneNode(true));
    return this.form.querySelector(".composer-note.error");
  }

  #key(event) {
    const { value, selectionStart, selectionEnd } = this.field;
    if (event.defaultPrevented) return; // the list of completions has taken it
    const action = keyAction(event, {
      coarse: this.coarse(), swapped: this.swapped(), composed: this.#composed, empty: value === "",
      fenced: event.key === "Enter" && insideFence(value, selectionStart),
    });
    if (action === "send") this.#submit(event);
    else if (action === "edit-last" && this.editLast()) event.preventDefault();
    else if (action === "unreply" && this.unreply()) event.preventDefault(); // else Esc means something to the whole page
    else if (action === "wrap") {
      event.preventDefault();
      const { start, end, insert, select } = wrapping(value, selectionStart, selectionEnd, event.key);
      this.insert(insert, start, end);
      this.field.setSelectionRange(...select);
    }
  }

  #paste(event) {
    const { value, selectionStart, selectionEnd } = this.field;
    if (insideFence(value, selectionStart)) return; // code comes as it is
    const plain = event.clipboardData.getData("text/plain");
    const link = linkOver(value.slice(selectionStart, selectionEnd), plain);
    const html = link ? "" : event.clipboardData.getData("text/html");
    if (!link && !/<(a|b|strong|i|em|[uo]l|code|pre|h[1-6]|blockquote)\b/i.test(html)) return;
    event.preventDefault();
    if (link) this.insert(link);
    else this.#pasteRich(html, plain);
  }

  async #pasteRich(html, plain) {
    let text = plain;
    try {
      const { markdownOf, withoutStyle } = await bring(() => import("./rich.js"));
      text = markdownOf(new DOMParser().parseFromString(withoutStyle(html), "text/html").body) || plain;
    } catch {
      // without a line the plain words come
    }
    this.insert(text);
  }

  #submit(event) {
    event.preventDefault();
    const text = this.field.value;
    if (!text.trim()) return;
    const count = lengthOf(text);
    if (count > MOST) {
      this.refuse(this.words("too-long", { number: count.toLocaleString(document.documentElement.lang) }));
      return;
    }
    if (!this.send(text)) return;
    this.field.value = "";
    this.#changed();
    this.form.dispatchEvent(new Event("sent"));
    this.focus();
  }

  #changed() {
    this.draft.put(this.field.value);
    this.form.querySelector(".composer-note.error")?.remove();
    this.field.removeAttribute("aria-invalid");
    this.field.removeAttribute("aria-describedby");
    this.#measure();
  }

  #measure() {
    const count = this.field.value.length < NEAR ? 0 : lengthOf(this.field.value);
    this.counter.hidden = count < NEAR;
    this.counter.textContent = count < NEAR ? "" : String(MOST - count);
    this.counter.classList.toggle("over", count > MOST);
    // Where the browser can't grow a field by its content, count its lines.
    if (!CSS.supports("field-sizing", "content")) this.field.rows = Math.min(this.field.value.split("\n").length, MOST_ROWS);
  }
}

// Whoever begins to type while no field has the focus means the composer.
export function typeAnywhere({ page, signal }) {
  window.addEventListener("keydown", (event) => {
    if (!beginsText(event) || event.target.closest?.("input, textarea, select, [contenteditable], dialog, [popover]")) return;
    if (page.querySelector("dialog[open], :popover-open")) return;
    page.querySelector("#composer textarea")?.focus({ preventScroll: true });
  }, { signal });
}
