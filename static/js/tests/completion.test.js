import assert from "node:assert/strict";
import test from "node:test";

import { Completion, everybodyIn, fitting, wordAt } from "../composer/completion.js";
import { plainly } from "../base/words.js";
import { bySpeech } from "../composer/sources.js";

const at = (text) => wordAt(text, text.length);

test("a sign begins a name where a word may begin", () => {
  assert.deepEqual(at("hello @bo"), { kind: "people", start: 6, letters: "bo" });
  assert.deepEqual(at("@"), { kind: "people", start: 0, letters: "" });
  assert.deepEqual(at("(@tomás"), { kind: "people", start: 1, letters: "tomás" });
  assert.deepEqual(at("see #obs"), { kind: "topics", start: 4, letters: "obs" });
  assert.deepEqual(at("yes :ta"), { kind: "emoji", start: 4, letters: "ta" });
  assert.deepEqual(at("ja :fröh"), { kind: "emoji", start: 3, letters: "fröh" });
});

test("an address, a time, one letter of an emoji, and words after it are none", () => {
  for (const text of ["a@b", "https://x.org/@me", "it is 10:30", "https:ta", "so :t", ": ta", "@bo ", "a#b", "# Heading"]) assert.equal(at(text), null, text);
});

test("in code a sign is only a sign", () => {
  assert.equal(at("```\n@bo"), null);
  assert.equal(at("`@bo"), null);
  assert.deepEqual(at("`code` @bo")?.letters, "bo");
});

test("only what is before the caret counts", () => {
  assert.deepEqual(wordAt("hi @bo and more", 6), { kind: "people", start: 3, letters: "bo" });
});

test("names are found by the beginning of any word, without case and accents, before those with the letters inside", () => {
  const things = ["anneke tol", "tomas rivera", "victor"].map((name) => ({ name, words: name.split(" ") }));

  assert.deepEqual(fitting(things, plainly("TÓ")).map(({ name }) => name), ["anneke tol", "tomas rivera", "victor"]);
  assert.deepEqual(fitting(things, "riv").map(({ name }) => name), ["tomas rivera"]);
  assert.deepEqual(fitting(things, "x"), []);
  assert.equal(fitting(things, "", 2).length, 2);
});

test("who spoke last comes first, the others stay as they were", () => {
  const people = ["a", "b", "c", "d"].map((id) => ({ id }));

  assert.deepEqual(bySpeech(people, ["c", "b"]).map(({ id }) => id), ["c", "b", "a", "d"]);
});

test("everybody is called by a word of its own", () => {
  assert.equal(everybodyIn("so, @Everyone!"), "everyone");
  assert.equal(everybodyIn("@here?"), "here");
  for (const text of ["everyone", "@everyoneelse", "mail@here", "@here-abouts", "nobody"]) assert.equal(everybodyIn(text), null, text);
});

globalThis.NodeFilter = { SHOW_TEXT: 4 };

const settled = () => new Promise((done) => { setImmediate(done); });

// A field in which somebody names people. `answer(index, ...names)`: who is found for what was typed at that turn; `press(key)`:
// whether the key was taken.
function stage() {
  const heard = { form: {}, field: {} };
  const node = (more = {}) => ({
    isConnected: false, addEventListener() {}, setAttribute() {}, removeAttribute() {}, append() {}, scrollIntoView() {},
    remove() { this.isConnected = false; }, ...more,
  });
  const list = node({ children: [], replaceChildren(...options) { this.children = options; } });
  const box = node({ querySelector: (selector) => (selector === "ul" ? list : {}) });
  globalThis.document = {
    getElementById: (id) => ({ content: { firstElementChild: { cloneNode: () => (id === "completion-box" ? box : node()) } } }),
    createElement: () => node(), createTreeWalker: () => ({ nextNode: () => false }),
  };
  const field = node({ isConnected: true, addEventListener: (type, job) => { heard.field[type] = job; } });
  const form = node({
    dataset: {}, addEventListener: (type, job) => { heard.form[type] = job; }, append: (child) => { child.isConnected = true; },
  });
  const [asked, inserted] = [[], []];
  new Completion({
    form, words: (word) => word, say() {}, setTimeout() {}, clearTimeout() {},
    composer: { field, insert: (...what) => inserted.push(what) },
    sources: { people: () => new Promise((found) => { asked.push(found); }) },
  });
  return {
    inserted,
    field,
    async type(text) {
      Object.assign(field, { value: text, selectionStart: text.length, selectionEnd: text.length });
      heard.field.input();
      await settled();
    },
    async answer(index, ...names) {
      asked[index](names.map((name) => ({ insert: `@${name}`, nodes: () => [] })));
      await settled();
    },
    press(key) {
      let isTaken = false;
      heard.form.keydown({ key, target: field, preventDefault: () => { isTaken = true; }, stopImmediatePropagation() {} });
      return isTaken;
    },
  };
}

test("a key accepts whom the letters mean, also when it has to be waited for them", async () => {
  for (const key of ["Tab", "Enter"]) {
    const { type, answer, press, inserted } = stage();
    await type("@a");
    await answer(0, "ada", "adi");
    await type("@ab");
    assert.equal(press(key), true);
    assert.deepEqual(inserted, []);
    await answer(1, "abe", "abby");
    assert.deepEqual(inserted, [["@abe ", 0, 3]]);
  }
});

test("what is on screen is accepted at once, the chosen one of it", async () => {
  const { type, answer, press, inserted } = stage();
  await type("@a");
  await answer(0, "ada", "adi");
  press("ArrowDown");
  press("Enter");

  assert.deepEqual(inserted, [["@adi ", 0, 2]]);
});

test("whoever types on, or is found by nobody, has accepted nobody", async () => {
  const { type, answer, press, inserted } = stage();
  await type("@a");
  await answer(0, "ada");
  await type("@ab");
  press("Tab");
  await type("@abe");
  await answer(1, "abby");
  await answer(2, "abe");
  assert.deepEqual(inserted, []);

  await type("@abel");
  press("Tab");
  await answer(3);
  assert.deepEqual([inserted, press("Tab")], [[], false]);
});

test("who is accepted takes the place of the word, wherever the caret has gone since", async () => {
  const { type, answer, press, inserted, field } = stage();
  await type("@a");
  await answer(0, "abe", "ada");
  await type("@ab");
  press("Tab");
  field.selectionStart = 0;
  await answer(1, "abe");

  assert.deepEqual(inserted, [["@abe ", 0, 3]]);
});

test("nobody is accepted into a field that has gone from the page", async () => {
  const { type, answer, press, inserted, field } = stage();
  await type("@a");
  await answer(0, "abe", "ada");
  await type("@ab");
  press("Tab");
  field.isConnected = false;
  await answer(1, "abe");

  assert.deepEqual(inserted, []);
});
