import assert from "node:assert/strict";
import test from "node:test";

import { isMine, namesSentence, Reactions } from "../conversation/reactions.js";

const words = (word, { names, count }) => `${names} and ${count} others`;

test("a reaction is mine when I am named, or said to be among more than are named", () => {
  assert.ok(isMine({ users: ["me", "bo"], count: 2, said: false }, "me"));
  assert.ok(isMine({ users: ["bo"], count: 60, said: true }, "me"));
  assert.ok(!isMine({ users: ["bo"], count: 1, said: true }, "me"));
  assert.ok(!isMine({ users: ["bo"], count: 60, said: false }, "me"));
});

test("who reacted is said by name, and the rest as a number", () => {
  assert.equal(namesSentence(["Ada", "Bo"], 2, words), "Ada, Bo");
  assert.equal(namesSentence(["Ada"], 4, words), "Ada and 3 others");
  assert.equal(namesSentence([], 4, words), "4");
  assert.equal(namesSentence(Array(12).fill("A"), 12, words), `${Array(10).fill("A").join(", ")} and 2 others`);
});

// As much of a page as a message with reactions needs.
function node(tag = "", fields = {}) {
  const attributes = new Map();
  const self = {
    tag, children: [], dataset: {}, textContent: "", className: "", parentElement: null, isConnected: true, ...fields,
    setAttribute: (name, value) => attributes.set(name, value),
    getAttribute: (name) => attributes.get(name) ?? null,
    append(...nodes) { for (const one of nodes) { one.parentElement = self; self.children.push(one); } },
    before(one) { one.parentElement = self.parentElement; self.parentElement.children.splice(self.parentElement.children.indexOf(self), 0, one); },
    after(one) { self.list = one; one.parentElement = self; },
    remove() { self.isConnected = false; self.parentElement.children = self.parentElement.children.filter((one) => one !== self); },
    contains: () => false,
    get lastElementChild() { return self.children.at(-1); },
  };
  return self;
}

function page() {
  const list = node("ul");
  list.append(node("li"));
  const article = node("article", { dataset: { id: "m1" } });
  const all = (from) => from.children.flatMap((one) => [one, ...all(one)]);
  const buttons = () => all(list).filter((one) => one.dataset.emoji);
  list.querySelector = () => buttons()[0] ?? null;
  article.querySelectorAll = () => (list.isConnected ? buttons() : []);
  article.querySelector = (selector) => (selector === ".reactions" ? list : null);
  list.remove = () => { list.isConnected = false; };
  const createElement = (tag) => {
    const made = node(tag);
    made.querySelector = () => made.children[1];
    made.closest = (selector) => (selector === ".reactions" ? list : archived.is ? article : null);
    return made;
  };
  const archived = { is: false };
  return { article, buttons, list, archived, page: { createElement, activeElement: null } };
}

function reactions({ send }) {
  const drawn = page();
  const refusals = [];
  let reached = 0;
  const it = new Reactions({
    page: drawn.page, me: "me", words, http: { send }, change: (change) => change(),
    refused: (error) => refusals.push(error.message), reached: () => { reached += 1; },
  });
  const shown = () => drawn.buttons().map((one) => [one.dataset.emoji, one.children[1].textContent, one.getAttribute("aria-pressed")].join(" "));
  return { ...drawn, it, shown, refusals, reached: () => reached };
}

test("a click shows at once, is sent, and a second one takes it back", async () => {
  const sent = [];
  const { article, it, shown, reached, list } = reactions({ send: async (method, path) => sent.push(`${method} ${path}`) });

  const first = it.toggle(article, "🎉");
  assert.deepEqual(shown(), ["🎉 1 true"]);
  await first;
  await it.toggle(article, "🎉");

  assert.deepEqual(shown(), []);
  assert.ok(!list.isConnected);
  assert.deepEqual(sent, ["PUT", "DELETE"].map((method) => `${method} /api/v1/messages/m1/reactions/${encodeURIComponent("🎉")}`));
  assert.equal(reached(), 2);
});

test("what is refused is undone and said", async () => {
  const { article, it, shown, refusals } = reactions({ send: async () => { throw new Error("enough"); } });

  await it.toggle(article, "🎉");

  assert.deepEqual(shown(), []);
  assert.deepEqual(refusals, ["enough"]);
});

test("a double click is sent in order, and the last wish stays on screen", async () => {
  const sent = [];
  let open = true;
  const { article, it, shown } = reactions({ send: async (method) => { sent.push(method); assert.ok(open); open = false; await null; open = true; } });

  await Promise.all([it.toggle(article, "🎉"), it.toggle(article, "🎉"), it.toggle(article, "🎉")]);

  assert.deepEqual(sent, ["PUT", "DELETE", "PUT"]);
  assert.deepEqual(shown(), ["🎉 1 true"]);
});

test("a message drawn anew meanwhile shows what is still on its way, once", async () => {
  const { article, it, shown, buttons } = reactions({ send: async () => undefined });
  const way = it.toggle(article, "🎉");
  it.mark(article);
  assert.deepEqual(shown(), ["🎉 1 true"]);
  buttons()[0].dataset.users = "";
  buttons()[0].children[1].textContent = "0";
  it.mark(article);
  assert.deepEqual(shown(), ["🎉 1 true"]);

  await way;
  it.mark(article);
  assert.deepEqual(shown(), ["🎉 1 true"]);
});

test("in an archived topic only what is mine can be pressed, to take it back", async () => {
  const { article, it, archived, buttons } = reactions({ send: async () => undefined });
  await it.toggle(article, "🎉");
  const [button] = buttons();
  const count = button.children[1];
  Object.assign(count, { textContent: "2" });
  button.dataset.users = "me bo";
  const told = [button.ariaDisabled];
  archived.is = true;
  it.mark(article);
  told.push(button.ariaDisabled);
  await it.set(article, "🎉", false);
  told.push(button.ariaDisabled);
  archived.is = false;
  it.mark(article);

  assert.deepEqual([...told, button.ariaDisabled], [null, null, "true", null]);
});
