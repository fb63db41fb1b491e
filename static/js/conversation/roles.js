// Who looks after the party, as a word beside their names. Pages come with it; what the socket brings is the same for all times,
// so it is put there here.

const MOVING = ["member_updated", "member_joined", "member_left"];

export class Roles {
  #text = "";
  #known = {};

  constructor({ column, words }) {
    Object.assign(this, { column, words });
  }

  // "owner", "admin", "moderator", or undefined.
  of(user) {
    const text = this.column.dataset.roles ?? "{}";
    if (text !== this.#text) [this.#text, this.#known] = [text, JSON.parse(text)];
    return this.#known[user];
  }

  // What the party is told of its members. Whether a word has changed.
  heard({ change, member }) {
    if (!MOVING.includes(change) || !member) return false;
    const { user: { id }, role } = member;
    const now = change === "member_left" || role === "member" ? undefined : role;
    if (this.of(id) === now) return false;
    this.column.dataset.roles = JSON.stringify({ ...this.#known, [id]: now });
    return true;
  }

  mark(article) {
    const name = article.querySelector(".message-head > .author");
    if (!name) return;
    const role = this.of(article.dataset.author);
    let tag = name.parentElement.querySelector(".tag");
    if (!role) {
      tag?.remove();
      return;
    }
    if (!tag) {
      tag = name.ownerDocument.createElement("span");
      tag.className = "tag";
      name.after(tag);
    }
    const word = this.words(`role-${role}`);
    if (tag.textContent !== word) tag.textContent = word;
  }
}
