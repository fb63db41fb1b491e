import assert from "node:assert/strict";
import test from "node:test";

import { startMarks } from "../composer/marks.js";

// A list of two topics, boats and kites. `open` is the open one.
function fakes({ drafts = [], refused = [] } = {}) {
  const said = [];
  const state = { drafts, refused: new Set(refused), open: null };
  const links = ["boats", "kites"].map((topic) => {
    const marks = new Set();
    return {
      marks, dataset: { topic }, hasAttribute: () => state.open === topic,
      get textContent() { return ` ${[topic, ...marks].join(" ")} `; },
      querySelector: (selector) => (selector === ".topic-name"
        ? { after: (name) => marks.add(name) }
        : marks.has(selector.slice(1)) && { remove: () => marks.delete(selector.slice(1)) }),
    };
  });
  const heard = {};
  const listeners = (type, listener) => { heard[type] = listener; };
  const page = {
    getElementById: (id) => (id.endsWith("-mark") ? { content: { cloneNode: () => id } } : links.find(({ dataset }) => id === `topic-${dataset.topic}`)),
    querySelectorAll: () => links, addEventListener: listeners, body: { addEventListener: listeners },
  };
  const outbox = { refused: () => state.refused, listen: (listener) => { heard.outbox = listener; } };
  startMarks({ page, drafts: { names: () => state.drafts }, outbox, say: (sentence) => said.push(sentence), window: { addEventListener: listeners } });
  return { state, heard, said, marks: () => links.map((link) => [...link.marks].join()) };
}

test("what was begun or not sent elsewhere is marked, and not where it is in sight", () => {
  const { state, heard, marks } = fakes({ drafts: ["boats"], refused: ["kites"] });
  assert.deepEqual(marks(), ["draft-mark", "failed-mark"]);
  state.open = "kites";
  heard["topic:opened"]();
  assert.deepEqual(marks(), ["draft-mark", ""]);
  Object.assign(state, { open: null, drafts: [] });
  heard.storage();

  assert.deepEqual(marks(), ["", "failed-mark"]);
});

test("a message that is refused in another topic is said, and its mark goes when it is settled", () => {
  const { state, heard, said, marks } = fakes();
  state.refused.add("boats");
  heard.outbox("refused", { topic: "boats" });
  assert.deepEqual([marks(), said], [["failed-mark", ""], ["boats failed-mark"]]);
  state.refused.clear();
  heard.outbox("gone", { topic: "boats" });

  assert.deepEqual([marks(), said.length], [["", ""], 1]);
});

test("what is refused in the open topic, or in a party whose list is not here, is not said by the list", () => {
  const { state, heard, said, marks } = fakes({ refused: ["boats", "elsewhere"] });
  state.open = "boats";
  for (const topic of ["boats", "elsewhere"]) heard.outbox("refused", { topic });

  assert.deepEqual([marks(), said], [["", ""], []]);
});
