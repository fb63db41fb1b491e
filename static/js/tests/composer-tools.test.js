import assert from "node:assert/strict";
import test from "node:test";

import { enterBreaks, startEmoji, startTools } from "../composer/tools.js";
import { FakeStorage } from "./storage.js";

class FakeButton extends EventTarget {
  hidden = true;
  expanded = [];

  setAttribute(name, value) {
    if (name === "aria-expanded") this.expanded.push(value);
  }
}

// A button, a composer that writes down what it is told, and a picker that is answered by hand.
function emoji({ load } = {}) {
  const told = [];
  const button = new FakeButton();
  const picks = [];
  const page = { activeElement: button, querySelector: () => (picks.length ? { hidePopover: () => told.push("hide") } : null) };
  const composer = {
    insert: (text) => told.push(["insert", text]), focus: () => told.push("focus"), refuse: (sentence) => told.push(["refuse", sentence]),
  };
  const pickEmoji = (source) => new Promise((done) => { picks.push({ source, done }); });
  startEmoji({ page, button, composer, storage: null, words: (name) => name, load: load ?? (async () => ({ pickEmoji })) });
  const click = (detail = 1) => {
    if (detail) button.dispatchEvent(new Event("pointerdown"));
    button.dispatchEvent(Object.assign(new Event("click"), { detail }));
    return settled();
  };
  return { told, button, picks, page, click };
}

const settled = () => new Promise((done) => { setTimeout(done); });

test("the button shows once there is a script, and what is picked comes into the field", async () => {
  const { told, button, picks, click } = emoji();
  assert.equal(button.hidden, false);
  await click();
  assert.deepEqual(button.expanded, ["true"]);
  assert.deepEqual(told, []);

  picks[0].done("🔭");
  await settled();

  assert.equal(picks[0].source, button);
  assert.deepEqual(told, [["insert", "🔭"]]);
  assert.deepEqual(button.expanded, ["true", "false"]);
});

test("whoever picks none goes on writing, or stays where they clicked", async () => {
  const { told, picks, page, click } = emoji();
  await click();
  picks[0].done(null);
  await settled();
  assert.deepEqual(told, ["focus"]);

  await click();
  page.activeElement = {};
  picks[1].done(null);
  await settled();
  assert.deepEqual(told, ["focus"]);
});

test("a second press closes the picker, and opens no other", async () => {
  for (const detail of [1, 0]) {
    const { told, picks, click } = emoji();
    await click(detail);
    await click(detail);
    assert.equal(picks.length, 1);
    assert.deepEqual(told, ["hide"]);
    picks[0].done(null);
    await settled();
    await click(detail);
    assert.equal(picks.length, 2);
  }
});

test("a pointer that closed it does not open it again with the click that follows", async () => {
  const { button, picks, click } = emoji();
  await click();
  button.dispatchEvent(new Event("pointerdown"));
  picks[0].done(null);
  await settled();
  button.dispatchEvent(Object.assign(new Event("click"), { detail: 1 }));
  await settled();

  assert.equal(picks.length, 1);
});

test("a picker that does not come is told of, and can be tried again", async () => {
  let line = false;
  const { told, button, picks, click } = emoji({
    load: async () => {
      if (!line) throw new TypeError("no line");
      return { pickEmoji: () => new Promise((done) => { picks.push({ done }); }) };
    },
  });
  await click();
  assert.deepEqual(told, [["refuse", "not-through"]]);
  assert.equal(button.expanded.at(-1), "false");

  line = true;
  await click();
  assert.equal(picks.length, 1);
});

test("what Enter does is kept on the device, where that may keep something", () => {
  const draw = (storage) => {
    const box = Object.assign(new EventTarget(), { checked: null });
    const setting = { hidden: true, querySelector: () => box };
    const form = { querySelector: () => new FakeButton() };
    startTools({ page: { querySelector: () => setting }, form, composer: {}, storage, words: String });
    return { box, setting };
  };
  const storage = new FakeStorage();
  const { box, setting } = draw(storage);
  assert.deepEqual([setting.hidden, box.checked, enterBreaks(storage)], [false, false, false]);

  box.checked = true;
  box.dispatchEvent(new Event("change"));
  assert.equal(enterBreaks(storage), true);
  assert.equal(draw(storage).box.checked, true);
  box.checked = false;
  box.dispatchEvent(new Event("change"));
  assert.equal(enterBreaks(storage), false);

  assert.equal(draw(null).setting.hidden, true);
  assert.equal(enterBreaks(null), false);
});
