import assert from "node:assert/strict";
import test from "node:test";

import { Strip } from "../live/strip.js";

function fakes() {
  const shown = [];
  let due = null;
  let online = true;
  const strip = new Strip({
    show: (name) => shown.push(name), isOnline: () => online,
    setTimeout: (job) => { due = job; return 1; }, clearTimeout: () => { due = null; },
  });
  return { strip, shown, run: () => due?.(), setOnline: (now) => { online = now; } };
}

test("a short break is not worth a word", () => {
  const { strip, shown, run } = fakes();
  strip.take("lost");
  strip.take("open");
  run();

  assert.deepEqual(shown, []);
});

test("a longer one is said, and its end as well, for a while", () => {
  const { strip, shown, run } = fakes();
  strip.take("lost");
  run();
  strip.take("lost");
  strip.take("open");
  run();

  assert.deepEqual(shown, ["reconnecting", "caught-up", null]);
});

test("without a network it says so, and follows it", () => {
  const { strip, shown, run, setOnline } = fakes();
  setOnline(false);
  strip.take("lost");
  run();
  setOnline(true);
  strip.network();

  assert.deepEqual(shown, ["offline", "reconnecting"]);
});

test("a topic that is gone stays gone", () => {
  const { strip, shown } = fakes();
  strip.take("gone");
  strip.take("lost");
  strip.take("open");

  assert.deepEqual(shown, ["gone"]);
});
