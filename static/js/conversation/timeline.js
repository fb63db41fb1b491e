// The list of messages on the page: puts each where it belongs, once, and never an older state over a newer one.

export class Timeline {
  #empty = null; // what stood in the place of messages

  // `onNew` hears of what was not known of before, `onGrown` of each message more on the page. `beginsNew(article)`: whether the
  // New line belongs above it.
  constructor({ column, days, viewer, scroller, me, words, beginsNew, onNew, onGrown }) {
    Object.assign(this, { column, days, viewer, scroller, me, words, beginsNew, onNew, onGrown });
  }

  // `item`: {id, n, rev, author_id, client_id, html, live}. The newest page is not on screen: then what is new only counts.
  put(item) {
    const old = this.column.querySelector(`article[data-id="${item.id}"]`);
    if (old && Number(old.dataset.rev) >= item.rev) return;
    const pending = item.author_id === this.me ? this.#pending(item.client_id) : null;
    const mine = item.author_id === this.me;
    const isNew = !old && item.n > Number(this.column.dataset.lastN);
    if (isNew) this.column.dataset.lastN = String(item.n);
    if (!old && !this.#hasPlaceFor(item.n)) {
      pending?.remove();
      if (isNew) this.onNew(item, null, mine);
      return;
    }
    let article = articleOf(item.html);
    this.viewer.handling?.hear(item, old, article);
    this.scroller.follow(() => {
      article = this.#place(article, old ?? pending);
      if (!old && this.beginsNew(article)) this.#drawNewLine(article);
    });
    if (old) return;
    this.onNew(item, article, mine); // what was missed comes in the order of its changes, so its number may be no new one
    this.onGrown();
  }

  #place(article, before) {
    this.#takeEmpty();
    const held = before?.contains(document.activeElement);
    let shown = article;
    if (before?.dataset.n === article.dataset.n) shown = change(before, article);
    else {
      before?.remove();
      this.days.place(article);
    }
    this.viewer.mark(shown);
    this.viewer.group(shown.parentElement);
    this.days.arrange();
    if (held && !shown.contains(document.activeElement)) shown.focus({ preventScroll: true });
    return shown;
  }

  // My message that is still on its way, at the very end. `isSaid`: it was sent just now and here, so that is where one looks.
  addPending(article, isSaid) {
    this.scroller.follow(() => {
      this.#takeEmpty();
      this.days.place(article);
      this.viewer.roles.mark(article);
      this.viewer.group(article.parentElement);
    }, isSaid);
    this.onGrown();
  }

  // Something grows or shrinks: whoever is at the end stays there.
  change(change) {
    this.scroller.follow(change);
  }

  remove(article) {
    const section = article.parentElement;
    const held = article.contains(document.activeElement);
    article.remove();
    if (held) this.column.closest(".message-scroller").focus({ preventScroll: true });
    if (section) this.viewer.group(section);
    this.days.arrange();
    if (this.#empty && !this.column.querySelector("article")) this.column.append(this.#empty);
  }

  // It goes when something is said, and comes back when that was never sent.
  #takeEmpty() {
    const empty = this.column.querySelector(":scope > .empty");
    if (!empty) return;
    this.#empty = empty;
    empty.remove();
  }

  // The New line stands above this message, and nowhere else.
  markNew(article) {
    this.change(() => this.#drawNewLine(article));
  }

  #drawNewLine(article) {
    this.column.querySelector(".new-line")?.remove();
    const line = document.createElement("p");
    Object.assign(line, { className: "new-line", id: "new" });
    line.append(document.createElement("span"));
    line.firstChild.textContent = this.words("new");
    article.before(line);
    this.viewer.group(article.parentElement);
  }

  // Whether the newest message known of is on screen.
  isComplete() {
    const shown = [...this.column.querySelectorAll("article[data-n]")].map((article) => Number(article.dataset.n));
    return Math.max(0, ...shown) >= Number(this.column.dataset.lastN);
  }

  #pending(clientId) {
    return this.column.querySelector(`article[data-client-id="${CSS.escape(clientId)}"]:not([data-id])`);
  }

  // A message above the oldest shown comes with its page; one below the newest shown only when that is the newest of all.
  #hasPlaceFor(n) {
    const shown = [...this.column.querySelectorAll("article[data-n]")].map((article) => Number(article.dataset.n));
    if (shown.length && n < Math.min(...shown)) return false;
    return !("hasAfter" in this.column.dataset) || n < Math.max(0, ...shown);
  }
}

// A message becomes what it is now, without losing the focus, the toolbar, or the form in which somebody edits it.
function change(before, article) {
  if (!window.Idiomorph || before.className.includes("system-line") !== article.className.includes("system-line")) {
    before.replaceWith(article);
    return article;
  }
  const keeps = (node) => node.nodeType === 1 && node.matches(".message-tools, .message-edit");
  window.Idiomorph.morph(before, article, { morphStyle: "outerHTML", callbacks: { beforeNodeRemoved: (node) => !keeps(node) } });
  before.classList.toggle("editing", before.querySelector(".message-edit") !== null);
  before.dispatchEvent(new CustomEvent("message:changed", { bubbles: true }));
  return before;
}

export function articleOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.querySelector("article");
}
