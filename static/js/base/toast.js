// A short sentence at the foot of the page that goes away by itself: what went well, or why something did not.

const SHOWN_MS = 6_000;

// `toast(sentence)` is read out politely; one sentence takes the place of another.
export function makeToast({ page, setTimeout, clearTimeout }) {
  return (sentence) => {
    let box = page.getElementById("toast");
    if (!box) {
      box = page.createElement("div");
      Object.assign(box, { id: "toast", className: "toast" });
      box.setAttribute("role", "status");
      page.body.append(box);
    }
    // A moment later, so that screen readers have met the region before it says something.
    setTimeout(() => { box.textContent = sentence; }, 50);
    clearTimeout(box.timer); // of whichever of those who may say something
    box.timer = setTimeout(() => box.remove(), SHOWN_MS);
  };
}
