// Completing @people, #topics and :emoji while one writes. Imported when the first of those signs is typed.

import { composes } from "../base/composing.js";
import { insideFence } from "./keys.js";
import { plainLetters, plainly } from "../base/words.js";

const MOST = 8;
const PAUSE_MS = 150;
const SIGNS = [
  ["people", /(?:^|[^\p{L}\p{N}_@/.])(@([\p{L}\p{N}_.-]{0,32}))$/u],
  ["topics", /(?:^|\s)(#([\p{L}\p{N}_-]{0,32}))$/u],
  ["emoji", /(?:^|[^\p{L}\p{N}:])(:([\p{L}\p{N}_+-]{2,32}))$/u],
];

// What is being completed before a place in the text, as {kind, start, letters}, or null. In code a sign is only a sign.
export function wordAt(text, place) {
  const before = text.slice(0, place);
  for (const [kind, pattern] of SIGNS) {
    const match = pattern.exec(before);
    if (!match) continue;
    const line = before.slice(before.lastIndexOf("\n") + 1);
    if (insideFence(text, place) || line.split("`").length % 2 === 0) return null;
    return { kind, start: place - match[1].length, letters: match[2] };
  }
  return null;
}

// `things`: [{words, …}]. Those of which a word begins with the letters, then those that only have them inside; otherwise
// in the order given.
export function fitting(things, letters, most = MOST) {
  const wanted = plainly(letters);
  const begins = ({ words }) => words.some((word) => word.startsWith(wanted));
  const inside = ({ words }) => wanted.length > 1 && words.some((word) => word.includes(wanted));
  return [...things.filter(begins), ...things.filter((thing) => !begins(thing) && inside(thing))].slice(0, most);
}

// Who of everybody is called in a text, if anybody: "everyone" or "here".
export function everybodyIn(text) {
  return /(?:^|[^\w@/.])@(everyone|here)(?![\w-])/i.exec(text)?.[1].toLowerCase() ?? null;
}

// `sources`: by kind a function (letters) that resolves to [{words, insert, nodes()}], and `everybody()` to {everyone, here}.
export class Completion {
  #found = [];
  #chosen = 0;
  #word = null;
  #turn = 0;
  #shown = 0; // the turn whose findings are on screen; while it is not the last one, others are on their way
  #wanted = false; // somebody has accepted what is on its way
  #closedAt = -1;
  #timer;

  constructor({ form, composer, sources, words, say, setTimeout, clearTimeout }) {
    Object.assign(this, { form, composer, sources, words, say, setTimeout, clearTimeout });
    this.field = composer.field;
    this.box = document.getElementById("completion-box").content.firstElementChild.cloneNode(true);
    this.list = this.box.querySelector("ul");
    this.note = document.getElementById("everybody-note").content.firstElementChild.cloneNode(true);
    for (const [name, value] of [["haspopup", "listbox"], ["autocomplete", "list"]]) this.field.setAttribute(`aria-${name}`, value);
    form.addEventListener("keydown", (event) => this.#key(event), { capture: true }); // before the composer's own keys
    this.field.addEventListener("input", () => this.look());
    this.field.addEventListener("click", () => this.look());
    this.field.addEventListener("blur", () => this.#close());
    form.addEventListener("submit", () => this.#close());
    form.addEventListener("sent", () => this.look());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (option) this.#accept([...this.list.children].indexOf(option));
    });
  }

  async look() {
    this.mind();
    const { value, selectionStart, selectionEnd } = this.field;
    const word = selectionStart === selectionEnd ? wordAt(value, selectionStart) : null;
    if (!word || word.start === this.#closedAt) {
      if (!word) this.#closedAt = -1;
      this.#close();
      return;
    }
    this.#turn += 1;
    const turn = this.#turn;
    this.#word = word;
    this.#wanted = false;
    const found = await this.sources[word.kind](word.letters).catch(() => []);
    if (turn !== this.#turn || !this.field.isConnected) return;
    this.#shown = turn;
    const wanted = this.#wanted && found.length;
    this.#show(found);
    if (wanted) this.#accept(0);
  }

  // Whoever calls everybody sees first how many that are, and whoever names somebody in vain how to let them in.
  mind() {
    this.clearTimeout(this.#timer);
    this.#timer = this.setTimeout(async () => {
      this.#tell();
      const name = "mentionAll" in this.form.dataset ? everybodyIn(this.field.value) : null;
      const count = name && (await this.sources.everybody().catch(() => ({})))[name];
      if (!count) this.note.remove();
      else {
        this.note.querySelector("span").textContent = this.words("notifies", { count, name });
        if (!this.note.isConnected) this.form.prepend(this.note);
      }
    }, PAUSE_MS);
  }

  async #tell() {
    const note = await this.sources.outside(this.field.value).catch(() => null);
    if (!note) this.form.querySelector(".outside")?.remove();
    else if (!note.isConnected) this.form.prepend(note);
  }

  #show(found) {
    if (!found.length) {
      this.#close();
      return;
    }
    const before = this.box.isConnected ? this.#found.length : 0;
    this.#found = found;
    this.list.replaceChildren(...found.map((thing, index) => this.#option(thing, index)));
    this.box.querySelector(".completion-name").textContent = this.words(`complete-${this.#word.kind}`);
    if (!this.box.isConnected) this.form.append(this.box);
    this.field.setAttribute("aria-controls", this.list.id);
    this.#choose(0);
    if (found.length !== before) this.say(this.words("matches", { count: found.length }));
  }

  #option(thing, index) {
    const option = document.createElement("li");
    option.className = "option";
    option.role = "option";
    option.id = `option-${index}`;
    option.append(...thing.nodes());
    marked(option, this.#word.letters);
    return option;
  }

  #choose(index) {
    this.#chosen = (index + this.#found.length) % this.#found.length;
    [...this.list.children].forEach((option, each) => option.setAttribute("aria-selected", String(each === this.#chosen)));
    const option = this.list.children[this.#chosen];
    this.field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  #key(event) {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (event.target !== this.field || !this.box.isConnected || composes(event) || ctrlKey || metaKey || altKey || shiftKey) return;
    if (key === "ArrowDown") this.#choose(this.#chosen + 1);
    else if (key === "ArrowUp") this.#choose(this.#chosen - 1);
    else if (key === "Enter" || key === "Tab") {
      if (this.#shown === this.#turn) this.#accept(this.#chosen);
      else this.#wanted = true; // what shows is somebody else than was typed
    } else if (key === "Escape") {
      this.#closedAt = this.#word.start;
      this.#close();
    } else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #accept(index) {
    const { start, letters } = this.#word;
    const { insert } = this.#found[index];
    this.#close();
    this.composer.insert(`${insert} `, start, start + 1 + letters.length);
  }

  #close() {
    this.#turn += 1;
    this.#found = [];
    this.box.remove();
    this.field.removeAttribute("aria-controls");
    this.field.removeAttribute("aria-activedescendant");
  }
}

// The letters are marked where a word of an option begins with them.
function marked(option, letters) {
  if (!letters) return;
  const walker = document.createTreeWalker(option, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest("[aria-hidden], .for-screen-readers")) continue;
    const plain = plainLetters(node.textContent);
    const place = plain.length === node.textContent.length ? ` ${plain}`.search(new RegExp(`[\\s(]${escaped(plainly(letters))}`)) : -1;
    if (place < 0) continue;
    const hit = node.splitText(place);
    hit.splitText(letters.length);
    const mark = document.createElement("mark");
    hit.replaceWith(mark);
    mark.append(hit);
    return;
  }
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
