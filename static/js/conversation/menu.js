// The one menu of all messages: opened for a message, moved through by arrow keys, and gone again with what was chosen.

import { fillQuick } from "./quick.js";
import { textOf } from "./reply.js";

const wired = new WeakSet();
let current = null;

// `opener` gets the focus back: the button, or the message whose key was pressed.
export function openMenu({ article, source, opener, tools, desk }) {
  const { page } = desk;
  const menu = page.getElementById("message-menu");
  if (!wired.has(menu)) wire(menu);
  current = { article, source, opener, tools };
  fill(menu, article, tools.may(article), desk);
  menu.opener = opener; // for a dialog that an entry opens
  source.setAttribute("aria-expanded", "true");
  menu.showPopover({ source });
  itemsOf(menu).find((item) => item.matches(".menu-item"))?.focus();
}

// Which of so many comes next by a key, or null.
export function nextItem(key, place, count) {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (key === "ArrowDown" || key === "ArrowRight") return (place + 1) % count;
  if (key === "ArrowUp" || key === "ArrowLeft") return (place - 1 + count) % count;
  return null;
}

function fill(menu, article, may, desk) {
  const [name, time, words] = menu.querySelector(".menu-message").children;
  name.textContent = article.querySelector(".author").textContent.trim();
  time.textContent = article.querySelector(".message-time").textContent.trim(); // on a telephone a run shows that of its first
  words.textContent = textOf(article).trim().slice(0, 200);
  for (const part of menu.querySelectorAll("[data-may]")) part.hidden = !may.has(part.dataset.may);
  for (const link of menu.querySelectorAll("[data-to]")) link.href = `/m/${article.dataset.id}/${link.dataset.to}`;
  fillQuick(menu, article, desk);
}

function wire(menu) {
  wired.add(menu);
  menu.addEventListener("click", ({ target }) => {
    const item = target.closest("[role^=menuitem]");
    if (!item) return;
    const { article, source, tools } = current;
    menu.hidePopover();
    if ("quick" in item.dataset) tools.react(article, item.dataset.emoji);
    else if (item.dataset.do) tools.do(item.dataset.do, article, source);
  });
  menu.addEventListener("keydown", (event) => {
    const items = itemsOf(menu);
    const next = nextItem(event.key, items.indexOf(menu.ownerDocument.activeElement), items.length);
    if (event.key === "Tab") menu.hidePopover();
    else if (event.key === "Escape") {
      event.preventDefault(); // whatever else Esc closes stays open
      event.stopPropagation();
      menu.hidePopover();
    } else if (next !== null) {
      event.preventDefault();
      items[next].focus();
    }
  });
  // On Windows the key that has opened it asks for the browser's own as well, when it goes up.
  menu.addEventListener("contextmenu", (event) => event.preventDefault());
  menu.addEventListener("toggle", ({ newState }) => {
    if (newState !== "closed" || !current) return;
    current.source.setAttribute("aria-expanded", "false");
  });
  menu.addEventListener("beforetoggle", ({ newState }) => {
    if (newState === "closed" && menu.contains(menu.ownerDocument.activeElement)) current.opener.focus({ preventScroll: true });
  });
}

function itemsOf(menu) {
  return [...menu.querySelectorAll("[role^=menuitem]")].filter((item) => item.checkVisibility?.() ?? !item.closest("[hidden]"));
}
