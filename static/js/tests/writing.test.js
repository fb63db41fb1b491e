import assert from "node:assert/strict";
import test from "node:test";

import { Writing } from "../composer/writing.js";

globalThis.window = { addEventListener() {} };
globalThis.document = { getElementById: () => null };

// A place without a field. What the server says of it: `answers`, each a bar, whose `until` is a time, or an error.
function fakes({ answers = [], until = null } = {}) {
  const timers = [];
  const clock = { now: 0 };
  const seen = { asked: 0, put: [] };
  const controller = new AbortController();
  let waiting = null;
  const barOf = (time) => (typeof time === "number" ? { dataset: { until: new Date(time).toISOString() }, matches: () => false, querySelector: () => ({}) } : null);
  const place = {
    contains: () => false,
    querySelector: (selector) => (selector === "[data-until]" ? waiting : null),
    replaceChildren: (bar) => { seen.put.push(bar); waiting = barOf(bar); },
  };
  waiting = barOf(until);
  const page = {
    querySelector: (selector) => (selector === ".composer-place" ? place : null),
    getElementById: (id) => (id.startsWith("gone-") ? { content: { cloneNode: () => id } } : null),
    createElement: () => ({ set innerHTML(bar) { this.content = { querySelector: () => null, childNodes: [bar] }; } }),
  };
  const fragment = async () => {
    seen.asked += 1;
    const next = answers.shift();
    if (next instanceof Error) throw next;
    return next;
  };
  const writing = new Writing({
    page, topic: "T", party: "P", signal: controller.signal, scroller: { follow: (change) => change() }, timeline: {}, stream: {},
    desk: {
      me: "ada", now: () => clock.now, http: { fragment }, drafts: { get: () => null }, outbox: { of: () => [], listen() {} },
      timers: {
        setTimeout: (job, delay) => timers.push({ job, delay, on: true }),
        clearTimeout: (id) => { if (timers[id - 1]) timers[id - 1].on = false; },
      },
    },
  });
  const due = () => timers.filter((timer) => timer.on);
  const run = async () => { const [timer] = due(); timer.on = false; await timer.job(); };
  return { writing, seen, clock, controller, due, run };
}

const hidden = () => Object.assign(new Error("hidden"), { status: 404 });

test("a wait that is over by the device's clock alone is asked for once a second, and ends by the server's", async () => {
  const { seen, clock, due, run } = fakes({ until: 60_000, answers: [60_000, 60_000, null] });
  clock.now = 90_000;
  await run(); // a second of the countdown

  for (let asked = 1; asked <= 3; asked += 1) {
    assert.deepEqual([due().length, due()[0].delay], [1, 1_000]);
    await run();
    assert.equal(seen.asked, asked);
  }
  assert.deepEqual(due(), []);
});

test("an answer that comes when another topic is open changes nothing", async () => {
  for (const answer of [60_000, hidden()]) {
    const { writing, seen, controller, due } = fakes({ answers: [answer] });
    const answered = writing.refresh();
    controller.abort();
    await answered;

    assert.deepEqual([seen.put, due()], [[], []]);
  }
});

test("what can't be seen any more is said once, and again when it was to be seen meanwhile", async () => {
  const { writing, seen } = fakes({ answers: [hidden(), "bar", hidden()] });
  writing.gone("topic");
  writing.gone("topic");
  await writing.refresh();
  assert.deepEqual([seen.put, writing.hidden], [["gone-topic"], "topic"]);
  await writing.refresh();
  assert.equal(writing.hidden, null);
  await writing.refresh();

  assert.deepEqual(seen.put, ["gone-topic", "bar", "gone-topic"]);
});

test("a party that is gone is more than a topic", () => {
  const { writing, seen } = fakes();
  writing.gone("topic");
  writing.gone("party");
  writing.gone("topic");

  assert.deepEqual(seen.put, ["gone-topic", "gone-party"]);
});

test("where nobody may write no words are taken back", () => {
  const { writing } = fakes();

  assert.equal(writing.pending.takeBack({ text: "words", reply: null }), false);
});
