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
