// Walking through messages by key: one of them is the stop of the Tab key, ↑ ↓ Home End move on, Enter goes into what one can do with it.

const INSIDE = ".message-tools button, .message-tools a, .message-text a, .reply-to, .author";

// Which message a key leads to from the one at `index` of `count`; null when it leads nowhere.
export function stepOf(key, index, count) {
  const to = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: count - 1 }[key];
  return to === undefined || to < 0 || to >= count || to === index ? null : to;
}

export function startRoving({ page, column, signal }) {
  const all = () => [...column.querySelectorAll(".message")];

  function stopAt(message) {
    for (const other of column.querySelectorAll('.message[tabindex="0"]')) other.tabIndex = -1;
    if (message) message.tabIndex = 0;
  }

  // Lists change: whenever the focus moves, there is a stop.
  function look({ target }) {
    const message = target.closest?.("#messages .message");
    if (message) stopAt(message);
    else if (!column.querySelector('.message[tabindex="0"]')) stopAt(all().at(-1));
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
      message.querySelector(INSIDE)?.focus();
    } else {
      const messages = all();
      const to = stepOf(key, messages.indexOf(message), messages.length);
      if (to === null) return;
      event.preventDefault();
      messages[to].focus({ preventScroll: true });
      messages[to].scrollIntoView({ block: "nearest" });
    }
  }

  page.addEventListener("focusin", look, { signal });
  column.addEventListener("keydown", step);
  stopAt(all().at(-1));
}
