// What depends on who looks and when, which the server leaves out of a message: mine, for me, roles, local times, runs of one
// author.

import { here, hourOf } from "../base/times.js";
import { inTurn } from "../base/breath.js";

const RUN_MS = 5 * 60 * 1000; // messaging/views/days.py has the same number
// So many messages are marked at a time while the page begins.
const AT_ONCE = 10;

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

  constructor({ me, roles }) {
    Object.assign(this, { me, roles });
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
    const hour = hourOf(here(new Date(at)));
    if (time.textContent !== hour) time.textContent = hour;
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
    for (const article of articlesOf(column)) this.mark(article);
    for (const section of sectionsOf(column)) this.group(section);
  }

  // The same for a page that has just come, a few at a time: the server has drawn most of it as it should be.
  async begin(column, signal) {
    await inParts({ column, mark: (one) => this.mark(one), group: (one) => this.group(one), signal });
  }

  // What there is to do with messages has come: they get it a few at a time, each part by `change`, since some of them grow.
  async handle(handling, { column, change, signal }) {
    this.handling = handling;
    handling.learn(column);
    await inParts({ column, ...handling, change, signal });
  }
}

async function inParts({ column, mark, group, signal, change = (work) => work() }) {
  const each = (work) => (parts) => change(() => parts.forEach((one) => work(one)));
  await inTurn(articlesOf(column), AT_ONCE, each(mark), signal);
  await inTurn(sectionsOf(column), AT_ONCE, each(group), signal);
}

function articlesOf(column) {
  return [...column.querySelectorAll("article")];
}

function sectionsOf(column) {
  return [...column.querySelectorAll(":scope > .day")];
}
