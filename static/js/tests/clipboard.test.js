import assert from "node:assert/strict";
import test from "node:test";

import { copy, copyText } from "../base/clipboard.js";

test("the field's words go to the clipboard", async () => {
  const written = [];
  let selected = false;
  const field = { value: "https://chat.example.org/i/code", select: () => { selected = true; } };

  assert.equal(await copy(field, { writeText: async (text) => { written.push(text); } }), true);
  assert.deepEqual(written, ["https://chat.example.org/i/code"]);
  assert.ok(selected);
});

test("without a clipboard the selection is copied", async () => {
  globalThis.document = { execCommand: (command) => command === "copy" };

  assert.equal(await copy({ value: "x", select: () => undefined }, undefined), true);
  delete globalThis.document;
});

test("words that stand in no field are copied as well, and leave no trace", async () => {
  const written = [];
  let there = false;
  let focused = false;
  const page = {
    body: { append: () => { there = true; } }, querySelector: () => null, activeElement: { focus: () => { focused = true; } },
    createElement: () => ({ select: () => undefined, remove: () => { there = false; } }),
  };

  assert.equal(await copyText("**hi**", { writeText: async (text) => { written.push(text); } }, page), true);
  assert.deepEqual(written, ["**hi**"]);
  assert.ok(!there && focused);
});

test("words that are still on their way are promised within the press, where the browser takes that", async () => {
  const items = [];
  globalThis.ClipboardItem = class { constructor(kinds) { this.kinds = kinds; } };
  try {
    let arrive;
    const words = new Promise((resolve) => { arrive = resolve; });
    const clipboard = { write: async ([item]) => { items.push(await (await item.kinds["text/plain"]).text()); } };
    const copying = copyText(words, clipboard, {});
    arrive("**hi**");

    assert.equal(await copying, true);
    assert.deepEqual(items, ["**hi**"]);
  } finally {
    delete globalThis.ClipboardItem;
  }
});
