// Light, dark, or as the device.

import { tellServer } from "../base/choices.js";

export function startTheme(page) {
  const chooser = page.querySelector("[data-theme-chooser]");
  if (!chooser) return;
  chooser.hidden = false;
  chooser.addEventListener("change", ({ target }) => {
    tellServer(page, "theme", target.value);
    if (target.value) page.documentElement.dataset.theme = target.value;
    else delete page.documentElement.dataset.theme;
  });
}
