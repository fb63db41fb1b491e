import assert from "node:assert/strict";
import test from "node:test";

import { editKey } from "../conversation/edit.js";
import { nextItem, openMenu } from "../conversation/menu.js";
import { actionOf, allowed, Tools } from "../conversation/tools.js";
import { byEmoji } from "../conversation/actions.js";

const mine = { kind: "text", mine: true, deleted: false, pinned: false, edited: false, reacted: false };
const member = { role: "member", looksAfter: false, archived: false, writes: true };
const may = (message = {}, around = {}) => [...allowed({ ...mine, ...message }, { ...member, ...around })].sort().join(" ");

test("one's own message may be edited and deleted, and not reported", () => {
  assert.equal(may(), "copy delete edit react reply unread");
});

test("somebody else's may be reported, and nothing else is done to it by members", () => {
  assert.equal(may({ mine: false }), "copy react reply report unread");
  assert.equal(may({ mine: false, edited: true }), "copy react reply report unread");
});

test("moderators delete, and see what was said before; whoever looks after the topic pins", () => {
  assert.equal(may({ mine: false, edited: true }, { role: "moderator", looksAfter: true }), "copy delete pin react reply report revisions unread");
  assert.equal(may({ mine: false, pinned: true }, { looksAfter: true }), "copy react reply report unpin unread");
});

test("a deleted message and a note of the house have next to nothing", () => {
  assert.equal(may({ deleted: true, reacted: true }), "unread");
  assert.equal(may({ deleted: true, mine: false }, { role: "owner", looksAfter: true }), "revisions unread");
  assert.equal(may({ kind: "system", mine: false }), "");
});

test("in an archived topic one reads; where one may not write one still reacts", () => {
  assert.equal(may({ reacted: true }, { archived: true, looksAfter: true }), "copy delete unread who");
  assert.equal(may({ mine: false }, { writes: false }), "copy react report unread");
});

const key = (key, changes = {}) => ({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, ...changes });

test("letters act on a focused message, unless they are shortcuts of something else", () => {
  assert.deepEqual(["e", "E", "r", "+", "u", "c"].map((letter) => actionOf(key(letter))), ["edit", "edit", "reply", "pick", "unread", "copy-link"]);
  assert.equal(actionOf(key("c", { ctrlKey: true })), null);
  assert.equal(actionOf(key("r", { metaKey: true })), null);
  assert.equal(actionOf(key("e", { isComposing: true })), null);
  assert.equal(actionOf(key("x")), null);
});

test("the menu opens by its key and by Shift-F10", () => {
  assert.equal(actionOf(key("ContextMenu")), "menu");
  assert.equal(actionOf(key("F10", { shiftKey: true })), "menu");
  assert.equal(actionOf(key("F10")), null);
});

test("words that somebody has selected have the browser's menu, words that the right click selects by itself have ours", () => {
  const heard = {};
  const page = { getElementById: () => ({ content: { firstElementChild: { cloneNode: () => ({}) } } }), addEventListener() {} };
  const tools = new Tools({ column: { addEventListener: (type, job) => { heard[type] ??= job; } }, desk: { page } });
  tools.do = () => {};
  const article = { dataset: { id: "m1" } };
  const target = { closest: (selector) => (selector === "article.message" ? article : null) };
  const isOurs = (before, then) => {
    let isTaken = false;
    globalThis.getSelection = () => ({ isCollapsed: !before });
    heard.pointerdown({ pointerType: "mouse", target, clientX: 0, clientY: 0 });
    globalThis.getSelection = () => ({ isCollapsed: !then });
    heard.contextmenu({ target, preventDefault: () => { isTaken = true; } });
    return isTaken;
  };

  assert.equal(isOurs(false, false), true);
  assert.equal(isOurs(false, true), true); // on a Mac
  assert.equal(isOurs(true, true), false);
  assert.equal(isOurs(true, false), true);
});

test("the key that has opened the menu opens no other when it goes up", () => {
  const heard = {};
  const menu = {
    addEventListener: (type, job) => { heard[type] = job; }, showPopover() {},
    querySelector: () => ({ children: [{}, {}, {}] }), querySelectorAll: () => [],
  };
  const words = { textContent: "words", querySelectorAll: () => [], cloneNode: () => words };
  const source = { setAttribute() {} };
  openMenu({
    article: { dataset: { id: "m1" }, querySelector: () => words }, source, opener: source,
    tools: { may: () => new Set() }, desk: { page: { getElementById: () => menu } },
  });
  let isTaken = false;
  heard.contextmenu({ preventDefault: () => { isTaken = true; } });

  assert.equal(isTaken, true);
});

test("arrow keys go round in a menu", () => {
  assert.deepEqual(["ArrowDown", "ArrowUp", "Home", "End", "a"].map((name) => nextItem(name, 0, 3)), [1, 2, 0, 2, null]);
  assert.equal(nextItem("ArrowDown", 2, 3), 0);
});

test("Enter saves an edit, Shift-Enter breaks, Esc leaves, and a composition is left alone", () => {
  const enter = key("Enter", { keyCode: 13 });
  assert.equal(editKey(enter, {}), "save");
  assert.equal(editKey({ ...enter, shiftKey: true }, {}), "type");
  for (const place of [{ coarse: true }, { swapped: true }, { fenced: true }]) {
    assert.equal(editKey(enter, place), "type");
    assert.equal(editKey({ ...enter, ctrlKey: true }, place), "save");
  }
  assert.equal(editKey({ ...enter, altKey: true }, {}), "type");
  assert.equal(editKey({ ...enter, isComposing: true }, {}), "type");
  assert.equal(editKey({ ...enter, keyCode: 229 }, {}), "type");
  assert.equal(editKey(key("Escape"), {}), "leave");
  assert.equal(editKey(key("Escape", { isComposing: true }), {}), "type");
});

test("who reacted is grouped by emoji; somebody without a name has at least a username", () => {
  const items = [["🎉", "Ada"], ["👍", "Bo"], ["🎉", ""]].map(([emoji, name]) => ({ emoji, user: { display_name: name, username: "eve" } }));

  assert.deepEqual(byEmoji(items), [{ emoji: "🎉", names: ["Ada", "eve"] }, { emoji: "👍", names: ["Bo"] }]);
});
