// Owns all scrolling of the conversation: it follows at the end, and stays where the reader is anywhere else.

const NEAR_PX = 100;
const READ_ABOVE = 2; // place.js has the same number

// Whether somebody who reads here sees the end.
export function isNearEnd({ scrollTop, scrollHeight, clientHeight }) {
  return scrollHeight - scrollTop - clientHeight <= NEAR_PX;
}

function isAtVeryEnd({ scrollTop, scrollHeight, clientHeight }) {
  return scrollHeight - scrollTop - clientHeight < 1;
}

// The message from which on one sees what the New line goes on from.
function readAbove(line) {
  const articles = [...line.closest(".message-column").querySelectorAll("article")];
  const first = articles.findIndex((article) => line.compareDocumentPosition(article) & Node.DOCUMENT_POSITION_FOLLOWING);
  return articles[Math.max(first - READ_ABOVE, 0)];
}

export class Scroller {
  #below = 0;
  #stuck = false;

  // `stopAt()`: the New line, when the list must not go on past it by itself, else null.
  constructor({ box, pill, words, onEnd, stopAt }) {
    Object.assign(this, { box, pill, words, onEnd, stopAt });
    box.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    // A keyboard opens, a bar goes, a picture comes: whoever is at the end stays there.
    const watch = new ResizeObserver(() => { if (this.#stuck && !isAtVeryEnd(this.box)) this.#stay(); });
    watch.observe(box);
    watch.observe(box.querySelector(".message-column"));
  }

  // Behind a panel on a phone nothing has a height: then it is as it was.
  atEnd() {
    return this.holdsNewest() && (this.box.clientHeight ? isNearEnd(this.box) : this.#stuck);
  }

  // Whether the newest page is on screen, so that the end of the list is the present.
  holdsNewest() {
    return !("hasAfter" in (this.box.querySelector("#messages")?.dataset ?? {}));
  }

  toEnd() {
    this.box.scrollTop = this.box.scrollHeight;
    this.#stuck = this.holdsNewest();
    this.#below = 0;
    this.#say();
  }

  // Run a change of the list, and stay at the end if the reader was there, or go there when `always`, also to the end of an old
  // page. Elsewhere most browsers hold by themselves what is on screen.
  follow(change, always = false) {
    const { scrollTop } = this.box;
    const stay = always || this.atEnd();
    const release = stay || CSS.supports("overflow-anchor", "auto") ? null : this.hold();
    change();
    if (stay) this.#stay(scrollTop);
    else release?.();
  }

  // At the end, or at the line that holds it up, but no farther back than it was.
  #stay(from = this.box.scrollTop) {
    this.toEnd();
    const line = this.stopAt();
    if (!line) return;
    line.scrollIntoView({ block: "start" });
    if (this.box.scrollTop < from) this.box.scrollTop = from;
    this.#stuck = this.atEnd();
    this.#say();
  }

  // Hold what the reader sees where it is, through a change above it; call what this returns after the change.
  hold() {
    const anchor = this.#firstVisible();
    if (!anchor) return () => undefined;
    const before = anchor.getBoundingClientRect().top;
    this.box.style.overflowAnchor = "none"; // browsers would correct some of it as well
    return () => {
      if (anchor.isConnected) this.box.scrollTop += anchor.getBoundingClientRect().top - before;
      this.box.style.overflowAnchor = "";
    };
  }

  // The side of the list that is farther from the reader.
  farSide() {
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    return scrollTop > scrollHeight - scrollTop - clientHeight ? "above" : "below";
  }

  // Something new came below what is on screen.
  missed() {
    if (this.atEnd()) return;
    this.#below += 1;
    this.#say();
  }

  // Where the reader is, to come back to: a message and how far below the upper edge it begins. Null at the end, undefined
  // where nothing shows.
  place() {
    if (!this.box.clientHeight) return undefined;
    const first = this.atEnd() ? null : this.#firstVisible();
    if (!first?.dataset.n) return null;
    return { n: Number(first.dataset.n), top: Math.round(first.getBoundingClientRect().top - this.box.getBoundingClientRect().top) };
  }

  // Where to begin: at the place where the reader was, else at the one that the address names, else at the New line with what
  // is above it, else at the end. Null: the reader was at the end, whatever the address names.
  enter(place) {
    const { box } = this;
    delete box.dataset.unplaced;
    const known = place && box.querySelector(`#m-${place.n}`);
    const isNamed = place !== null && /^#m-\d+$/.test(location.hash);
    const named = isNamed ? box.querySelector(`article${location.hash}`) : null;
    const day = box.querySelector(`#m-${box.querySelector("#messages").dataset.begin ?? 0}`);
    const line = box.querySelector(".new-line");
    named?.classList.add("highlighted");
    if (known) this.#show(known, place.top);
    else if (named) this.#begin(named, "center");
    else if (day) this.#begin(day, "start");
    else if (line) this.#begin(readAbove(line), "start");
    else this.toEnd();
  }

  // Style sheets say what lies on the messages at the upper edge.
  #begin(article, block) {
    this.#stuck = false;
    this.#below = 0;
    article.scrollIntoView({ block });
    this.#say();
  }

  // Put a message so far below the upper edge.
  #show(article, top) {
    this.#stuck = false;
    this.box.scrollTop += article.getBoundingClientRect().top - this.box.getBoundingClientRect().top - top;
    this.#say();
  }

  #firstVisible() {
    const top = this.box.getBoundingClientRect().top;
    return [...this.box.querySelectorAll("article")].find((article) => article.getBoundingClientRect().bottom > top);
  }

  #scrolled() {
    this.#stuck = this.atEnd();
    if (this.#stuck) {
      this.#below = 0;
      this.onEnd();
    }
    this.#say();
  }

  #say() {
    if (!this.pill) return;
    const far = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight > this.box.clientHeight;
    this.pill.hidden = this.atEnd() || !(far || this.#below || !this.holdsNewest());
    const text = this.#below ? this.words("new-below", { count: this.#below }) : this.words("to-present");
    this.pill.querySelector("span").textContent = text;
  }
}
