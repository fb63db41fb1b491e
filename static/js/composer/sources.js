// Where completions come from: the people who may be named in a topic, the topics of the page's list, and all emoji.

import { fitting } from "./completion.js";
import { plainly, plainWords } from "../base/words.js";
import { findEmoji, loadEmoji } from "../emoji/data.js";

const MOST = 8;
const GOOD_MS = 5 * 60_000;
const NAMED = /(?:^|[^\w@/.])@([\w.-]*\w)/g;

// `fragment(query)` asks the server for people as options; the first answer holds all of them, unless they are too many. It
// is good for some minutes, or until something is `heard`: people come and go.
export function sourcesOf({ page, fragment, now = Date.now }) {
  let everybody = null;
  let until = 0;
  let note = null;
  const outsiders = new Map(); // by username, what they are called

  async function load(query) {
    const template = page.createElement("template");
    template.innerHTML = await fragment(query);
    const list = template.content.querySelector("ul");
    note ??= template.content.querySelector("template")?.content.firstElementChild ?? null;
    const items = [...list.querySelectorAll("li")];
    for (const { dataset: { name, outside } } of items) {
      if (outside) outsiders.set(name, outside);
      else outsiders.delete(name);
    }
    const people = items.map((item) => ({
      id: item.dataset.id, insert: `@${item.dataset.name}`, words: plainWords(item.dataset.words),
      nodes: () => [...item.cloneNode(true).childNodes],
    }));
    return { people, whole: "whole" in list.dataset, everyone: Number(list.dataset.everyone), here: Number(list.dataset.here) };
  }

  function all() {
    if (now() < until) return everybody;
    until = now() + GOOD_MS;
    everybody = load("").catch((error) => {
      forget(); // the next letter tries again
      throw error;
    });
    return everybody;
  }

  function forget() {
    until = 0;
  }

  // What changed in the party or with me; how far I have read is nothing about people, and comes often.
  function heard(change) {
    if (change !== "read") forget();
  }

  async function people(letters) {
    const known = await all();
    const found = known.whole || !letters ? known : await load(letters);
    return fitting(bySpeech(found.people, speakersOf(page)), letters, MOST);
  }

  async function topics(letters) {
    const links = [...page.querySelectorAll(".topic-link[data-topic]")];
    const list = links.map((link) => {
      const name = link.querySelector(".topic-name").textContent.trim();
      return { insert: `[#${name.replace(/[[\]\\]/g, "\\$&")}](${link.href})`, words: [plainly(name), ...plainWords(name)], nodes: () => [line(page, name)] };
    });
    return fitting(list, letters, MOST);
  }

  async function emoji(letters) {
    return findEmoji(await loadEmoji(), letters, MOST).map((entry) => ({
      insert: entry.emoji, words: entry.words, nodes: () => [sign(page, entry.emoji), line(page, entry.name)],
    }));
  }

  // The note on somebody whom the words name in vain, where one may let them in; else null.
  async function outside(text) {
    const names = [...text.matchAll(NAMED)].map(([, name]) => name.toLowerCase());
    if (names.length) await all();
    const named = names.find((name) => outsiders.has(name));
    if (!named || !note) return null;
    note.querySelector("b").textContent = outsiders.get(named);
    return note;
  }

  return { people, topics, emoji, everybody: all, outside, heard };
}

// Whoever spoke last comes first, then the others as they were.
export function bySpeech(people, speakers) {
  const place = ({ id }) => (speakers.includes(id) ? speakers.indexOf(id) : Infinity);
  return people.map((one, index) => ({ one, index }))
    .sort((a, b) => (place(a.one) === place(b.one) ? a.index - b.index : place(a.one) - place(b.one)))
    .map(({ one }) => one);
}

function speakersOf(page) {
  const authors = [...page.querySelectorAll("#messages article[data-author]")].map((article) => article.dataset.author);
  return [...new Set(authors.reverse())];
}

function line(page, text) {
  return Object.assign(page.createElement("span"), { className: "one-line", textContent: text });
}

function sign(page, text) {
  const node = Object.assign(page.createElement("span"), { className: "option-emoji", textContent: text });
  node.setAttribute("aria-hidden", "true");
  return node;
}
