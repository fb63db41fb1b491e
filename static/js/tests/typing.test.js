import assert from "node:assert/strict";
import test from "node:test";

import { Typists, typingSentence, TypingSign } from "../live/typing.js";

test("somebody who writes says so every five seconds", () => {
  let now = 0;
  let sent = 0;
  const sign = new TypingSign({ send: () => { sent += 1; }, now: () => now });
  for (now = 0; now < 12_000; now += 100) sign.typed();

  assert.equal(sent, 3);
});

function fakes() {
  const shown = [];
  const jobs = new Map();
  const delays = [];
  let count = 0;
  const typists = new Typists({
    show: (ids) => shown.push(ids), clearTimeout: (id) => jobs.delete(id),
    setTimeout: (job, delay) => { count += 1; jobs.set(count, job); delays.push(delay); return count; },
  });
  return { typists, shown, jobs, delays };
}

test("others are shown until they were silent for eight seconds, or their message is there", () => {
  const { typists, shown, jobs, delays } = fakes();
  typists.take("ada");
  typists.take("bo");
  typists.take("ada"); // goes on: nothing new to show, and one timer as before
  assert.equal(jobs.size, 2);
  typists.stopped("bo");
  typists.stopped("bo");
  [...jobs.values()][0]();

  assert.deepEqual(shown, [["ada"], ["ada", "bo"], ["ada"], []]);
  assert.deepEqual([...new Set(delays)], [8_000]);
});

test("nothing is left to be shown after the topic was left", () => {
  const { typists, jobs } = fakes();
  typists.take("ada");
  typists.stop();

  assert.equal(jobs.size, 0);
});

test("one, two and several are said differently, and a stranger is somebody", () => {
  const words = (word, values = {}) => [word, ...Object.values(values)].join(" ");
  const nameOf = (id) => ({ a: "Ada", b: "Bo" })[id];

  assert.equal(typingSentence([], nameOf, words), "");
  assert.equal(typingSentence(["a"], nameOf, words), "typing-one Ada");
  assert.equal(typingSentence(["a", "b"], nameOf, words), "typing-two Ada Bo");
  assert.equal(typingSentence(["a", "x"], nameOf, words), "typing-two Ada somebody");
  assert.equal(typingSentence(["a", "b", "x"], nameOf, words), "typing-many");
});
