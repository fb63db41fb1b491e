// Panels beside the conversation come in by htmx. This keeps what a page of its own would have: the pane that a phone
// shows, the focus in what has opened and back where it came from, and Esc.

import { composes } from "./composing.js";

// Where the focus goes: into an opened panel, or back to what opened the closed one.
export function focusAfter({ isOpen, field, panel, opener }) {
  return isOpen ? (field ?? panel) : opener;
}

// The name of what will lead to the panel once it is closed: of the two links to one panel only one has it.
export function openerOf({ id, dataset }) {
  return id || dataset.backTo;
}

// `onChange` hears that another panel shows.
export function startPanels(page, { onChange }) {
  let openerId = null;

  page.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.target?.id === "panel" && !detail.target.contains(detail.elt)) openerId = openerOf(detail.elt);
  });
  page.addEventListener("htmx:afterSwap", ({ target: panel, detail }) => {
    if (panel.id !== "panel") return;
    panel.closest(".desk").dataset.pane = panel.dataset.pane;
    const opener = page.getElementById(openerId) ?? page.getElementById("to-people");
    // After the swap htmx looks after the focus as well.
    setTimeout(() => focusAfter({ isOpen: !panel.hidden, field: panel.querySelector("[type=search]"), panel, opener })?.focus());
    onChange(detail);
  });
  page.addEventListener("keydown", (event) => {
    const panel = event.target.closest?.("#panel");
    if (event.key !== "Escape" || !panel || event.defaultPrevented || composes(event)) return;
    event.preventDefault();
    closePanel(page);
  });
}

// Whether there was one to close.
export function closePanel(page) {
  const ways = [...page.querySelectorAll("#panel .back-link, #panel-close")];
  const close = ways.find((way) => way.checkVisibility()); // which of them shows is a matter of the width
  close?.click();
  return Boolean(close);
}
