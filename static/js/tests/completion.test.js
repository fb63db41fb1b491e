import assert from "node:assert/strict";
import test from "node:test";

import { everybodyIn, fitting, wordAt } from "../composer/completion.js";
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
