// Keeps what one writes in above the keyboard of a phone, where the browser lays that over the page instead of shortening it
// (Safari does not know `interactive-widget`). The height that is covered goes to the style sheet as --keyboard.

// How much of the page lies under the keyboard, in its own pixels; zooming in covers nothing.
export function coveredBy(innerHeight, { height, scale }) {
  return Math.max(0, Math.round(innerHeight - height * scale));
}

export function startKeyboard(window) {
  const { document: page, visualViewport: view } = window;
  let covered = 0;
  const look = () => {
    const now = coveredBy(window.innerHeight, view);
    if (now === covered) return;
    covered = now;
    page.documentElement.style.setProperty("--keyboard", `${covered}px`);
    settle();
  };
  // The browser has moved the page up, to bring the field into sight before there was room for it. In a dialog it knows best.
  function settle() {
    const field = page.activeElement;
    if (!covered || !field?.closest(".desk")) return;
    window.scrollTo(0, 0);
    field.scrollIntoView({ block: "nearest" });
  }
  view.addEventListener("resize", look);
  look();
}
