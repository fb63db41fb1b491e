import assert from "node:assert/strict";
import test from "node:test";

import { Strip, stripOn } from "../live/strip.js";

function fakes() {
  const shown = [];
  let due = null;
  let online = true;
  const strip = new Strip({
    show: (name, values) => shown.push(values ? [name, ...Object.values(values)] : name), isOnline: () => online,
    setTimeout: (job) => { due = job; return 1; }, clearTimeout: () => { due = null; },
  });
  return { strip, shown, run: () => due?.(), setOnline: (now) => { online = now; strip.network(); } };
}

test("a short break is not worth a word", () => {
  const { strip, shown, run } = fakes();
  strip.take("lost");
  strip.take("open");
  run();
  strip.caughtUp(3);

  assert.deepEqual(shown, []);
});

test("a longer one is said, and its end with what was caught up, for a while", () => {
  const { strip, shown, run } = fakes();
  strip.take("lost");
  run();
  strip.take("lost");
  strip.take("open");
  assert.deepEqual(shown, ["reconnecting"]); // not before everything is there
  strip.caughtUp(12);
  run();

  assert.deepEqual(shown, ["reconnecting", ["caught-up", 12], null]);
});

test("a device without a network says so at once, and follows it", () => {
  const { strip, shown, setOnline } = fakes();
  setOnline(false);
  strip.take("lost");
  setOnline(true);

  assert.deepEqual(shown, ["offline", "reconnecting"]);
});

test("a network that was away so shortly that the socket has outlived it is back", () => {
  const { shown, setOnline } = fakes();
  setOnline(false);
  setOnline(true);

  assert.deepEqual(shown, ["offline", ["caught-up", 0]]);
});

test("who is writing is shown while nothing else has to be said", () => {
  const { strip, shown, run } = fakes();
  strip.typing("Ada is writing");
  strip.take("lost");
  run();
  strip.typing("");
  strip.typing("Bo is writing");
  strip.take("open");
  strip.caughtUp(0);
  run();
  strip.typing("");

  assert.deepEqual(shown, [["typing", "Ada is writing"], "reconnecting", ["caught-up", 0], ["typing", "Bo is writing"], null]);
});

test("a topic that is gone stays gone", () => {
  const { strip, shown, setOnline } = fakes();
  strip.take("gone");
  strip.take("lost");
  strip.take("open");
  setOnline(false);

  assert.deepEqual(shown, ["gone"]);
});

test("asking instead is said at once, and that it stopped going through as well, after a while", () => {
  const { strip, shown, run } = fakes();
  strip.take("lost");
  strip.take("polling");
  run();
  strip.take("lost");
  run();

  assert.deepEqual(shown.filter(Boolean).map((each) => each.name ?? each), ["polling", "reconnecting"]);
});

test("a state that was said in the topic before is shown in the next one, and said when it changes", () => {
  const said = [];
  const line = { dataset: {}, replaceChildren() {}, querySelector: () => null, append: (name) => { line.textContent = ` ${name} `; } };
  const page = { querySelector: () => line, getElementById: (id) => ({ content: { cloneNode: () => id } }) };
  const strip = new Strip({ show: stripOn({ page, say: (sentence) => said.push(sentence) }), setTimeout() {}, clearTimeout() {} });
  strip.take("polling", true);
  assert.equal(line.dataset.strip, "polling");
  assert.deepEqual(said, []);
  strip.take("stopped");

  assert.deepEqual(said, ["strip-refused"]);
});
