// How much of a long topic is on the page: pages come at either end, and what is farthest from the reader goes.

const MOST = 300;
const SLACK = 20;

// How many messages are too many. A few more than the limit are let be, so that not every new one moves the list.
export function excess(count) {
  return count > MOST + SLACK ? count - MOST : 0;
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
    if (!excess(this.#articles().length)) return;
    const release = this.scroller.hold();
    this.#cut(this.scroller.farSide());
    release();
  }

  #ended(isComplete) {
    if (this.#link("later")) return;
    if (isComplete) delete this.column.dataset.hasAfter;
    else this.#addLink("later");
  }

  #cut(side) {
    const all = this.#articles();
    const count = excess(all.length);
    if (!count) return;
    const going = side === "above" ? all.slice(0, count) : all.slice(-count).reverse();
    const kept = going.findIndex((article) => isInUse(article));
    for (const article of kept < 0 ? going : going.slice(0, kept)) this.#remove(article);
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
    const address = `?${side === "earlier" ? "before" : "after"}=${end.dataset.n}`;
    link.firstElementChild.setAttribute("href", address);
    link.firstElementChild.setAttribute("hx-get", address);
    if (side === "earlier") this.column.prepend(link);
    else this.column.append(link);
    this.process(link);
  }
}

// What somebody is busy with is left alone.
function isInUse(article) {
  const selection = getSelection();
  const isSelected = selection && !selection.isCollapsed && selection.containsNode(article, true);
  return isSelected || article.contains(document.activeElement) || article.matches(".editing") || article.querySelector("form, [aria-expanded=true]") !== null;
}
