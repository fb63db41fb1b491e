import assert from "node:assert/strict";
import test from "node:test";

import { copy } from "../base/clipboard.js";

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
