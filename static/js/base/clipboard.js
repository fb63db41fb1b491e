// Copy buttons: <button data-copy="id of a field" hidden>. Without a script the field itself can be selected.

const CHEER_MS = 2_000;

export async function copy(field, clipboard) {
  field.select();
  try {
    await clipboard.writeText(field.value);
    return true;
  } catch {
    return document.execCommand("copy"); // no clipboard without https
  }
}

// Words that stand in no field of the page. `text` may be a promise of them: Safari copies what is asked for within the press alone.
export async function copyText(text, clipboard, page = document) {
  if (globalThis.ClipboardItem && clipboard?.write) {
    const blob = Promise.resolve(text).then((words) => new Blob([words], { type: "text/plain" }));
    try {
      await clipboard.write([new ClipboardItem({ "text/plain": blob })]);
      return true;
    } catch {
      // the other way, below
    }
  }
  const field = page.createElement("textarea");
  field.value = await text;
  field.className = "for-screen-readers";
  const host = page.querySelector("dialog[open]") ?? page.body;
  const focused = page.activeElement;
  host.append(field);
  const done = await copy(field, clipboard);
  field.remove();
  focused?.focus?.({ preventScroll: true });
  return done;
}

export function startClipboard(page, words, say) {
  for (const button of page.querySelectorAll("[data-copy]")) {
    const field = button.ownerDocument.getElementById(button.dataset.copy);
    const label = button.querySelector("span");
    const usual = label.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (!(await copy(field, navigator.clipboard))) return;
      label.textContent = words("copied");
      say(words("copied"));
      setTimeout(() => { label.textContent = usual; }, CHEER_MS);
    });
  }
}
