import assert from "node:assert/strict";
import test from "node:test";

import { foldNotes, runsToFold } from "../conversation/folds.js";

const notes = (text) => [...text].map((sign) => sign === "n");

test("more than three notes in a row fold, but the last stays", () => {
  assert.deepEqual(runsToFold(notes("nnnn")), [[0, 3]]);
  assert.deepEqual(runsToFold(notes("mnnnnnm")), [[1, 5]]);
  assert.deepEqual(runsToFold(notes("nnnnmnnnnn")), [[0, 3], [5, 9]]);
});

test("three, or notes with words between them, do not", () => {
  assert.deepEqual(runsToFold(notes("nnn")), []);
  assert.deepEqual(runsToFold(notes("nnmnn")), []);
  assert.deepEqual(runsToFold([]), []);
});

// A section of a list, as signs: n is a note of the house, m a message, f the fold that stands for notes.
function sectionOf(signs) {
  const page = { activeElement: null };
  const section = { ownerDocument: page, children: [] };
  const add = (sign, place = section.children.length) => {
    const node = {
      sign, hidden: false, dataset: {}, button: null,
      matches: (selector) => selector === "article.system-line" && sign === "n",
      remove: () => section.children.splice(section.children.indexOf(node), 1),
      before: (other) => section.children.splice(section.children.indexOf(node), 0, other),
      querySelector: () => node.button,
      focus: () => { page.activeElement = node; },
    };
    section.children.splice(place, 0, node);
    return node;
  };
  const fold = () => {
    const node = add("f");
    node.remove(); // it is put in where it belongs
    node.button = { addEventListener: (type, press) => { node.button.press = press; }, focus: () => { page.activeElement = node.button; } };
    return node;
  };
  page.getElementById = () => ({ content: { firstElementChild: { cloneNode: fold } } });
  section.querySelectorAll = () => section.children.filter(({ sign }) => sign === "f");
  section.querySelector = (selector) => {
    const button = section.querySelectorAll()[0]?.button ?? null;
    return selector.endsWith(":focus") && button !== page.activeElement ? null : button;
  };
  for (const sign of signs) add(sign);
  const shown = () => section.children.filter(({ hidden }) => !hidden).map(({ sign }) => sign).join("");
  return { page, section, add, shown, button: () => section.querySelector(""), refold: () => foldNotes(section, (word, { count }) => `${count} earlier`) };
}

test("a long run of notes becomes a button and its last one, and counts on when more come", () => {
  const { page, add, shown, button, refold } = sectionOf("mnnnnm");
  refold();
  assert.deepEqual([shown(), button().textContent], ["mfnm", "3 earlier"]);

  button().focus();
  add("n", 6);
  refold();
  assert.deepEqual([shown(), button().textContent], ["mfnm", "4 earlier"]);
  assert.equal(page.activeElement, button(), "the focus was lost");
});

test("what somebody has opened stays open, also when another note follows", () => {
  const { page, section, add, shown, button, refold } = sectionOf("nnnn");
  refold();
  button().press();
  assert.deepEqual([shown(), page.activeElement], ["nnnn", section.children[0]]);

  add("n");
  refold();
  assert.equal(shown(), "nnnnn");
});
