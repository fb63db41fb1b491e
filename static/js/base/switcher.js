// Goes to a topic, a person or a party by a few letters. Fetched when it is first asked for, and so is what it knows.

import { commandOf } from "./keys.js";
import { composes } from "./composing.js";
import { crc32, initialsOf } from "./paper.js";
import { plainLetters, plainly, plainWords } from "./words.js";

const MOST = 12;
const RECENT = "recent-topics";
const MOST_RECENT = 20;
// Answers about the people of a party, of 100 each.
const MOST_PAGES = 5;

// How well a name answers a query: every word of the query begins a word of the name, or is in it somewhere. 0: not at all.
export function score(name, query) {
  const words = plainWords(query);
  const lower = plainly(name);
  let sum = 1;
  for (const word of words) {
    const at = lower.indexOf(word);
    if (at < 0) return 0;
    const begins = at === 0 || lower.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word));
    sum += at === 0 ? 3 : begins ? 2 : 1;
  }
  return sum;
}

// The entries for a query, best first: then unread, then as recently seen. `@` asks for people only.
export function matches(entries, query, recent) {
  const onlyPeople = query.startsWith("@");
  const wanted = onlyPeople ? query.slice(1) : query;
  const place = (entry) => (recent.indexOf(entry.id) + 1 || MOST_RECENT + 1);
  return entries
    .map((entry, order) => ({ entry, order, points: onlyPeople && entry.kind !== "person" ? 0 : pointsOf(entry, wanted) }))
    .filter(({ points, entry }) => points && (wanted || onlyPeople || entry.kind !== "person"))
    .sort((a, b) => b.points - a.points || Boolean(b.entry.unread) - Boolean(a.entry.unread) || place(a.entry) - place(b.entry) || a.order - b.order)
    .slice(0, MOST)
    .map(({ entry }) => entry);
}

// People are also found by their username.
function pointsOf({ name, user }, query) {
  return Math.max(score(name, query), user ? score(user.username, query) : 0);
}

// The name in pieces, those that answer the query marked: [[text, isMarked], …].
export function marked(name, query) {
  const words = plainWords(query.replace(/^@/, ""));
  const lower = plainLetters(name);
  if (lower.length !== name.length) return [[name, false]]; // letters whose small form is longer
  const on = new Array(name.length).fill(false);
  for (const word of words) {
    const at = lower.indexOf(word);
    if (at >= 0) on.fill(true, at, at + word.length);
  }
  const pieces = [];
  for (let index = 0; index < name.length; index += 1) {
    if (pieces.length && pieces.at(-1)[1] === on[index]) pieces.at(-1)[0] += name[index];
    else pieces.push([name[index], on[index]]);
  }
  return pieces;
}

// What the answers of the API hold: topics and parties of all my parties, people of the open one.
export function entriesOf(parties, members, open, me) {
  const topics = parties.flatMap((party) => party.topics.map((topic) => ({
    kind: "topic", id: topic.id, name: topic.name, where: party.name, party, unread: topic.unread, mentions: topic.mentions,
    href: `/p/${party.id}/t/${topic.id}`,
  })));
  const people = members.filter(({ user }) => user.id !== me && !user.deleted).map(({ user }) => ({
    kind: "person", id: user.id, name: user.display_name || user.username, where: `@${user.username}`, user, href: `/p/${open}/people/${user.id}`,
  }));
  const homes = parties.map((party) => ({ kind: "party", id: party.id, name: party.name, where: "", party, href: `/p/${party.id}` }));
  return [...topics, ...people, ...homes];
}

let shown = null;
let fills = 0;

// `dialog` is open. What can't be had is left out, and said so where that is nearly everything. Answers to an earlier opening say
// nothing here: they would take away what has come since.
export async function fillSwitcher({ page, dialog, http, me }) {
  const turn = (fills += 1);
  const isMine = () => turn === fills && dialog.open;
  shown ??= new Switcher({ page, dialog });
  remember(page);
  const lost = dialog.querySelector("[data-lost]");
  lost.hidden = true;
  shown.begin([]);
  const open = page.querySelector(".desk").dataset.party;
  const people = open ? membersOf(http, open) : [];
  const parties = await http.send("GET", "/api/v1/sync").then((answer) => answer.parties, () => {
    if (isMine()) lost.hidden = false;
    return [];
  });
  if (isMine()) shown.begin(entriesOf(parties, [], open, me));
  const members = await people;
  if (isMine() && members.length) shown.begin(entriesOf(parties, members, open, me));
}

// Up to 500; what can't be had is left out.
export async function membersOf(http, party) {
  const people = [];
  try {
    for (let page = 0, next = ""; next !== null && page < MOST_PAGES; page += 1) {
      const answer = await http.send("GET", `/api/v1/parties/${party}/members?limit=100&cursor=${encodeURIComponent(next)}`);
      people.push(...answer.items);
      next = answer.next;
    }
  } catch {
    // Then those that came before.
  }
  return people;
}

// Which topics were open in this tab, the last one first. Numbers only, and gone with the tab.
function recentTopics() {
  return JSON.parse(sessionStorage.getItem(RECENT) ?? "[]");
}

function remember(page) {
  const topic = page.getElementById("messages")?.dataset.topic;
  if (!topic) return;
  const others = recentTopics().filter((id) => id !== topic);
  sessionStorage.setItem(RECENT, JSON.stringify([topic, ...others].slice(0, MOST_RECENT)));
}

class Switcher {
  #entries = [];
  #found = [];
  #chosen = 0;

  constructor({ page, dialog }) {
    Object.assign(this, { page, dialog });
    this.field = dialog.querySelector("input");
    this.list = dialog.querySelector("ul");
    this.none = dialog.querySelector(".switcher-none");
    this.field.addEventListener("input", () => this.#show());
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.list.addEventListener("click", () => dialog.close());
    page.addEventListener("topic:opened", () => remember(page));
  }

  // Whatever is chosen stays chosen.
  begin(entries) {
    const chosen = this.#found[this.#chosen]?.href;
    this.#entries = entries;
    this.#show();
    this.#choose(Math.max(0, this.#found.findIndex(({ href }) => href === chosen)));
  }

  #key(event) {
    if (composes(event)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const count = this.list.children.length;
    if (step && count) this.#choose((this.#chosen + step + count) % count);
    else if (event.key === "Enter") this.list.children[this.#chosen]?.firstElementChild.click();
    else if (commandOf(event, true) === "switcher") this.dialog.close();
    else return;
    event.preventDefault();
  }

  #show() {
    const query = this.field.value.trim();
    const here = this.page.getElementById("messages")?.dataset.topic;
    const found = this.#found = matches(this.#entries.filter((entry) => query || entry.id !== here), query, recentTopics());
    this.list.replaceChildren(...found.map((entry, index) => this.#row(entry, index, query)));
    this.none.hidden = found.length > 0 || !this.#entries.length;
    this.field.setAttribute("aria-expanded", String(found.length > 0));
    this.#choose(0);
  }

  #choose(index) {
    this.#chosen = index;
    for (const [at, item] of [...this.list.children].entries()) item.firstElementChild.setAttribute("aria-selected", String(at === index));
    const chosen = this.list.children[index]?.firstElementChild;
    if (chosen) this.field.setAttribute("aria-activedescendant", chosen.id);
    else this.field.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  #row(entry, index, query) {
    const link = this.#make("a", "option");
    Object.assign(link, { href: entry.href, id: `go-${index}`, tabIndex: -1 });
    link.setAttribute("role", "option");
    const name = this.#make("span", "one-line");
    for (const [text, isMarked] of marked(entry.name, query)) name.append(isMarked ? this.#make("mark", "", text) : text);
    if (entry.where) name.append(" ", this.#make("small", "", entry.where));
    link.append(this.#picture(entry), name);
    if (entry.mentions) link.append(this.#make("span", "mention-count", `@${entry.mentions}`));
    else if (entry.unread) link.append(this.#make("span", "count", entry.unread >= 100 ? "99+" : String(entry.unread)));
    const item = this.#make("li");
    item.setAttribute("role", "none");
    item.append(link);
    return item;
  }

  #picture({ kind, user, party, name }) {
    const code = crc32((user ?? party).id);
    const picture = this.#make("span", kind === "person" ? "avatar small" : "party-fold small", initialsOf(kind === "topic" ? party.name : name));
    picture.dataset.hue = String(code % 12);
    if (kind === "person") picture.dataset.fold = String((code >>> 8) % 4);
    picture.setAttribute("aria-hidden", "true");
    return picture;
  }

  #make(tag, className = "", text = "") {
    const node = this.page.createElement(tag);
    if (className) node.className = className;
    node.textContent = text;
    return node;
  }
}
