import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import test from "node:test";

import { keyAction, newClientId } from "../composer/composer.js";

const enter = (changes) => ({ key: "Enter", shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, keyCode: 13, ...changes });

test("Enter sends, Shift-Enter breaks the line", () => {
  assert.equal(keyAction(enter(), false), "send");
  assert.equal(keyAction(enter({ shiftKey: true }), false), "type");
  assert.equal(keyAction({ ...enter(), key: "a" }, false), "type");
});

test("Enter that ends a composition does not send", () => {
  assert.equal(keyAction(enter({ isComposing: true }), false), "type");
  assert.equal(keyAction(enter({ keyCode: 229 }), false), "type");
});

test("under a finger Enter breaks the line, Ctrl-Enter sends everywhere", () => {
  assert.equal(keyAction(enter(), true), "type");
  assert.equal(keyAction(enter({ ctrlKey: true }), true), "send");
  assert.equal(keyAction(enter({ metaKey: true }), false), "send");
});

test("a client id is one that the API takes, and never the same", () => {
  const ids = new Set(Array.from({ length: 100 }, () => newClientId(webcrypto)));

  assert.equal(ids.size, 100);
  for (const id of ids) assert.match(id, /^[A-Za-z0-9_-]{22}$/);
});
