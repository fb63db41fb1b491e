// The keys of the desk, in one map. Keys inside a list, a field or a menu are their own business.

import { composes } from "./composing.js";
import { closePanel } from "./panels.js";

// The parts of a page, and what in each of them takes the focus.
const REGIONS = [
  [".party-rail", "a"],
  ["#topics", "a"],
  [".conversation", ".message-scroller"],
  ["#panel:not([hidden])", null],
  ["main .reading, main.reading", "a, button, input"],
];

// What a key asks for, or null. `inField`: somebody writes.
export function commandOf(event, inField) {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  const command = ctrlKey || metaKey;
  if (composes(event)) return null;
  if (command && !altKey && key.toLowerCase() === "k" && !shiftKey) return "switcher";
  if (command && !altKey && key === "/") return "help";
  if (altKey && !command && key === "ArrowUp") return shiftKey ? "unread-above" : "topic-above";
  if (altKey && !command && key === "ArrowDown") return shiftKey ? "unread-below" : "topic-below";
  if (key === "F6" && !command && !altKey) return shiftKey ? "region-before" : "region-after";
  if (command || altKey) return null;
  if (key === "Escape") return "leave";
  if (inField) return null;
  if (key === "?") return "help";
  return key === "End" && !shiftKey ? "present" : null;
}

// The one after, or before, the one at `index`; round and round. With `wanted`, the next of those.
export function neighbour(items, index, step, wanted = () => true) {
  for (let count = 1; count <= items.length; count += 1) {
    const at = (((index < 0 && step < 0 ? 0 : index) + step * count) % items.length + items.length) % items.length;
    if (wanted(items[at]) && at !== index) return items[at];
  }
  return null;
}

// Whether a field means something by a key itself: Esc empties a search in which something stands, Alt and an arrow open a
// list or a calendar.
function isOfField({ target, key, altKey }) {
  const isFull = !target.matches?.("[type=search]") || target.value;
  return target.matches?.("select, [type=search], [type=date]") && (altKey || (key === "Escape" && isFull));
}

// `conversation()` is the open one, or null; `openSwitcher()` shows the switcher.
export function startKeys({ page, conversation, openSwitcher }) {
  const does = {
    switcher: openSwitcher,
    help,
    "topic-above": () => topic(-1),
    "topic-below": () => topic(1),
    "unread-above": () => topic(-1, isUnread),
    "unread-below": () => topic(1, isUnread),
    "region-before": () => region(-1),
    "region-after": () => region(1),
    present: () => conversation()?.toPresent(),
    leave,
  };
  page.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isOfField(event)) return;
    const command = commandOf(event, isField(event.target));
    const dialog = page.querySelector("dialog[open]");
    if (dialog?.id === "switcher" && command === "switcher") { // its own keys may be on their way still
      event.preventDefault();
      dialog.close();
    }
    if (dialog) return;
    if (!command || (command === "present" && !conversation())) return;
    if (command === "leave" && (page.querySelector(":popover-open") || !conversation())) return;
    event.preventDefault();
    does[command]();
  });
  page.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-switcher]")) openSwitcher();
  });

  // Over what one does, where the page has a place for dialogs.
  function help() {
    const link = page.querySelector("#help-link");
    if (link) link.click();
    else location.assign("/help");
  }

  function topic(step, wanted) {
    const links = [...page.querySelectorAll("#topics .topic-link[data-topic]")];
    neighbour(links, links.findIndex((link) => link.hasAttribute("aria-current")), step, wanted)?.click();
  }

  function region(step) {
    const there = REGIONS.map(([selector, inside]) => ({ box: page.querySelector(selector), inside })).filter(({ box }) => box?.checkVisibility());
    const next = neighbour(there, there.findIndex(({ box }) => box.contains(page.activeElement)), step);
    if (next) entryOf(next)?.focus();
  }

  // What is new has been seen; else a panel that was asked for goes.
  function leave() {
    const bar = page.querySelector(".unread-bar");
    if (bar && !bar.hidden) conversation().markRead();
    else if (!["", "none"].includes(new URLSearchParams(location.search).get("panel") ?? "")) closePanel(page);
    else conversation().markRead();
  }
}

// The current one, else the first that shows; a part itself where it takes the focus.
function entryOf({ box, inside }) {
  if (!inside) return box;
  const shown = [...box.querySelectorAll(inside)].filter((one) => one.checkVisibility());
  return shown.find((one) => one.hasAttribute("aria-current")) ?? shown[0];
}

function isUnread(link) {
  return link.classList.contains("unread");
}

function isField(node) {
  return Boolean(node.closest?.("input, textarea, select, [contenteditable]"));
}
