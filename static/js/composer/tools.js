// What stands around the field: in the help, what Enter does on this device.

const ENTER = "enter-breaks";

export function enterBreaks(storage) {
  return storage?.getItem(ENTER) === "1";
}

export function startTools({ page, storage }) {
  const setting = page.querySelector("#writing-help [data-enter]");
  if (!setting || !storage) return;
  const box = setting.querySelector("input");
  setting.hidden = false;
  box.checked = enterBreaks(storage);
  box.addEventListener("change", () => (box.checked ? storage.setItem(ENTER, "1") : storage.removeItem(ENTER)));
}
