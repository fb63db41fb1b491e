import assert from "node:assert/strict";
import test from "node:test";

import { History, leaving } from "../conversation/history.js";

globalThis.getSelection = () => null;
globalThis.document = { activeElement: null };

// A list of messages from `first` to `last`, with `pending` of mine on their way below them.
function fakes({ first, last, pending = 0, far = "above" }) {
  const seen = { links: {}, focused: 0, held: 0, released: 0 };
  const make = (n) => ({
    dataset: n ? { n: String(n) } : {}, previousElementSibling: null, used: false,
    contains: (node) => node !== null && node === document.activeElement && node.in === n,
    matches(selector) { return selector === ".editing" && this.used; },
    querySelector: () => null,
    remove() { list.splice(list.indexOf(this), 1); },
  });
  const list = [];
  for (let n = first; n <= last; n += 1) list.push(make(n));
  for (let n = 0; n < pending; n += 1) list.push(make(null));
  const link = (side) => ({
    firstElementChild: { setAttribute: (name, value) => { if (name === "href") seen.links[side] = value; } },
    remove: () => { delete seen.links[side]; },
  });
  const column = {
    dataset: { party: "P", topic: "T" }, prepend: () => {}, append: () => {},
    querySelectorAll: (selector) => list.filter(({ dataset }) => selector === "article" || dataset.n),
    querySelector: (selector) => {
      const side = selector.split("-").at(-1);
      return side in seen.links ? link(side) : null;
    },
  };
  const scroller = {
    farSide: () => far, hold: () => { seen.held += 1; return () => { seen.released += 1; }; },
    box: { focus: () => { seen.focused += 1; } },
  };
  const history = new History({
    column, scroller, days: { arrange: () => {} }, viewer: { markAll: () => {} }, process: () => {},
    templates: { getElementById: (id) => ({ content: { firstElementChild: { cloneNode: () => link(id.split("-").at(-1)) } } }) },
  });
  const numbers = () => list.map(({ dataset }) => Number(dataset.n)).filter(Boolean);
  return { history, column, list, seen, numbers, add: (n) => list.push(make(n)) };
}

test("three hundred messages stay, and of more some go at a time", () => {
  assert.equal(leaving(300, 300), 0);
  assert.equal(leaving(301, 301), 21);
  assert.equal(leaving(350, 350), 70);
});

test("what is in use stays while there is room for it, and no longer", () => {
  assert.equal(leaving(301, 5), 5);
  assert.equal(leaving(301, 0), 1);
  assert.equal(leaving(350, 10), 50);
});

test("whatever comes live, there are never more than three hundred, and the way back is on the page", () => {
  const { history, seen, numbers, list, add } = fakes({ first: 1, last: 300 });
  history.trim();
  assert.deepEqual([list.length, seen.held], [300, 0]);
  for (let n = 301; n <= 700; n += 1) {
    add(n);
    history.trim();
    assert.ok(list.length <= 300, `${list.length} at ${n}`);
  }

  assert.equal(numbers().at(-1), 700);
  assert.equal(seen.links.earlier, `/p/P/t/T?before=${numbers()[0]}`);
  assert.ok(seen.held > 0 && seen.held === seen.released);
});

test("messages of mine that are on their way count, and do not go", () => {
  const { history, list, numbers } = fakes({ first: 1, last: 290, pending: 11 });
  history.trim();

  assert.deepEqual([list.length, numbers()[0], list.filter(({ dataset }) => !dataset.n).length], [280, 22, 11]);
});

test("below a reader the newest go, and the list knows that it lacks them", () => {
  const { history, column, seen, numbers } = fakes({ first: 1, last: 301, far: "below" });
  history.trim();

  assert.deepEqual([numbers().at(-1), seen.links.later], [280, "/p/P/t/T?after=280"]);
  assert.ok("hasAfter" in column.dataset);
});

test("a page beyond the last message has no way to later ones, and what is new is put there", () => {
  const { history, column, seen } = fakes({ first: 1, last: 0 });
  history.begin(false);

  assert.deepEqual([seen.links, "hasAfter" in column.dataset], [{}, false]);
});

test("a message that is edited stays until there is no room left, and a focus goes to the list", () => {
  const { history, list, numbers, seen, add } = fakes({ first: 1, last: 301 });
  list[0].used = true;
  document.activeElement = { in: 1 };
  history.trim();
  document.activeElement = null;
  assert.deepEqual([list.length, numbers()[0], seen.focused], [300, 2, 1]);

  list[3].used = true;
  add(302);
  history.trim();
  assert.deepEqual([list.length, numbers()[0]], [298, 5]);
});
