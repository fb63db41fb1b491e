import assert from "node:assert/strict";
import test from "node:test";

import { entriesOf, findEmoji, loadEmoji, named } from "../emoji/data.js";
import { ROWS } from "../emoji/names.de.js";
import { keepTone, recentEmoji, rememberEmoji, toned, toneOf } from "../emoji/recent.js";
import { GROUPS } from "../emoji/table.js";

const all = await loadEmoji();
const first = (letters) => findEmoji(all, letters)[0]?.emoji;

test("all are there once, named, in groups, with five tones or none", async () => {
  assert.equal(new Set(all.map(({ emoji }) => emoji)).size, 1914);
  assert.equal(all[0].name, "grinning face");
  assert.ok(all.every(({ name, words }) => name && words.every((word) => word && !word.startsWith(":"))));
  assert.deepEqual([...new Set(all.map(({ group }) => group))], GROUPS.map((_, place) => place));
  assert.ok(all.every(({ tones }) => [0, 5].includes(tones.length)));
  assert.equal(await loadEmoji(), all);
});

test("a short name, a word of the name or the beginning of one finds it", () => {
  assert.equal(first("tada"), "🎉");
  assert.equal(first("+1"), "👍");
  assert.equal(first("thumbs_up"), "👍");
  assert.equal(first("Party"), "🎉");
  assert.equal(first("joy"), "😂");
  assert.equal(first("smile"), "😄");
  assert.equal(first("heart"), "❤️");
  assert.equal(first("telesc"), "🔭");
  assert.ok(findEmoji(all, "germ").some(({ emoji }) => emoji === "🇩🇪"));
});

test("in German each has its German name, and is found by that, by its words and by English ones", async () => {
  const german = await loadEmoji("de-AT");
  const found = (letters) => findEmoji(german, letters)[0]?.emoji;

  assert.deepEqual(ROWS.split("\n").map((row) => row.split("\t")[0]), all.map(({ emoji }) => emoji));
  assert.equal(german.find(({ emoji }) => emoji === "🔭").name, "Teleskop");
  assert.equal(found("herz"), "♥️");
  assert.equal(found("telesk"), "🔭");
  assert.equal(found("telescope"), "🔭");
  assert.equal(found("tada"), "🎉");
  assert.ok(findEmoji(german, "dino").some(({ emoji }) => emoji === "🦖")); // T-Rex in both languages
  assert.equal(await loadEmoji("fr"), await loadEmoji("fr"));
  assert.equal((await loadEmoji("fr"))[0].name, "grinning face");
});

test("what has no name in a language keeps its own", () => {
  const rows = entriesOf("1\tcat\t:kitty pet\t0\n2\tdog\t\t0");

  assert.deepEqual(named(rows, "1\tKatze\tHaustier").map(({ name, words }) => [name, words]), [
    ["Katze", ["Haustier", "cat", "kitty", "pet"]], ["dog", []],
  ]);
});

test("nothing finds nothing, and no more come than are wanted", () => {
  assert.deepEqual(findEmoji(all, " "), []);
  assert.deepEqual(findEmoji(all, "qqqq"), []);
  assert.equal(findEmoji(all, "face", 7).length, 7);
});

test("a name comes before what merely has the word, a whole word before its beginning", () => {
  const rows = entriesOf("1\tcatalogue\t\t0\n2\ttomcat\t\t0\n3\tcat\t\t0\n4\tpet\t:cat\t0\n5\tdog\tpet cat\t0");

  assert.deepEqual(findEmoji(rows, "cat").map(({ emoji }) => emoji), ["3", "4", "1", "5"]);
});

function storage() {
  const held = new Map();
  return { getItem: (key) => held.get(key) ?? null, setItem: (key, value) => held.set(key, value) };
}

test("what was used last comes first, once, filled up with the usual", () => {
  const device = storage();
  assert.deepEqual(recentEmoji(device, 3), ["👍", "❤️", "😂"]);
  rememberEmoji(device, "🔭");
  rememberEmoji(device, "❤️");

  assert.deepEqual(recentEmoji(device, 4), ["❤️", "🔭", "👍", "😂"]);
});

test("what somebody else left in the storage, or none at all, breaks nothing", () => {
  const device = storage();
  for (const text of ["{", "{}", "[1, null]", `["${"x".repeat(99)}"]`]) {
    device.setItem("recent-emoji", text);
    assert.deepEqual(recentEmoji(device, 2), ["👍", "❤️"]);
  }
  const forbidden = { getItem() { throw new Error(); }, setItem() { throw new Error(); } };
  rememberEmoji(forbidden, "🔭");
  keepTone(forbidden, 3);
  assert.equal(recentEmoji(forbidden, 1)[0], "👍");
  assert.equal(toneOf(forbidden), 0);
});

test("a tone is kept, and put on what has tones", () => {
  const device = storage();
  keepTone(device, 5);
  const wave = all.find(({ emoji }) => emoji === "👋");

  assert.equal(toned(wave, toneOf(device)), "👋🏿");
  assert.equal(toned(wave, 0), "👋");
  assert.equal(toned(all[0], 5), "😀");
  device.setItem("emoji-tone", "17");
  assert.equal(toneOf(device), 0);
});
