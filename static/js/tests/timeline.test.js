import assert from "node:assert/strict";
import test from "node:test";

import { Timeline } from "../conversation/timeline.js";

globalThis.window = globalThis;
globalThis.CSS = { escape: (text) => text };
// What a message's HTML becomes: here it is the article itself, as JSON.
globalThis.document = {
  activeElement: null,
  createElement: () => ({
    dataset: {},
    set innerHTML(html) { this.content = { querySelector: () => articleOf(JSON.parse(html)) }; },
    append(child) { this.firstChild = child; },
    remove() { this.list.splice(this.list.indexOf(this), 1); },
  }),
};

function articleOf(dataset) {
  return {
    dataset, className: "message", parentElement: {},
    replaceWith(other) { this.list?.splice(this.list.indexOf(this), 1, other); },
    remove() { this.list?.splice(this.list.indexOf(this), 1); },
    before(line) {
      line.list = this.list;
      this.list.splice(this.list.indexOf(this), 0, line);
    },
    contains(node) { return node === this; },
    focus() { document.activeElement = this; },
  };
}

// `firstNew`: the number of the first message that nobody was here for; `empty`: what stands there while nothing is said.
function fakes({ numbers = [], lastN = numbers.at(-1) ?? 0, hasAfter = false, firstNew = null, empty = null } = {}) {
  const list = empty ? [empty] : [];
  const box = { focus() { document.activeElement = this; } };
  const seen = { news: [], grown: 0 };
  const place = (article) => { article.list = list; list.push(article); list.sort((a, b) => (a.dataset.n ?? 1e9) - (b.dataset.n ?? 1e9)); };
  for (const n of numbers) place(articleOf({ id: `m${n}`, n: String(n), rev: String(n) }));
  const column = {
    dataset: { lastN: String(lastN), ...(hasAfter ? { hasAfter: "" } : {}) },
    closest: () => box,
    querySelectorAll: () => list.filter(({ dataset }) => dataset.n),
    append: (node) => list.push(node),
    querySelector(selector) {
      if (selector === "article") return list.find(({ className }) => className === "message") ?? null;
      if (selector.includes(".new-line")) return list.find(({ className }) => className === "new-line") ?? null;
      if (selector.includes(".empty")) return list.find((node) => node === empty) ?? null;
      const [, name, value] = /\[data-(id|client-id)="(.*?)"\]/.exec(selector) ?? [];
      if (name === "id") return list.find(({ dataset }) => dataset.id === value) ?? null;
      return name ? list.find(({ dataset }) => dataset.clientId === value && !dataset.id) ?? null : null;
    },
  };
  const timeline = new Timeline({
    column, me: "ada", words: (word) => `<${word}>`, beginsNew: ({ dataset }) => Number(dataset.n) === firstNew, days: { place, arrange: () => {} }, viewer: { mark: () => {}, group: () => {}, roles: { mark: () => {} } },
    scroller: { follow: (change, always = false) => { seen.always = always; change(); } },
    onNew: (item, article, mine) => seen.news.push([item.n, article !== null, mine]), onGrown: () => { seen.grown += 1; },
  });
  const put = (n, more = {}) => {
    const item = { id: `m${n}`, n, rev: n, author_id: "bo", client_id: `c${n}`, ...more };
    timeline.put({ ...item, html: JSON.stringify({ id: item.id, n: String(n), rev: String(item.rev) }) });
  };
  return { timeline, column, box, list, seen, put, numbers: () => list.map(({ dataset }) => dataset.n && Number(dataset.n)) };
}

test("a new message is put in its place, is news, and makes the list longer", () => {
  const { put, seen, numbers, column } = fakes({ numbers: [1, 2] });
  put(3);

  assert.deepEqual([numbers(), seen.news, seen.grown, column.dataset.lastN], [[1, 2, 3], [[3, true, false]], 1, "3"]);
});

test("the same state twice, or an older one, changes nothing; a newer one takes its place and is no news", () => {
  const { put, seen, list, numbers } = fakes({ numbers: [1, 2] });
  put(2);
  put(2, { rev: 1 });
  assert.equal(list[1].dataset.rev, "2");
  put(2, { rev: 7 });

  assert.deepEqual([numbers(), list[1].dataset.rev, seen.news, seen.grown], [[1, 2], "7", [], 0]);
});

test("one that was missed is news, though a later one has come before it", () => {
  const { put, seen, numbers } = fakes({ numbers: [1, 3] });
  put(2);

  assert.deepEqual([numbers(), seen.news, seen.grown], [[1, 2, 3], [[2, true, false]], 1]);
});

test("where the newest page is not on screen what is new is only counted, and what is older comes with its page", () => {
  const { put, seen, numbers } = fakes({ numbers: [5, 6], lastN: 9, hasAfter: true });
  put(10);
  put(4);

  assert.deepEqual([numbers(), seen.news, seen.grown], [[5, 6], [[10, false, false]], 0]);
});

test("my message takes the place of the one that was on its way, and whoever has gone elsewhere since is left there", () => {
  const { timeline, put, seen, numbers } = fakes({ numbers: [1] });
  timeline.addPending(articleOf({ clientId: "c2" }), true);
  assert.deepEqual([numbers(), seen.grown, seen.always], [[1, undefined], 1, true]);
  put(2, { author_id: "ada" });

  assert.deepEqual([numbers(), seen.news, seen.always], [[1, 2], [[2, true, true]], false]);
});

test("what waits from before, or was sent in another window, does not take the list to its end", () => {
  const { timeline, seen, numbers } = fakes({ numbers: [1] });
  timeline.addPending(articleOf({ clientId: "c2" }), false);

  assert.deepEqual([numbers(), seen.always], [[1, undefined], false]);
});

test("who is at a message that is replaced is at the one that takes its place, and at the list when none does", () => {
  const { timeline, put, list, box } = fakes({ numbers: [1] });
  const mine = articleOf({ clientId: "c2" });
  timeline.addPending(mine);
  mine.focus();
  put(2, { author_id: "ada" });
  assert.equal(document.activeElement, list[1]);
  assert.notEqual(list[1], mine);

  timeline.remove(list[1]);
  assert.equal(document.activeElement, box);
});

test("who is elsewhere stays there", () => {
  const { timeline, put, list } = fakes({ numbers: [1] });
  const field = {};
  document.activeElement = field;
  timeline.addPending(articleOf({ clientId: "c2" }));
  put(2, { author_id: "ada" });
  timeline.remove(list[1]);

  assert.equal(document.activeElement, field);
});

test("what stands in an empty topic goes with the first words, and comes back when those are never sent", () => {
  const empty = { dataset: {}, remove() { list.splice(list.indexOf(this), 1); } };
  const { timeline, list, put } = fakes({ empty });
  timeline.addPending(articleOf({ clientId: "c1" }));
  timeline.addPending(articleOf({ clientId: "c2" }));
  assert.ok(!list.includes(empty));
  timeline.remove(list[0]);
  assert.equal(list.length, 1);
  timeline.remove(list[0]);
  assert.deepEqual(list, [empty]);

  put(1);
  assert.deepEqual(list.map(({ dataset }) => dataset.n), ["1"]);
});

test("the New line comes with the message that it stands above, and there is one", () => {
  const { timeline, list, put } = fakes({ numbers: [1, 2], firstNew: 3 });
  const shown = () => list.map(({ dataset, firstChild }) => dataset.n ?? firstChild.textContent);
  put(3);
  assert.deepEqual(shown(), ["1", "2", "<new>", "3"]);

  timeline.markNew(list[1]);
  assert.deepEqual(shown(), ["1", "<new>", "2", "3"]);
});
