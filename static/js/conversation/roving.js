// Walking through messages by key: one of them is the stop of the Tab key, ↑ ↓ Home End move on, Enter goes into what one can do with it.

// Where Enter leads to in a message: the first of these that it has.
const WAYS_IN = [".message-tools button:not([hidden])", ".message-text a", ".reply-to", ".author"];
// Where Tab stops in a message. Words that are being edited or were not sent wait for whoever comes by.
const STOPS = ":is(a, button):not(.message-edit *, .message-status *)";

// Which message a key leads to from the one at `index` of `count`; null when it leads nowhere.
export function stepOf(key, index, count) {
  const to = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: count - 1 }[key];
  return to === undefined || to < 0 || to >= count || to === index ? null : to;
}

export function wayInto(message) {
  for (const way of WAYS_IN) {
    const found = message.querySelector(way);
    if (found) return found;
  }
  return null;
}

// Of all messages Tab stops at one, and at what is in it.
export function stopAt(stop, messages) {
  for (const message of messages) {
    message.tabIndex = message === stop ? 0 : -1;
    for (const one of message.querySelectorAll(STOPS)) {
      if (message === stop) one.removeAttribute("tabindex");
      else one.tabIndex = -1;
    }
  }
}

export function startRoving({ page, column, signal }) {
  const all = () => [...column.querySelectorAll(".message")];
  let last = null; // the message that had the focus last

  // Lists change: it is when somebody is about to move that there has to be a stop, and one only.
  function arrange({ key }) {
    if (key !== "Tab") return;
    const messages = all();
    stopAt(messages.includes(last) ? last : messages.at(-1), messages);
  }

  function step(event) {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
    const message = target.closest(".message");
    if (!message) return;
    if (target !== message) {
      if (key !== "Escape" || target.matches("textarea, input")) return;
      event.preventDefault();
      message.focus({ preventScroll: true });
    } else if (key === "Enter") {
      event.preventDefault();
      wayInto(message)?.focus();
    } else {
      const messages = all();
      const to = stepOf(key, messages.indexOf(message), messages.length);
      if (to === null) return;
      event.preventDefault();
      messages[to].focus({ preventScroll: true });
      messages[to].scrollIntoView({ block: "nearest" });
    }
  }

  page.addEventListener("keydown", arrange, { capture: true, signal });
  column.addEventListener("focusin", ({ target }) => { last = target.closest(".message") ?? last; });
  column.addEventListener("keydown", step);
}
