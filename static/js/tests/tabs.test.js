import assert from "node:assert/strict";
import test from "node:test";

import { Tabs } from "../live/tabs.js";

// The locks of one browser, as all its tabs share them.
function browserLocks() {
  const held = [];
  const queue = [];
  const give = ({ name, work }) => {
    const lock = { name };
    held.push(lock);
    work().then(() => {
      held.splice(held.indexOf(lock), 1);
      const next = queue.findIndex((one) => one.name === name);
      if (next >= 0) give(queue.splice(next, 1)[0]);
    });
  };
  const request = (name, options, work = options) => {
    const isShared = options.mode === "shared";
    if (!isShared && held.some((lock) => lock.name === name)) queue.push({ name, work });
    else give({ name, work });
  };
  return { request, query: async () => ({ held }) };
}

// A tab: `look(is)` turns to it or away from it. Windows say so by events, of which all tabs of this test share one ear.
const windows = {};
globalThis.addEventListener = (event, heard) => { (windows[event] ??= []).push(heard); };

function tab(locks, { visible = true, focused = false } = {}) {
  const heard = {};
  const state = { visible, focused };
  const page = {
    get visibilityState() { return state.visible ? "visible" : "hidden"; },
    hasFocus: () => state.focused,
    addEventListener: (event, job) => { heard[event] = job; },
  };
  const tabs = new Tabs({ page, locks });
  tabs.start();
  return {
    tabs,
    focus(is) { state.focused = is; for (const job of windows[is ? "focus" : "blur"]) job(); },
    show(is) { state.visible = is; heard.visibilitychange(); },
  };
}

test("of two tabs the first speaks for both", () => {
  const locks = browserLocks();
  const first = tab(locks);
  const second = tab(locks);

  assert.deepEqual([first.tabs.leads(), second.tabs.leads()], [true, false]);
});

test("a tab knows that another is looked at, and that none is any more", async () => {
  const locks = browserLocks();
  const here = tab(locks);
  const there = tab(locks);
  assert.equal(await here.tabs.isLookedAt(), false);

  there.focus(true);
  assert.deepEqual([await here.tabs.isLookedAt(), await there.tabs.isLookedAt()], [true, true]);
  there.focus(false);
  await Promise.resolve();
  assert.deepEqual([await here.tabs.isLookedAt(), await there.tabs.isLookedAt()], [false, false]);
});

test("a tab with the focus that nobody sees is not looked at", async () => {
  const one = tab(browserLocks(), { focused: true });
  assert.equal(await one.tabs.isLookedAt(), true);

  one.show(false);
  await Promise.resolve();
  assert.equal(await one.tabs.isLookedAt(), false);
  one.show(true);
  assert.equal(await one.tabs.isLookedAt(), true);
});

test("looking on holds no second lock", async () => {
  const locks = browserLocks();
  const one = tab(locks, { focused: true });
  one.focus(true);
  one.show(true);

  const { held } = await locks.query();
  assert.deepEqual(held.map(({ name }) => name), ["chatterbox-speaker", "chatterbox-looked-at"]);
});
