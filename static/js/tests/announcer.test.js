import assert from "node:assert/strict";
import test from "node:test";

import { Announcer } from "../base/announcer.js";

function fakes({ isSilent = false } = {}) {
  const said = [];
  const timers = [];
  const words = (word, values) => (word === "says" ? `${values.name}: ${values.text}` : `${values.count} new messages`);
  const announcer = new Announcer({ say: (sentence) => said.push(sentence), words, isSilent: () => isSilent, setTimeout: (job) => timers.push(job) });
  return { announcer, said, timers };
}

test("one message is said with its author", () => {
  const { announcer, said, timers } = fakes();
  announcer.message("Ada", " hello ");
  timers[0]();

  assert.deepEqual(said, ["Ada: hello"]);
});

test("many are said as a number, once", () => {
  const { announcer, said, timers } = fakes();
  for (let count = 0; count < 5; count += 1) announcer.message("Ada", "hello");

  assert.equal(timers.length, 1);
  timers[0]();
  assert.deepEqual(said, ["5 new messages"]);

  announcer.message("Bo", "hi");
  timers[1]();
  assert.equal(said[1], "Bo: hi");
});

test("whoever wants none of it on this device hears none", () => {
  const { announcer, timers } = fakes({ isSilent: true });
  announcer.message("Ada", "hello");

  assert.deepEqual(timers, []);
});
