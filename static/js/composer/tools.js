// What stands around the field: a button for emoji, and in the help what Enter does on this device.

import { bring } from "../base/bring.js";

const ENTER = "enter-breaks";
const loadPicker = () => bring(() => import("../emoji/picker.js"));

export function enterBreaks(storage) {
  return storage?.getItem(ENTER) === "1";
}

export function startTools({ page, form, composer, storage, words }) {
  startEmoji({ page, button: form.querySelector(".emoji"), composer, storage, words });
  startEnter(page, storage);
}

// The picker comes when the button is first pressed, and an emoji comes to stand where the caret is. The next press closes it.
export function startEmoji({ page, button, composer, storage, words, load = loadPicker }) {
  let isOpen = false;
  let wasOpen = false; // when the pointer went down, which alone closes a picker: before there is a click
  const setOpen = (open) => {
    isOpen = open;
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("pointerdown", () => { wasOpen = isOpen; });
  button.addEventListener("click", async ({ detail }) => {
    if (isOpen || (detail && wasOpen)) {
      page.querySelector(".emoji-picker:popover-open")?.hidePopover();
      return;
    }
    setOpen(true);
    try {
      const { pickEmoji } = await load();
      const emoji = await pickEmoji(button, { page, storage });
      if (emoji) composer.insert(emoji);
      else if (page.activeElement === button) composer.focus();
    } catch {
      composer.refuse(words("not-through"));
    } finally {
      setOpen(false);
    }
  });
  button.hidden = false;
}

function startEnter(page, storage) {
  const setting = page.querySelector("#writing-help [data-enter]");
  if (!setting || !storage) return;
  const box = setting.querySelector("input");
  setting.hidden = false;
  box.checked = enterBreaks(storage);
  box.addEventListener("change", () => (box.checked ? storage.setItem(ENTER, "1") : storage.removeItem(ENTER)));
}
