import assert from "node:assert/strict";
import test from "node:test";

import { commandOf, neighbour, startKeys } from "../base/keys.js";

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

globalThis.location = { search: "" };

// A page with a topic open and these parts, by the selectors that find them. `send(key)`: whether the key was taken.
function stage(parts) {
  const heard = {};
  const seen = { read: 0 };
  startKeys({
    page: {
      activeElement: {}, addEventListener: (type, job) => { heard[type] = job; },
      querySelector: (selector) => parts[selector] ?? null, querySelectorAll: (selector) => parts[selector] ?? [],
    },
    conversation: () => ({ markRead: () => { seen.read += 1; } }), openSwitcher: () => {},
  });
  const send = (key, target = {}, more = {}) => {
    let isTaken = false;
    heard.keydown({ ...press(key, more), target, defaultPrevented: false, preventDefault: () => { isTaken = true; } });
    return isTaken;
  };
  return { seen, send };
}

test("F6 leads to what is current in a part, else to the first that shows there", () => {
  const focused = [];
  const one = (name, { shows = true, current = false } = {}) => ({
    checkVisibility: () => shows, hasAttribute: () => current, focus: () => focused.push(name),
  });
  const part = (...inside) => ({ checkVisibility: () => true, contains: () => false, querySelectorAll: () => inside });
  const topics = part(one("general"), one("kites", { current: true }));
  const form = part(one("token", { shows: false }), one("name"), one("create"));

  for (const parts of [{ "#topics": topics }, { "main .reading, main.reading": form }]) assert.equal(stage(parts).send("F6"), true);
  assert.deepEqual(focused, ["kites", "name"]);
});

test("keys that a field knows itself are left to it", () => {
  const clicked = [];
  const link = (name, current) => ({ hasAttribute: () => current, click: () => clicked.push(name) });
  const { seen, send } = stage({ "#topics .topic-link[data-topic]": [link("general", true), link("kites", false)] });
  const field = (kind, value = "x") => ({ value, matches: (selector) => selector.includes(kind), closest: () => ({}) });

  for (const kind of ["select", "[type=search]", "[type=date]"]) {
    assert.equal(send("Escape", field(kind)), false, kind);
    assert.equal(send("ArrowDown", field(kind), { altKey: true }), false, kind);
    assert.equal(send("k", field(kind), { ctrlKey: true }), true, kind);
  }
  assert.deepEqual([seen.read, clicked], [0, []]);
  assert.equal(send("Escape", field("textarea")), true);
  assert.equal(send("Escape", field("[type=search]", "")), true);
  assert.equal(send("ArrowDown", field("textarea"), { altKey: true }), true);
  assert.deepEqual([seen.read, clicked], [2, ["kites"]]);
});

test("Ctrl-K a second time closes the switcher, also before its own keys have come", () => {
  const closed = [];
  const dialog = (id) => ({ "dialog[open]": { id, close: () => closed.push(id) } });

  assert.equal(stage(dialog("switcher")).send("k", {}, { ctrlKey: true }), true);
  assert.equal(stage(dialog("report")).send("k", {}, { ctrlKey: true }), false);
  assert.equal(stage(dialog("switcher")).send("F6"), false);
  assert.deepEqual(closed, ["switcher"]);
});
