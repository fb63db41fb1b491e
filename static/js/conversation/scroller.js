// Owns all scrolling of the conversation: it follows at the end, and stays where the reader is anywhere else.

const NEAR_PX = 100;

// Whether somebody who reads here sees the end.
export function isNearEnd({ scrollTop, scrollHeight, clientHeight }) {
  return scrollHeight - scrollTop - clientHeight <= NEAR_PX;
}

export class Scroller {
  #below = 0;

  constructor({ box, pill, words, onEnd }) {
    Object.assign(this, { box, pill, words, onEnd });
    box.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    pill?.addEventListener("click", (event) => {
      if (this.holdsNewest()) {
        event.preventDefault();
        this.toEnd();
      }
    });
  }

  atEnd() {
    return this.holdsNewest() && isNearEnd(this.box);
  }

  // Whether the newest page is on screen, so that the end of the list is the present.
  holdsNewest() {
    return !("hasAfter" in (this.box.querySelector("#messages")?.dataset ?? {}));
  }

  toEnd() {
    this.box.scrollTop = this.box.scrollHeight;
    this.#below = 0;
    this.#show();
  }

  // Once more when heights of what was never painted are known: content-visibility guesses them first.
  settle(place) {
    place();
    requestAnimationFrame(() => requestAnimationFrame(place));
  }

  // Run a change of the list, and stay at the end if the reader was there, or when `always`.
  follow(change, always = false) {
    const stay = always ? this.holdsNewest() : this.atEnd();
    change();
    if (stay) this.settle(() => this.toEnd());
  }

  // Hold what the reader sees where it is, through a change above it; call what this returns after the change.
  hold() {
    const anchor = this.#firstVisible();
    if (!anchor) return () => undefined;
    const before = anchor.getBoundingClientRect().top;
    this.box.style.overflowAnchor = "none"; // browsers would correct some of it as well
    return () => {
      this.settle(() => { this.box.scrollTop += anchor.getBoundingClientRect().top - before; });
      requestAnimationFrame(() => requestAnimationFrame(() => { this.box.style.overflowAnchor = ""; }));
    };
  }

  // Something new came below what is on screen.
  missed() {
    if (this.atEnd()) return;
    this.#below += 1;
    this.#show();
  }

  // Where the reader is, to come back to: a message and how far below the upper edge it begins. Null at the end.
  place() {
    const first = this.atEnd() ? null : this.#firstVisible();
    if (!first?.dataset.n) return null;
    return { n: Number(first.dataset.n), top: Math.round(first.getBoundingClientRect().top - this.box.getBoundingClientRect().top) };
  }

  // Where to begin: at the place where the reader was, else the one that the address names, else the New line with what is
  // above it, else the end.
  enter(place = null) {
    const known = place && this.box.querySelector(`#m-${place.n}`);
    if (known) {
      this.settle(() => {
        this.box.scrollTop += known.getBoundingClientRect().top - this.box.getBoundingClientRect().top - place.top;
      });
      this.#show();
      return;
    }
    const named = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    const begin = named?.matches("article") ? named : this.box.querySelector(".new-line");
    if (!begin) {
      this.settle(() => this.toEnd());
      return;
    }
    this.settle(() => {
      this.box.scrollTop += begin.getBoundingClientRect().top - this.box.getBoundingClientRect().top - this.box.clientHeight / 3;
    });
    this.#show();
  }

  #firstVisible() {
    const top = this.box.getBoundingClientRect().top;
    return [...this.box.querySelectorAll("article")].find((article) => article.getBoundingClientRect().bottom > top);
  }

  #scrolled() {
    if (this.atEnd()) {
      this.#below = 0;
      this.onEnd();
    }
    this.#show();
  }

  #show() {
    if (!this.pill) return;
    const far = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight > this.box.clientHeight;
    this.pill.hidden = this.atEnd() || !(far || this.#below || !this.holdsNewest());
    const text = this.#below ? this.words("new-below", { count: this.#below }) : this.words("to-present");
    this.pill.querySelector("span").textContent = text;
  }
}
