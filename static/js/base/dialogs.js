// Dialogs: <a href="…" data-dialog> shows the form of that address in the page's one <dialog>. The address is a page as well.
//
// htmx sends the form (attributes of the dialog in desk.html). A refusal is the form again; the event dialog:done ends it.
// The focus goes back to the opener; to the property `opener` of the menu or card that the opener was in, or to its button; to
// what had it, when a key has clicked the opener.

import { isPlainClick } from "./clicks.js";

const FAILED = ["htmx:sendError", "htmx:timeout", "htmx:responseError"];

export function returnsTo(opener) {
  const popover = opener.closest("[popover]");
  if (!popover) return opener;
  return popover.opener ?? opener.ownerDocument.querySelector(`[popovertarget="${popover.id}"]`) ?? opener;
}

// What a fresh form is entered at: the field that is wrong, else the one that asks for it, else the first one, else the end.
export function entryOf(box) {
  const wishes = ["[aria-invalid=true]", "[autofocus]", "input:not([type=hidden]), select, textarea", "button"];
  return wishes.map((wish) => box.querySelector(wish)).find(Boolean) ?? null;
}

// `load(address)` resolves to the HTML of a form. When it throws the address is opened as a page; but without a line, when that
// would not come either, one stays where one reads.
export function startDialogs({
  page, load, toast, words, htmx = () => window.htmx, go = (address) => location.assign(address),
}) {
  const dialog = page.getElementById("dialog");
  if (!dialog) return;
  let waiting = false;
  let back = null;

  page.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-dialog]");
    if (link && isPlainClick(event) && !dialog.contains(link)) {
      event.preventDefault();
      const focused = event.isTrusted === false && page.activeElement !== page.body ? page.activeElement : null;
      open(link, focused ?? returnsTo(link));
    } else if (event.target.closest?.("#dialog [data-close]")) {
      event.preventDefault();
      dialog.close();
    }
  });
  dialog.addEventListener("close", () => {
    dialog.replaceChildren();
    if (back?.isConnected) back.focus();
  });
  dialog.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const { status } = detail.xhr;
    if (status >= 400 && status < 500 && status !== 401) Object.assign(detail, { shouldSwap: true, isError: false });
  });
  dialog.addEventListener("htmx:afterSettle", () => entryOf(dialog)?.focus());
  for (const event of FAILED) dialog.addEventListener(event, complain);
  dialog.addEventListener("dialog:done", ({ detail }) => {
    dialog.close();
    toast(detail.said);
  });
  // What somebody has asked for elsewhere on the page, and not what the page asks for by itself.
  for (const event of FAILED) {
    page.body.addEventListener(event, ({ target, detail }) => {
      if (!dialog.contains(target) && detail.requestConfig?.triggeringEvent?.isTrusted) toast(words("not-through"));
    });
  }

  async function open(link, returnTo) {
    if (waiting || dialog.open) return;
    waiting = true;
    try {
      const html = await load(link.href);
      if (!html.trim()) throw new Error("nothing to ask");
      dialog.innerHTML = html;
      back = returnTo;
      htmx()?.process(dialog);
      dialog.showModal();
      entryOf(dialog)?.focus();
    } catch ({ status }) {
      if (status === 0) toast(words("not-through"));
      else go(link.href);
    } finally {
      waiting = false;
    }
  }

  // Nothing came back, or that something is broken: what was typed is still there to be sent again.
  function complain() {
    dialog.querySelector("[data-unsent]")?.remove();
    const line = page.createElement("p");
    Object.assign(line, { className: "error", textContent: words("not-through") });
    line.dataset.unsent = "";
    line.setAttribute("role", "alert");
    dialog.querySelector(".button-row")?.before(line);
  }
}
