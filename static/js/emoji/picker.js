// A picker of emoji: search, groups, what was used last, tones of skin, by pointer and by arrow keys. Fetched when first wanted.

import { composes } from "../base/composing.js";
import { findEmoji, loadEmoji } from "./data.js";
import { deviceStorage, keepTone, recentEmoji, rememberEmoji, toned, toneOf } from "./recent.js";

const HAND = { emoji: "✋", tones: ["✋🏻", "✋🏼", "✋🏽", "✋🏾", "✋🏿"] };
const FOUND = 60;
let picker = null;

// Resolves to an emoji, or to null when none was chosen. It opens at `source`, which gets the focus back, unless somebody closed it by
// a click on something else.
export async function pickEmoji(source, { page = document, storage = deviceStorage() } = {}) {
  picker ??= new Picker(page, storage);
  return picker.pick(source);
}

// Where an arrow key leads among places in lines of a grid; null: nowhere. `rows`: [[index, left], …] of each line.
export function nextPlace(key, place, rows) {
  const line = rows.findIndex((row) => row.some(([index]) => index === place));
  const last = rows.at(-1)?.at(-1)?.[0] ?? -1;
  if (key === "Home") return 0;
  if (key === "End") return last;
  if (key === "ArrowLeft") return place > 0 ? place - 1 : null;
  if (key === "ArrowRight") return place < last ? place + 1 : null;
  const other = rows[line + (key === "ArrowDown" ? 1 : -1)];
  if (!other) return null;
  const [, left] = rows[line].find(([index]) => index === place);
  return other.reduce((best, each) => (Math.abs(each[1] - left) < Math.abs(best[1] - left) ? each : best))[0];
}

class Picker {
  #done = null;
  #all = null;

  constructor(page, storage) {
    Object.assign(this, { page, storage });
    this.box = page.getElementById("emoji-picker").content.firstElementChild.cloneNode(true);
    this.search = this.box.querySelector("input");
    this.scroller = this.box.querySelector(".emoji-scroller");
    const [groups, tones] = this.box.querySelectorAll("ol");
    this.names = [...groups.children].map((item) => ({ name: item.textContent, sign: item.dataset.sign }));
    this.tones = [...tones.children].map((item) => item.textContent);
    page.body.append(this.box);
    this.search.addEventListener("input", () => this.#find());
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.box.addEventListener("click", ({ target }) => this.#click(target.closest("button")));
    this.box.addEventListener("toggle", ({ newState }) => newState === "closed" && this.#finish(null));
  }

  async pick(source) {
    this.#finish(null);
    this.search.value = "";
    this.box.querySelector(".emoji-failed").hidden = true;
    this.box.showPopover({ source });
    this.search.focus();
    const chosen = new Promise((resolve) => { this.#done = resolve; });
    try {
      this.#all ??= await loadEmoji();
      this.#draw();
    } catch {
      this.box.querySelector(".emoji-failed").hidden = false;
    }
    const emoji = await chosen;
    if (emoji || this.page.activeElement === this.page.body) source.focus?.({ preventScroll: true });
    return emoji;
  }

  #finish(emoji) {
    const done = this.#done;
    this.#done = null;
    done?.(emoji);
  }

  #draw() {
    const tone = toneOf(this.storage);
    const known = new Map(this.#all.flatMap((entry) => [entry.emoji, ...entry.tones].map((emoji) => [emoji, entry])));
    const recent = recentEmoji(this.storage).filter((emoji) => known.has(emoji)).map((emoji) => ({ ...known.get(emoji), emoji, tones: [] }));
    const groups = this.names.slice(2).map((_, group) => this.#all.filter((entry) => entry.group === group));
    const sections = [recent, [], ...groups].map((entries, place) => this.#section(place, entries, tone));
    sections[1].hidden = true;
    this.scroller.querySelectorAll("section").forEach((section) => section.remove());
    this.scroller.prepend(...sections);
    this.scroller.scrollTop = 0;
    this.#drawTabs();
    this.#drawTones(tone);
    this.#find();
  }

  #section(place, entries, tone) {
    const section = this.page.createElement("section");
    const heading = this.page.createElement("h3");
    heading.textContent = this.names[place].name;
    heading.id = `emoji-group-${place}`;
    section.setAttribute("aria-labelledby", heading.id);
    const grid = this.page.createElement("div");
    grid.className = "emoji-grid";
    grid.append(...entries.map((entry) => this.#button(toned(entry, tone), entry.name)));
    section.append(heading, grid);
    return section;
  }

  #button(emoji, name) {
    const button = this.page.createElement("button");
    Object.assign(button, { type: "button", tabIndex: -1, textContent: emoji, title: name });
    button.dataset.pick = emoji;
    button.setAttribute("aria-label", name);
    return button;
  }

  #drawTabs() {
    const tabs = this.names.map(({ name, sign }, place) => {
      const button = this.page.createElement("button");
      Object.assign(button, { type: "button", textContent: sign, title: name });
      button.dataset.group = place;
      button.setAttribute("aria-label", name);
      return button;
    });
    this.box.querySelector(".emoji-groups").replaceChildren(...tabs.filter((_, place) => place !== 1));
  }

  #drawTones(chosen) {
    const buttons = this.tones.map((name, tone) => {
      const button = this.page.createElement("button");
      Object.assign(button, { type: "button", textContent: toned(HAND, tone), title: name });
      button.dataset.tone = tone;
      button.setAttribute("aria-label", name);
      button.setAttribute("aria-pressed", String(tone === chosen));
      return button;
    });
    this.box.querySelector(".emoji-tones").replaceChildren(...buttons);
  }

  #find() {
    if (!this.#all) return;
    const looking = this.search.value.trim() !== "";
    const found = findEmoji(this.#all, this.search.value, FOUND);
    const sections = [...this.scroller.querySelectorAll("section")];
    sections.forEach((section, place) => { section.hidden = looking !== (place === 1); });
    sections[1].replaceWith(this.#section(1, found, toneOf(this.storage)));
    this.scroller.querySelectorAll("section")[1].hidden = !found.length;
    this.box.querySelector(".emoji-none").hidden = !looking || found.length > 0;
  }

  #click(button) {
    if (!button) return;
    const { pick, group, tone } = button.dataset;
    if (pick) this.#choose(pick);
    if (group) {
      this.search.value = "";
      this.#find();
      this.scroller.querySelectorAll("section")[group].scrollIntoView();
    }
    if (tone) {
      keepTone(this.storage, Number(tone));
      const looked = this.search.value;
      this.#draw();
      this.search.value = looked;
      this.#find();
      this.box.querySelector(`[data-tone="${tone}"]`).focus();
    }
  }

  #choose(emoji) {
    rememberEmoji(this.storage, emoji);
    this.#finish(emoji);
    this.box.hidePopover();
  }

  #key(event) {
    const { key, target } = event;
    const buttons = () => [...this.scroller.querySelectorAll("section:not([hidden]) [data-pick]")];
    if (composes(event)) return;
    if (key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.box.hidePopover();
    } else if (target === this.search) {
      const [first] = buttons();
      if (!first || !["ArrowDown", "Enter"].includes(key)) return;
      event.preventDefault();
      if (key === "ArrowDown") first.focus();
      else if (this.search.value.trim()) this.#choose(first.dataset.pick);
    } else if (target.dataset.pick) this.#move(event, buttons());
  }

  #move(event, buttons) {
    const { key, target } = event;
    if (key.length === 1 && key !== " " && !event.ctrlKey && !event.metaKey) {
      this.search.focus(); // and the letter is typed there
      return;
    }
    if (!["Home", "End"].includes(key) && !key.startsWith("Arrow")) return;
    event.preventDefault();
    const flip = this.page.dir === "rtl" ? { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" }[key] : null;
    const next = nextPlace(flip ?? key, buttons.indexOf(target), linesOf(buttons));
    if (next !== null) buttons[next].focus();
    else if (key === "ArrowUp") this.search.focus();
  }
}

function linesOf(buttons) {
  const lines = new Map();
  buttons.forEach((button, index) => {
    const { top, left } = button.getBoundingClientRect();
    const key = Math.round(top);
    if (!lines.has(key)) lines.set(key, []);
    lines.get(key).push([index, left]);
  });
  return [...lines.values()];
}
