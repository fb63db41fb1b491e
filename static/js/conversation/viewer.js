// What depends on who looks and when, which the server leaves out of a message: mine, for me, roles, local times, runs of one
// author.

const RUN_MS = 5 * 60 * 1000; // messaging/views/days.py has the same number

// Whether a message continues the one above it under one name. Both as {author, kind, at, reply}, or null.
export function continues(above, message) {
  return (
    above !== null &&
    above.kind === "text" &&
    message.kind === "text" &&
    above.author === message.author &&
    !message.reply &&
    message.at - above.at < RUN_MS
  );
}

export function isForMe({ author, mentions, all }, me) {
  return author !== me && (Boolean(all) || mentions.split(" ").includes(me));
}

export class Viewer {
  // What one may do with messages, once its script has come: {learn(column), mark(article), group(section)}.
  handling = null;

  constructor({ me, language, roles }) {
    Object.assign(this, { me, roles });
    this.time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.whole = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });
  }

  mark(article) {
    const { author, mentions = "", mentionAll, at } = article.dataset;
    article.classList.toggle("mine", author === this.me);
    article.classList.toggle("mentions-me", isForMe({ author, mentions, all: mentionAll }, this.me));
    for (const mention of article.querySelectorAll(`.mention[data-user="${this.me}"]`)) mention.classList.add("me");
    this.roles.mark(article);
    this.handling?.mark(article);
    const time = article.querySelector("time");
    if (!time || !at) return;
    const date = new Date(at);
    time.textContent = this.time.format(date);
    time.title = this.whole.format(date);
  }

  // Runs, in one section or from one article on: each looks only at the one above it.
  group(section) {
    let above = null;
    for (const child of section.children) {
      if (child.matches(".new-line")) above = null;
      if (child.localName !== "article") continue;
      const message = this.#read(child);
      child.classList.toggle("continued", continues(above, message));
      above = message;
    }
    this.handling?.group(section);
  }

  #read(article) {
    const { author, kind, at } = article.dataset;
    return { author, kind, at: Date.parse(at), reply: article.querySelector(".reply-to") !== null };
  }

  markAll(column) {
    this.handling?.learn(column);
    for (const article of column.querySelectorAll("article")) this.mark(article);
    for (const section of column.querySelectorAll(":scope > .day")) this.group(section);
  }
}
