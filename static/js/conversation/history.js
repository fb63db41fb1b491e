// How much of a long topic is on the page: pages come at either end, and what is farthest from the reader goes.

const MOST = 300;
const KEPT = 280; // a few go at a time, so that not every new one moves the list

// How many of `count` messages go from one end of the list, when the first `free` there are in nobody's use. What is in use
// stays as long as there is room for it.
export function leaving(count, free) {
  if (count <= MOST) return 0;
  return Math.min(count - KEPT, Math.max(free, count - MOST));
}

// `templates`: the page, which has the links to earlier and later messages; `process` gives them their htmx.
export class History {
  #newLine = null;

  constructor({ column, scroller, viewer, days, templates, process }) {
    Object.assign(this, { column, scroller, viewer, days, templates, process });
  }

  // With the page as the server has drawn it, and what came to it since.
  begin(isComplete) {
    this.#ended(isComplete);
    this.#cut("above");
  }

  // A page was put in. It was the last one if no link came with it, unless something new has come since it was asked for.
  came(side, isComplete) {
    if (side === "later") this.#ended(isComplete);
    this.#drawNewLine();
    this.days.arrange();
    this.viewer.markAll(this.column);
    this.#cut(side === "earlier" ? "below" : "above");
  }

  // After new messages: the reader stays where they are, at the end or anywhere.
  trim() {
    if (!leaving(this.#count(), 0)) return;
    const release = this.scroller.hold();
    this.#cut(this.scroller.farSide());
    release();
  }

  #ended(isComplete) {
    if (this.#link("later")) return;
    if (isComplete || !this.#articles().length) delete this.column.dataset.hasAfter; // after the last one there is none
    else this.#addLink("later");
  }

  #cut(side) {
    const all = side === "above" ? this.#articles() : this.#articles().reverse();
    const used = all.findIndex((article) => isInUse(article));
    const going = all.slice(0, leaving(this.#count(), used < 0 ? all.length : used));
    if (!going.length) return;
    if (going.some((article) => article.contains(document.activeElement))) this.scroller.box.focus({ preventScroll: true });
    for (const article of going) this.#remove(article);
    this.#link(side === "above" ? "earlier" : "later")?.remove();
    this.#addLink(side === "above" ? "earlier" : "later");
    if (side === "below") this.column.dataset.hasAfter = "";
    this.days.arrange();
    this.viewer.markAll(this.column);
  }

  // The New line stays with its message: it goes with it, and comes back with it.
  #remove(article) {
    const line = article.previousElementSibling;
    if (line?.matches(".new-line")) {
      this.#newLine = { line, n: article.dataset.n };
      line.remove();
    }
    article.remove();
  }

  #drawNewLine() {
    const below = this.#newLine && this.column.querySelector(`#m-${this.#newLine.n}`);
    if (!below || this.column.querySelector(".new-line")) return;
    below.before(this.#newLine.line);
    this.#newLine = null;
  }

  // With those of mine that are on their way.
  #count() {
    return this.column.querySelectorAll("article").length;
  }

  #articles() {
    return [...this.column.querySelectorAll("article[data-n]")];
  }

  #link(side) {
    return this.column.querySelector(`:scope > .load-${side}`);
  }

  #addLink(side) {
    const articles = this.#articles();
    const end = side === "earlier" ? articles[0] : articles.at(-1);
    const link = this.templates.getElementById(`load-${side}`).content.firstElementChild.cloneNode(true);
    const { party, topic } = this.column.dataset;
    const address = `/p/${party}/t/${topic}?${side === "earlier" ? "before" : "after"}=${end.dataset.n}`;
    link.firstElementChild.setAttribute("href", address);
    link.firstElementChild.setAttribute("hx-get", address);
    if (side === "earlier") this.column.prepend(link);
    else this.column.append(link);
    this.process(link);
  }
}

// What somebody is busy with.
function isInUse(article) {
  const selection = getSelection();
  const isSelected = selection && !selection.isCollapsed && selection.containsNode(article, true);
  return isSelected || article.contains(document.activeElement) || article.matches(".editing") || article.querySelector("form, [aria-expanded=true]") !== null;
}
