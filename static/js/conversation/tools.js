// One toolbar for all messages of a topic: it goes to the one under the pointer, or with the focus. What somebody wants with a
// message, by button, menu or key, is decided here and done elsewhere, by what is fetched then.

import { bring } from "../base/bring.js";
import { clearReply, replyTo } from "./reply.js";
import { composes } from "../base/composing.js";
import { fillQuick } from "./quick.js";
import { isPlainClick } from "../base/clicks.js";
import { rememberEmoji } from "../emoji/recent.js";

const HELD_MS = 500;
const MOVED_PX = 10;
// Keys that come to a message, or leave one that was clicked on.
const MOVES = /^(Arrow|Page|Home|End|Tab)/;
const RANK = { member: 0, moderator: 1, admin: 2, owner: 3 };
const KEYS = { e: "edit", r: "reply", "+": "pick", u: "unread", c: "copy-link" };
const NEEDS = { pick: "react", "copy-text": "copy", "copy-code": "copy" };

// What may be done with a message. The server decides; this is what is worth showing.
export function allowed({ kind, mine, deleted, pinned, edited, reacted }, { role, looksAfter, archived, writes }) {
  const moderates = RANK[role] >= RANK.moderator;
  const there = kind === "text" && !deleted;
  const open = there && !archived;
  return new Set(Object.entries({
    react: open, reply: open && writes, edit: open && mine, copy: there, unread: kind === "text",
    pin: open && looksAfter && !pinned, unpin: open && looksAfter && pinned, who: there && reacted,
    revisions: (mine && there && edited) || (moderates && (edited || deleted)),
    report: there && !mine, delete: there && (mine || moderates),
  }).filter(([, may]) => may).map(([what]) => what));
}

// The action of a key on a focused message, or null.
export function actionOf(event) {
  const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
  if (key === "ContextMenu" || (key === "F10" && shiftKey)) return "menu";
  if (ctrlKey || metaKey || altKey || composes(event)) return null;
  return KEYS[key.toLowerCase()] ?? null;
}

// `desk`: {page, me, http, words, say, toast, reactions, timeline, reader, shown, reached, storage, kept}; actions get it as well.
export class Tools {
  #bar;
  #edits = new Map(); // message -> its form while it is edited
  #held = { timer: 0 };
  #clicked = null; // the message that has its focus from a pointer
  #selected = true; // whether words were selected when a pointer went down: on a Mac a right click selects some itself

  constructor({ column, desk, signal }) {
    Object.assign(this, { column, desk });
    this.#bar = desk.page.getElementById("message-tools").content.firstElementChild.cloneNode(true);
    const on = (type, listener, options) => column.addEventListener(type, listener, { signal, ...options });
    on("pointermove", (event) => event.pointerType !== "touch" && this.#over(event));
    on("pointerover", ({ target }) => this.#name(target));
    on("focusin", ({ target }) => {
      this.#name(target);
      this.#attach(messageOf(target));
    });
    on("focusout", ({ target }) => {
      if (target === this.#clicked && desk.page.hasFocus()) this.#clicked = null; // not when the whole window is left
    });
    on("click", (event) => this.#click(event));
    on("keydown", (event) => this.#key(event));
    on("contextmenu", (event) => this.#menuWanted(event));
    on("pointerdown", (event) => this.#pressed(event));
    for (const type of ["pointermove", "pointerup", "pointercancel"]) on(type, (event) => this.#released(event), { passive: true });
    on("message:changed", ({ target }) => this.#bar.parentElement === target && this.#fit(target));
    on("edit:wanted", ({ target }) => this.do("edit", target));
    const clear = ({ target }) => target.closest("[data-reply-clear]");
    desk.page.addEventListener("click", (event) => {
      if (!clear(event)) return;
      event.preventDefault();
      clearReply(desk.page);
      desk.page.querySelector("#composer textarea").focus();
    }, { signal });
    signal?.addEventListener("abort", () => desk.page.getElementById("message-menu")?.hidePopover());
  }

  may(article) {
    const { role, looksAfter, archived } = this.column.dataset;
    const { kind, state, author } = article.dataset;
    const around = {
      role, looksAfter: looksAfter !== undefined, archived: archived !== undefined,
      writes: Boolean(this.desk.page.getElementById("composer")),
    };
    return allowed({
      kind, mine: author === this.desk.me, deleted: state === "deleted", pinned: article.classList.contains("pinned"),
      edited: Boolean(article.querySelector(".edited")), reacted: Boolean(article.querySelector(".reaction[data-emoji]")),
    }, around);
  }

  async do(what, article, source = article) {
    const may = this.may(article);
    const needed = NEEDS[what] ?? what;
    if (!["menu", "copy-link"].includes(needed) && !may.has(needed)) return;
    try {
      if (what === "reply") replyTo(article, this.desk.page);
      else if (what === "pick") await this.#pick(article, source);
      else if (what === "menu") await this.#menu(article, source);
      else if (what === "edit") await this.#edit(article);
      else await (await bring(() => import("./actions.js"))).act(what, article, this.desk, source);
    } catch (error) {
      this.desk.refused(error);
    }
  }

  react(article, emoji) {
    rememberEmoji(this.desk.storage, emoji);
    return this.desk.reactions.toggle(article, emoji);
  }

  // What one may do here has changed.
  refit() {
    if (this.#bar.parentElement) this.#fit(this.#bar.parentElement);
  }

  // Messages were put in anew: those that are being edited go on being it, also when the topic was left meanwhile.
  keepEdits() {
    for (const [id, form] of this.#edits) {
      const article = this.column.querySelector(`article[data-id="${id}"]`);
      if (!article || article.contains(form)) continue;
      article.querySelector(".message-body").append(form);
      article.classList.add("editing");
    }
    for (const id of this.desk.kept.names()) {
      const article = this.column.querySelector(`article[data-id="${id}"]:not(.editing)`);
      if (article && this.may(article).has("edit")) this.#edit(article, false).catch(() => undefined); // they are kept on
    }
  }

  async #edit(article, focus = true) {
    const { openEdit } = await bring(() => import("./edit.js"));
    await openEdit(article, this.desk, this.#edits, focus);
  }

  #over({ target, movementX, movementY }) {
    const { activeElement: focused } = this.desk.page;
    const article = messageOf(target);
    if (!article || this.#bar.parentElement === article) return;
    if (this.#bar.contains(focused)) {
      if (focused.matches(":focus-visible") && !movementX && !movementY) return; // the page moved under a pointer at rest
      this.#bar.parentElement.focus({ preventScroll: true });
    }
    this.#attach(article);
  }

  #name(target) {
    const reaction = target.closest(".reaction[data-emoji]");
    if (reaction) this.desk.reactions.name(reaction);
  }

  #attach(article) {
    if (!article?.dataset.id || this.#bar.parentElement === article || this.#isOpen()) return;
    fillQuick(this.#bar, article, this.desk);
    this.#fit(article);
    article.append(this.#bar);
  }

  // Shows of the toolbar what may be done with a message as it is now.
  #fit(article) {
    const may = this.may(article);
    for (const button of this.#bar.children) {
      const needed = "quick" in button.dataset ? "react" : NEEDS[button.dataset.do] ?? button.dataset.do;
      button.hidden = needed !== "menu" && !may.has(needed);
    }
  }

  #isOpen() {
    return this.#bar.querySelector('[aria-expanded="true"]') !== null;
  }

  #click(event) {
    const { target } = event;
    const article = messageOf(target);
    const quoted = target.closest(".reply-to");
    const button = target.closest("button");
    if (quoted) {
      if (isPlainClick(event) && this.#jump(quoted)) event.preventDefault();
    } else if (button?.matches(".reaction[data-emoji]")) this.#toggle(article, button.dataset.emoji);
    else if (button && "quick" in button.dataset) this.#toggle(article, button.dataset.emoji);
    else if (button?.dataset.do) this.do(button.dataset.do, article, button);
    else if (button && "copyCode" in button.dataset) this.do("copy-code", button.closest("article"), button);
    else if (article && !button && event.pointerType === "touch" && !target.closest("a, input, textarea, summary")) {
      if (!article.contains(this.desk.page.activeElement)) article.focus({ preventScroll: true });
    }
  }

  #toggle(article, emoji) {
    if (this.may(article).has("react")) this.react(article, emoji);
    else if (this.desk.reactions.has(article, emoji)) this.desk.reactions.set(article, emoji, false);
  }

  #key(event) {
    const { target } = event;
    if (target !== messageOf(target) || !target.dataset.id) return;
    // Letters act on a message that one came to by keys; who has clicked on one and types means to write.
    if (target === this.#clicked && event.key.length === 1) return;
    if (MOVES.test(event.key)) this.#clicked = null;
    const what = actionOf(event);
    if (!what) return;
    event.preventDefault();
    event.stopPropagation();
    this.do(what, target);
  }

  #menuWanted(event) {
    const article = messageOf(event.target);
    const isSelected = this.#selected && !getSelection().isCollapsed;
    const isWords = isSelected || event.target.closest("a:not(.author), input, textarea, pre");
    if (!article?.dataset.id || (isWords && event.pointerType !== "touch") || event.target.closest(".message-edit")) return;
    event.preventDefault();
    clearTimeout(this.#held.timer);
    // After the finger or the button has gone up, which would close what has just opened.
    setTimeout(() => this.do("menu", article));
  }

  // Where holding a finger down does nothing by itself.
  #pressed({ pointerType, target, clientX: x, clientY: y }) {
    const article = this.#clicked = messageOf(target);
    this.#selected = !getSelection().isCollapsed;
    clearTimeout(this.#held.timer);
    if (pointerType !== "touch" || !article?.dataset.id || target.closest("input, textarea, a, button")) return;
    this.#held = { x, y, timer: setTimeout(() => { this.#held.article = article; }, HELD_MS) };
  }

  #released({ type, clientX: x, clientY: y }) {
    if (type === "pointermove" && Math.hypot(x - this.#held.x, y - this.#held.y) < MOVED_PX) return;
    clearTimeout(this.#held.timer);
    const { article } = this.#held;
    this.#held = { timer: 0 };
    if (type === "pointerup" && article) setTimeout(() => this.do("menu", article));
  }

  async #pick(article, source) {
    const { pickEmoji } = await bring(() => import("../emoji/picker.js"));
    const isTool = this.#bar.contains(source);
    if (isTool) source.setAttribute("aria-expanded", "true"); // so that the tools stay where the picker hangs
    const emoji = await pickEmoji(source, { page: this.desk.page, storage: this.desk.storage });
    if (isTool) source.removeAttribute("aria-expanded");
    if (emoji) await this.desk.reactions.set(article, emoji, true);
  }

  async #menu(article, opener) {
    if (this.desk.page.getElementById("message-menu").matches(":popover-open")) return;
    this.#attach(article);
    const source = this.#bar.parentElement === article ? this.#bar.lastElementChild : article;
    const { openMenu } = await bring(() => import("./menu.js"));
    openMenu({ article, source, opener, tools: this, desk: this.desk });
  }

  // To a message that is on the page. Else its link leads there.
  #jump(link) {
    const article = this.column.querySelector(`article[data-id="${link.pathname.split("/").at(-1)}"]`);
    if (!article) return false;
    for (const other of this.column.querySelectorAll(".highlighted")) other.classList.remove("highlighted");
    article.classList.add("highlighted");
    article.scrollIntoView({ block: "center" });
    article.focus({ preventScroll: true });
    return true;
  }
}

function messageOf(target) {
  return target.closest?.("article.message") ?? null;
}
