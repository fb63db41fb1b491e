// The switches of the page of notifications, which are about this device.

import { choices } from "../base/choices.js";
import { askPermission, isPossible, showNotice, tick } from "./outside.js";

// Which sentence about the browser's permission is true.
export function permissionOf(isThere, permission) {
  return isThere ? permission : "unsupported";
}

export function startSwitches(page) {
  const box = page.getElementById("device-switches");
  const notices = box.querySelector("[data-choice=notices]");

  function draw() {
    const permission = permissionOf(isPossible(), window.Notification?.permission);
    for (const each of box.querySelectorAll("[data-choice]")) each.checked = choices.get(each.dataset.choice) === "on";
    if (permission !== "granted") notices.checked = false;
    notices.disabled = permission === "denied" || permission === "unsupported";
    for (const line of box.querySelectorAll("[data-permission]")) line.hidden = line.dataset.permission !== permission;
    box.querySelector("[data-try]").hidden = !notices.checked;
  }

  box.addEventListener("change", async ({ target }) => {
    const isOn = target.checked && (target !== notices || (await askPermission()));
    choices.set(target.dataset.choice, isOn ? "on" : "off");
    if (isOn && target.dataset.choice === "sound") tick();
    draw();
  });
  box.querySelector("[data-try] button").addEventListener("click", ({ currentTarget: { dataset } }) => {
    showNotice({ title: dataset.title, text: dataset.text, topic: "chatterbox-try" });
    if (choices.get("sound") === "on") tick();
  });
  addEventListener("storage", draw); // another tab
  addEventListener("focus", draw); // the browser's own settings may have been changed meanwhile
  draw();
  box.hidden = false;
}
