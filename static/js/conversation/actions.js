// What somebody does with a message by menu or key: pin, copy, mark unread, see who reacted, delete. Fetched when first wanted.

import { copyText } from "../base/clipboard.js";
import { textOf } from "./reply.js";

const PAGE = 100;

export function act(what, article, desk, source) {
  return ACTIONS[what](article, desk, source);
}

// People by what they reacted with, in the order in which the emoji come: [{emoji, names}].
export function byEmoji(items) {
  const groups = new Map();
  for (const { emoji, user } of items) {
    if (!groups.has(emoji)) groups.set(emoji, []);
    groups.get(emoji).push(user.display_name || user.username);
  }
  return [...groups].map(([emoji, names]) => ({ emoji, names }));
}

const ACTIONS = {
  pin: (article, desk) => pin(article, desk, true),
  unpin: (article, desk) => pin(article, desk, false),
  "copy-text": (article, desk) => copied(desk.http.send("GET", address(article)).then(({ message }) => message.text), desk),
  "copy-link": (article, desk) => copied(new URL(`/m/${article.dataset.id}`, desk.page.baseURI).href, desk),
  "copy-code": (article, desk, button) => copied(button.closest("figure").querySelector("pre").textContent, desk),
  async unread(article, desk) {
    const n = Number(article.dataset.n);
    await desk.reader.mark(n - 1, () => desk.http.send("PUT", `/api/v1/topics/${desk.topic}/read`, { n: n - 1, force: true }));
    desk.timeline.markNew(article);
    desk.toast(desk.words("unread-kept"));
  },
  who,
  delete: remove,
};

async function pin(article, { http, toast, words, reached }, on) {
  await http.send(on ? "PUT" : "DELETE", `${address(article)}/pin`);
  toast(words(on ? "pinned" : "unpinned"));
  reached();
}

async function copied(text, { page, words, toast }) {
  toast(words((await copyText(text, navigator.clipboard, page)) ? "copied" : "not-copied"));
}

async function who(article, desk, opener) {
  const dialog = desk.page.getElementById("who-reacted");
  const [list, more] = [dialog.querySelector("ul"), dialog.querySelector("[data-more]")];
  const found = [];
  let cursor = null;
  const load = async () => {
    const after = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
    const { items, next } = await desk.http.send("GET", `${address(article)}/reactions?limit=${PAGE}${after}`);
    found.push(...items);
    cursor = next;
    list.replaceChildren(...byEmoji(found).map((group) => reactorsOf(group, desk.page)));
    more.hidden = !cursor;
  };
  more.onclick = () => load().catch(desk.refused);
  await load();
  show(dialog, opener, article);
}

function reactorsOf({ emoji, names }, page) {
  const item = page.createElement("li");
  const sign = page.createElement("span");
  sign.className = "sign";
  sign.textContent = emoji;
  const people = page.createElement("ul");
  for (const name of names) people.appendChild(page.createElement("li")).textContent = name;
  item.append(sign, people);
  return item;
}

// Asks first. Resolves when it is deleted, or not to be.
export function remove(article, desk, opener = article) {
  const dialog = desk.page.getElementById("delete-message");
  const form = dialog.querySelector("form");
  const error = dialog.querySelector(".error");
  const mine = article.dataset.author === desk.me;
  for (const part of dialog.querySelectorAll("[data-mine]")) part.hidden = !mine;
  for (const part of dialog.querySelectorAll("[data-others]")) part.hidden = mine;
  dialog.querySelector("blockquote").textContent = textOf(article).trim().slice(0, 300);
  error.hidden = true;
  form.reset();
  show(dialog, opener, article);
  dialog.querySelector("[data-keep]").onclick = () => dialog.close();
  return new Promise((resolve) => {
    form.onsubmit = async (event) => {
      event.preventDefault();
      event.submitter.disabled = true;
      const reason = mine ? "" : `?reason=${encodeURIComponent(form.elements.reason.value)}`;
      try {
        await desk.http.send("DELETE", address(article) + reason);
        dialog.close("delete");
        desk.reached();
      } catch (refusal) {
        error.hidden = false;
        error.querySelector("span").textContent = desk.sentence(refusal);
      } finally {
        event.submitter.disabled = false;
      }
    };
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "delete"), { once: true });
  });
}

// A dialog gives the focus back to what had it; what was pressed may be in a menu that is gone.
function show(dialog, opener, article) {
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener("close", () => (opener.checkVisibility?.() ? opener : article).focus({ preventScroll: true }), { once: true });
}

function address(article) {
  return `/api/v1/messages/${article.dataset.id}`;
}
