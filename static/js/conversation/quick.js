// The emoji that one click adds: those that somebody used last, pressed where they have set them.

import { recentEmoji } from "../emoji/recent.js";

export function fillQuick(place, article, { words, reactions, storage }) {
  const buttons = [...place.querySelectorAll("[data-quick]")];
  const recent = recentEmoji(storage, buttons.length);
  buttons.forEach((button, index) => {
    button.dataset.emoji = button.textContent = recent[index];
    const pressed = button.getAttribute("role") === "menuitemcheckbox" ? "aria-checked" : "aria-pressed";
    button.setAttribute(pressed, String(reactions.has(article, recent[index])));
    button.setAttribute("aria-label", words("react-with", { emoji: recent[index] }));
    button.title = button.getAttribute("aria-label");
  });
}
