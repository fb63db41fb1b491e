import assert from "node:assert/strict";
import test from "node:test";

import { Line, pauseAfter } from "../live/line.js";

function fakes({ answers = [], state = "new" } = {}) {
  const states = [];
  const timers = [];
  const seen = { polls: 0, visible: true };
  const line = new Line({
    state,
    poll: async () => { seen.polls += 1; return answers.length ? answers.shift() : true; },
    onState: (state) => states.push(state), isVisible: () => seen.visible, random: () => 1,
    setTimeout: (job, delay) => timers.push({ job, delay, on: true }),
    clearTimeout: (id) => { if (timers[id - 1]) timers[id - 1].on = false; },
  });
  const due = () => timers.filter((timer) => timer.on).at(-1);
  const run = async () => { const timer = due(); timer.on = false; await timer.job(); };
  return { line, states, timers, seen, due, run };
}

test("a socket that opens in time leaves nothing to ask for", async () => {
  const { line, states, seen, due } = fakes();
  line.socket("open");

  assert.equal(due(), undefined);
  assert.deepEqual([states, seen.polls], [["open"], 0]);
});

test("without a socket it asks after five seconds, then every three, and every thirty when nobody looks", async () => {
  const { line, states, seen, due, run } = fakes();
  line.socket("lost");
  const pauses = [due().delay];
  await run();
  pauses.push(due().delay);
  seen.visible = false;
  await run();
  pauses.push(due().delay);

  assert.deepEqual(pauses, [5_000, 3_000, 30_000]);
  assert.deepEqual([states, seen.polls], [["lost", "polling"], 2]);
});

test("tries of the socket that fail change nothing, and one that opens ends the asking", async () => {
  const { line, states, due, run } = fakes();
  await run();
  line.socket("lost");
  line.socket("lost");
  assert.deepEqual(states, ["polling"]);
  line.socket("open");

  assert.equal(due(), undefined);
  assert.deepEqual(states, ["polling", "open"]);
});

test("the socket that is lost again gets its patience again", async () => {
  const { line, due, run } = fakes();
  await run();
  line.socket("open");
  line.socket("lost");

  assert.equal(due().delay, 5_000);
});

test("no answer is a lost connection, asked for ever more slowly", async () => {
  const { line, states, due, run } = fakes({ answers: [true, false, false, true] });
  const pauses = [];
  for (let round = 0; round < 4; round += 1) {
    await run();
    pauses.push(due().delay);
  }

  assert.deepEqual(pauses, [3_000, 6_000, 12_000, 3_000]);
  assert.deepEqual(states, ["polling", "lost", "polling"]);
  assert.equal(pauseAfter(9, true, () => 1), 30_000);
});

test("a round that ends after the socket has opened says nothing and plans nothing", async () => {
  let answer;
  const { line, states, due } = fakes();
  line.poll = () => new Promise((resolve) => { answer = resolve; });
  const timer = due();
  timer.on = false;
  const round = timer.job();
  line.socket("open");
  answer(true);
  await round;

  assert.deepEqual([states, due()], [["open"], undefined]);
});

test("a look asks at once, but not twice at the same time, and only where it asks at all", async () => {
  const open = fakes({ state: "open" });
  open.line.hurry();
  assert.equal(open.timers.length, 0);
  const { line, timers, due, run } = fakes();
  await run();
  line.hurry();
  line.hurry();

  assert.equal(due().delay, 0);
  assert.equal(timers.filter((timer) => timer.on).length, 1);
});

test("a connection that is refused for good is not asked around", () => {
  const { line, states, due } = fakes();
  line.socket("stopped");

  assert.deepEqual([states, due()], [["stopped"], undefined]);
});

test("a server that does not want to be asked for a while is not", async () => {
  const { line, due, run } = fakes({ answers: [false, true] });
  let waits = 40_000;
  line.least = () => waits;
  await run();
  assert.equal(due().delay, 40_000);
  waits = 0;
  await run();

  assert.equal(due().delay, 3_000);
});
