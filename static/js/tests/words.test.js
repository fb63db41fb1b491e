import assert from "node:assert/strict";
import test from "node:test";

import { makeWords } from "../base/words.js";

const entries = [
  { word: "sending", count: 0, text: "Sending" },
  { word: "new", count: 1, text: "{count} neu (one)" },
  { word: "new", count: 2, text: "{count} new (other)" },
];

test("a word is said as the page says it", () => {
  assert.equal(makeWords(entries, "en")("sending"), "Sending");
});

test("a count chooses the plural form of the language", () => {
  const words = makeWords(entries, "en");

  assert.equal(words("new", { count: 1 }), "1 neu (one)");
  assert.equal(words("new", { count: 7 }), "7 new (other)");
});

test("a Slavic language has more than two forms", () => {
  const polish = [1, 2, 5].map((count) => ({ word: "new", count, text: `{count} as for ${count}` }));
  const words = makeWords(polish, "pl");

  assert.equal(words("new", { count: 1 }), "1 as for 1");
  assert.equal(words("new", { count: 3 }), "3 as for 2");
  assert.equal(words("new", { count: 12 }), "12 as for 5");
});

test("a word that the page lacks is its own name, and what is not given stays", () => {
  assert.equal(makeWords([], "en")("sending"), "sending");
  assert.equal(makeWords([{ word: "says", count: 0, text: "{name}: {text}" }], "en")("says", { name: "Ada" }), "Ada: {text}");
});
