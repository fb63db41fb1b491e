import assert from "node:assert/strict";
import test from "node:test";

import { commandOf, neighbour } from "../base/keys.js";

const press = (key, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false, ...more });

test("the map of keys", () => {
  assert.equal(commandOf(press("k", { ctrlKey: true }), true), "switcher");
  assert.equal(commandOf(press("K", { metaKey: true }), false), "switcher");
  assert.equal(commandOf(press("/", { ctrlKey: true }), true), "help");
  assert.equal(commandOf(press("?", { shiftKey: true }), false), "help");
  assert.equal(commandOf(press("ArrowDown", { altKey: true }), true), "topic-below");
  assert.equal(commandOf(press("ArrowUp", { altKey: true, shiftKey: true }), true), "unread-above");
  assert.equal(commandOf(press("F6"), true), "region-after");
  assert.equal(commandOf(press("F6", { shiftKey: true }), true), "region-before");
  assert.equal(commandOf(press("Escape"), true), "leave");
  assert.equal(commandOf(press("End"), false), "present");
});

test("who writes, or composes, keeps their keys", () => {
  for (const key of ["?", "End", "k", "/"]) assert.equal(commandOf(press(key), true), null, key);
  assert.equal(commandOf(press("k", { ctrlKey: true, isComposing: true }), true), null);
  assert.equal(commandOf(press("Escape", { keyCode: 229 }), true), null);
  assert.equal(commandOf(press("End", { ctrlKey: true }), false), null);
  assert.equal(commandOf(press("ArrowDown", { altKey: true, ctrlKey: true }), false), null);
});

test("neighbours go round, and the wanted ones only", () => {
  assert.equal(neighbour(["a", "b", "c"], 2, 1), "a");
  assert.equal(neighbour(["a", "b", "c"], 0, -1), "c");
  assert.equal(neighbour(["a", "b", "c"], -1, 1), "a");
  assert.equal(neighbour(["a", "b", "c"], -1, -1), "c");
  assert.equal(neighbour(["a", "b", "c"], 0, 1, (one) => one === "c"), "c");
  assert.equal(neighbour(["a", "b"], 0, 1, (one) => one === "a"), null);
  assert.equal(neighbour([], -1, 1), null);
});
