// The picture that was chosen, shown before it is sent. Without a script it shows once it is saved.

// The first file that is a picture, or null.
export function chosen(files) {
  return [...files].find((file) => file.type.startsWith("image/")) ?? null;
}

export function startPicture(page, { reader = () => new FileReader() } = {}) {
  const form = page.querySelector("[data-picture-form]");
  if (!form) return;
  const place = form.querySelector("[data-picture-preview]").firstElementChild;
  const before = [...place.childNodes];
  const input = form.querySelector("input[type=file]");
  const show = () => {
    const file = chosen(input.files);
    if (!file) {
      place.replaceChildren(...before);
      return;
    }
    const reading = reader();
    reading.addEventListener("load", () => {
      const picture = page.createElement("img");
      Object.assign(picture, { src: reading.result, alt: "", width: 64, height: 64 });
      // What can't be shown is for the server to judge.
      picture.addEventListener("error", () => place.replaceChildren(...before));
      place.replaceChildren(picture);
    });
    reading.readAsDataURL(file);
  };
  input.addEventListener("change", show);
  // Chosen before this script was there, or kept by the browser through a reload.
  if (input.files.length) show();
}
