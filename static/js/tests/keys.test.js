import assert from "node:assert/strict";
import test from "node:test";

import { beginsText, insideFence, keyAction, lengthOf, linkOver, wrapping } from "../composer/keys.js";

const press = (key, changes = {}) => ({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, keyCode: 13, ...changes });
const enter = (changes) => press("Enter", changes);

test("Enter sends, Shift-Enter breaks the line", () => {
  assert.equal(keyAction(enter()), "send");
  assert.equal(keyAction(enter({ shiftKey: true })), "type");
  assert.equal(keyAction(press("a")), "type");
});

test("Enter that ends a composition does not send, nor the one that comes right after it", () => {
  assert.equal(keyAction(enter({ isComposing: true })), "type");
  assert.equal(keyAction(enter({ keyCode: 229 })), "type");
  assert.equal(keyAction(enter({ ctrlKey: true, isComposing: true })), "type");
  assert.equal(keyAction(enter(), { composed: true }), "type");
});

test("under a finger, swapped, or in code Enter breaks the line, and Ctrl-Enter sends everywhere", () => {
  for (const where of [{ coarse: true }, { swapped: true }, { fenced: true }]) {
    assert.equal(keyAction(enter(), where), "type");
    assert.equal(keyAction(enter({ ctrlKey: true }), where), "send");
    assert.equal(keyAction(enter({ metaKey: true }), where), "send");
  }
});

test("Up opens my last message when the field is empty, and moves the caret when it is not", () => {
  assert.equal(keyAction(press("ArrowUp"), { empty: true }), "edit-last");
  assert.equal(keyAction(press("ArrowUp"), { empty: false }), "type");
  assert.equal(keyAction(press("ArrowUp", { shiftKey: true }), { empty: true }), "type");
});

test("Esc leaves the reply, but not while something is composed, nor with another key", () => {
  assert.equal(keyAction(press("Escape", { keyCode: 27 })), "unreply");
  for (const changes of [{ isComposing: true }, { keyCode: 229 }, { shiftKey: true }, { ctrlKey: true }, { altKey: true }]) {
    assert.equal(keyAction(press("Escape", changes)), "type");
  }
});

test("Ctrl-B, Ctrl-I and Ctrl-E wrap, with other letters and without Ctrl nothing does", () => {
  for (const key of ["b", "I", "e"]) assert.equal(keyAction(press(key, { metaKey: true })), "wrap");
  assert.equal(keyAction(press("b")), "type");
  assert.equal(keyAction(press("b", { ctrlKey: true, altKey: true })), "type");
  assert.equal(keyAction(press("k", { ctrlKey: true })), "type");
});

test("a fence is open until a line of its own closes it", () => {
  const inside = (text) => insideFence(text, text.length);

  assert.equal(inside("```js\nlet a"), true);
  assert.equal(inside("```js\nlet a\n```\n"), false);
  assert.equal(inside("~~~\n```\n"), true);
  assert.equal(inside("````\n```\n"), true);
  assert.equal(inside("words ```\n"), false);
  assert.equal(inside("``` inline ```"), false);
  assert.equal(insideFence("before\n```\ncode", 6), false);
});

const apply = (text, { start, end, insert }) => text.slice(0, start) + insert + text.slice(end);

test("wrapping twice gives the words back", () => {
  const once = wrapping("say it now", 4, 6, "b");
  const bold = apply("say it now", once);
  const twice = wrapping(bold, ...once.select, "B");

  assert.equal(bold, "say **it** now");
  assert.deepEqual(bold.slice(...once.select), "it");
  assert.equal(apply(bold, twice), "say it now");
});

test("without a selection the caret comes to stand between the marks", () => {
  const { insert, select } = wrapping("", 0, 0, "e");

  assert.equal(insert, "``");
  assert.deepEqual(select, [1, 1]);
});

test("an address over words makes a link of them, and nothing else does", () => {
  assert.equal(linkOver("the map", " https://example.org/a_(b) \n"), "[the map](https://example.org/a_%28b%29)");
  assert.equal(linkOver("", "https://example.org"), null);
  assert.equal(linkOver("the map", "no address"), null);
  assert.equal(linkOver("the map", "javascript:alert(1)"), null);
  assert.equal(linkOver("two\nlines", "https://example.org"), null);
  assert.equal(linkOver("a [b]", "https://example.org"), null);
  assert.equal(linkOver("https://old.example", "https://new.example"), null);
});

test("characters are counted as the server does: by code points", () => {
  assert.equal(lengthOf("aé😀"), 3);
});

test("a letter outside of a field begins a message, a shortcut does not", () => {
  assert.equal(beginsText(press("a")), true);
  assert.equal(beginsText(press("ü")), true);
  assert.equal(beginsText(press("😀")), true);
  for (const key of [" ", "?", "Enter", "Tab", "F6", "ArrowUp"]) assert.equal(beginsText(press(key)), false, key);
  assert.equal(beginsText(press("k", { ctrlKey: true })), false);
  assert.equal(beginsText(press("e", { defaultPrevented: true })), false);
});
