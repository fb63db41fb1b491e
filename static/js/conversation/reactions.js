// Reactions on messages: which of them are mine, and a click that adds one or takes it back, shown before the server has answered.

const SHOWN_NAMES = 10;

// A message names at most 50 people behind each emoji. Whether I am among more than those was said beside it.
export function isMine({ users, count, said }, me) {
  return users.includes(me) || (count > users.length && said);
}

// "Ada, Bo and 3 others": those whose names are known first.
export function namesSentence(names, count, words) {
  const shown = names.slice(0, SHOWN_NAMES).join(", ");
  const others = count - Math.min(names.length, SHOWN_NAMES);
  if (!shown) return String(count);
  return others > 0 ? words("reacted-others", { names: shown, count: others }) : shown;
}

// `refused(error)` says why something did not work; `reached()` hears that it did.
export class Reactions {
  #mine = new Map(); // message -> emoji that are mine, as the server said
  #wanted = new Map(); // message and emoji -> {on}, while that is on its way
  #work = new Map(); // message -> its requests, one after the other
  #names = new Map(); // person -> name

  constructor({ page, me, http, words, change, refused, reached }) {
    Object.assign(this, { page, me, http, words, change, refused, reached });
  }

  // What a page of messages says of me, at its days.
  learn(column) {
    for (const place of column.querySelectorAll("template[data-mine]")) {
      for (const [id, emoji] of Object.entries(JSON.parse(place.dataset.mine))) this.#mine.set(id, new Set(emoji));
      place.remove();
    }
  }

  // A change of a message, before it is shown. `mine` comes with what was fetched; a frame says only who did something.
  hear({ id, mine, actor_id: actor, change }, old, fresh) {
    if (mine) this.#mine.set(id, new Set(mine));
    else if (actor === this.me && change === "unreacted" && old) {
      for (const emoji of this.#mine.get(id) ?? []) {
        if (countOf(buttonOf(fresh, emoji)) < countOf(buttonOf(old, emoji))) this.#mine.get(id).delete(emoji);
      }
    }
  }

  mark(article) {
    const { id } = article.dataset;
    for (const button of article.querySelectorAll(".reaction[data-emoji]")) {
      const users = usersOf(button);
      const said = this.#mine.get(id)?.has(button.dataset.emoji) ?? false;
      press(button, isMine({ users, count: countOf(button), said }, this.me));
    }
    for (const [key, { on }] of this.#wanted) {
      const [of, emoji] = key.split(" ");
      if (of === id) this.#show(article, emoji, on);
    }
  }

  has(article, emoji) {
    return buttonOf(article, emoji)?.getAttribute("aria-pressed") === "true";
  }

  toggle(article, emoji) {
    return this.set(article, emoji, !this.has(article, emoji));
  }

  // Resolves when the server has answered. A second click while the first is on its way waits for it.
  set(article, emoji, on) {
    const { id } = article.dataset;
    const key = `${id} ${emoji}`;
    const wish = { on };
    this.#wanted.set(key, wish);
    this.change(() => this.#show(article, emoji, on));
    const work = (this.#work.get(id) ?? Promise.resolve()).then(() => this.#send(id, emoji, on)).then(
      () => this.#settle(key, wish),
      (error) => this.#undo(key, wish, article, error),
    );
    this.#work.set(id, work);
    return work;
  }

  async #send(id, emoji, on) {
    await this.http.send(on ? "PUT" : "DELETE", `/api/v1/messages/${id}/reactions/${encodeURIComponent(emoji)}`);
  }

  #settle(key, wish) {
    const [id, emoji] = key.split(" ");
    const mine = this.#mine.get(id) ?? new Set();
    if (wish.on) mine.add(emoji);
    else mine.delete(emoji);
    this.#mine.set(id, mine);
    if (this.#wanted.get(key) === wish) this.#wanted.delete(key);
    this.reached();
  }

  #undo(key, wish, article, error) {
    this.refused(error);
    if (this.#wanted.get(key) !== wish) return;
    this.#wanted.delete(key);
    const [, emoji] = key.split(" ");
    this.change(() => this.#show(article, emoji, !wish.on));
  }

  // Nothing happens to what is shown like that already.
  #show(article, emoji, on) {
    if (this.has(article, emoji) === on) return;
    const button = buttonOf(article, emoji) ?? this.#make(article, emoji);
    const count = countOf(button) + (on ? 1 : -1);
    const others = usersOf(button).filter((user) => user !== this.me);
    button.dataset.users = (on ? [this.me, ...others] : others).join(" ");
    press(button, on);
    button.setAttribute("aria-label", `${emoji} ${count}`);
    button.querySelector(".count").textContent = String(count);
    if (count > 0) return;
    const list = button.closest(".reactions");
    const held = list.contains(this.page.activeElement);
    button.parentElement.remove();
    if (!list.querySelector("[data-emoji]")) list.remove();
    if (held && !list.contains(this.page.activeElement)) article.focus({ preventScroll: true });
  }

  #make(article, emoji) {
    let list = article.querySelector(".reactions");
    if (!list) {
      list = this.page.getElementById("reactions").content.firstElementChild.cloneNode(true);
      article.querySelector(".message-text").after(list);
    }
    const item = this.page.createElement("li");
    const button = this.page.createElement("button");
    Object.assign(button, { type: "button", className: "reaction" });
    Object.assign(button.dataset, { emoji, users: "" });
    const [sign, count] = [this.page.createElement("span"), this.page.createElement("span")];
    sign.setAttribute("aria-hidden", "true");
    sign.textContent = emoji;
    Object.assign(count, { className: "count", textContent: "0" });
    button.append(sign, count);
    item.append(button);
    list.lastElementChild.before(item);
    return button;
  }

  // Who it was, as a tooltip. Names that the page does not show are asked for once.
  async name(button) {
    const article = button.closest("article");
    const users = usersOf(button);
    const unknown = () => users.slice(0, SHOWN_NAMES).filter((user) => !this.#nameOf(user));
    if (unknown().length && button.dataset.asked !== article.dataset.rev) {
      button.dataset.asked = article.dataset.rev;
      try {
        const { items } = await this.http.send("GET", `/api/v1/messages/${article.dataset.id}/reactions?limit=100`);
        for (const { user } of items) this.#names.set(user.id, user.display_name || user.username);
      } catch {
        return; // a count says enough
      }
    }
    const names = users.map((user) => this.#nameOf(user)).filter(Boolean);
    button.title = namesSentence(names, countOf(button), this.words);
  }

  #nameOf(user) {
    if (!this.#names.has(user)) {
      const author = this.page.querySelector(`article[data-author="${user}"] .author`)?.textContent.trim();
      if (author) this.#names.set(user, author);
    }
    return this.#names.get(user);
  }
}

function buttonOf(article, emoji) {
  return [...(article?.querySelectorAll(".reaction[data-emoji]") ?? [])].find((button) => button.dataset.emoji === emoji) ?? null;
}

// In an archived topic one only takes back what is one's own.
function press(button, on) {
  button.setAttribute("aria-pressed", String(on));
  button.ariaDisabled = on || !button.closest("[data-archived]") ? null : "true";
}

function usersOf(button) {
  return button.dataset.users ? button.dataset.users.split(" ") : [];
}

function countOf(button) {
  return Number(button?.querySelector(".count").textContent ?? 0);
}
