// A message that a finger pulls towards the end of the line is replied to. The button of the toolbar and the menu do the same.
// Whatever goes up or down is scrolling, and what begins at the edge of the screen is the system's way back.

const EDGE_PX = 24;
const DECIDES_PX = 10;
const REPLIES_PX = 64;
const FARTHEST_PX = 88;

// What a way of a finger is, `along` the line and `across` it: null as long as nobody can tell, else "pull" or "other".
export function wayOf(along, across) {
  if (Math.hypot(along, across) < DECIDES_PX) return null;
  return along > 2 * Math.abs(across) ? "pull" : "other";
}

// How far a message follows: slower where there is nothing more to reach.
export function followed(along) {
  const over = Math.max(0, along - REPLIES_PX);
  return Math.min(FARTHEST_PX, Math.max(0, along - over) + over / 4);
}

// `may(article)`: whether it can be replied to; `reply(article)` does so. `sign()` makes what shows behind a message that is pulled.
export function startSwipe({ column, signal, may, reply, sign, width = () => innerWidth }) {
  let pull = null; // {id, x, y, article, way, sign}

  const on = (type, listener) => column.addEventListener(type, listener, { signal, passive: true });
  const isRightToLeft = () => getComputedStyle(column).direction === "rtl";

  function end() {
    if (pull?.sign) {
      pull.sign.remove();
      pull.article.classList.remove("pulled", "far");
      pull.article.style.removeProperty("--pulled");
    }
    pull = null;
  }

  on("pointerdown", ({ pointerType, pointerId: id, isPrimary, target, clientX: x, clientY: y }) => {
    end(); // a second finger has something else in mind
    const article = target.closest("article.message[data-id]");
    const isFree = isPrimary && pointerType === "touch" && article && !target.closest("pre, input, textarea, .message-edit");
    if (isFree && x > EDGE_PX && x < width() - EDGE_PX && may(article)) pull = { id, x, y, article, way: null, sign: null };
  });
  on("pointermove", ({ pointerId, clientX, clientY }) => {
    if (pointerId !== pull?.id) return;
    const along = isRightToLeft() ? pull.x - clientX : clientX - pull.x;
    pull.way ??= wayOf(along, clientY - pull.y);
    if (pull.way === "other") end();
    if (pull?.way !== "pull") return;
    const { article } = pull;
    if (!pull.sign?.isConnected) { // at first, or because the message was drawn anew
      pull.sign = sign();
      article.prepend(pull.sign);
      article.classList.add("pulled");
    }
    article.style.setProperty("--pulled", `${followed(along)}px`);
    article.classList.toggle("far", along >= REPLIES_PX);
  });
  on("pointerup", ({ pointerId }) => {
    if (pointerId !== pull?.id) return;
    const { article } = pull;
    const isFar = article.classList.contains("far");
    end();
    if (isFar && article.isConnected) reply(article);
  });
  on("pointercancel", end);
  on("contextmenu", end); // held down: the menu opens
}
