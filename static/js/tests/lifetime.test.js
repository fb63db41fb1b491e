import assert from "node:assert/strict";
import test from "node:test";

import { timersUntil } from "../base/lifetime.js";

function clock() {
  const due = new Map();
  let next = 0;
  return {
    setTimeout: (run) => { next += 1; due.set(next, run); return next; },
    clearTimeout: (timer) => due.delete(timer),
    random: () => 0.5,
    due,
  };
}

test("a timer runs as ever while its owner is there", () => {
  const base = clock();
  const timers = timersUntil(new AbortController().signal, base);
  let runs = 0;
  const kept = timers.setTimeout(() => { runs += 1; }, 10);
  const cleared = timers.setTimeout(() => { runs += 100; }, 10);
  timers.clearTimeout(cleared);

  base.due.get(kept)();

  assert.equal(runs, 1);
  assert.ok(!base.due.has(cleared));
  assert.equal(timers.random(), 0.5);
});

test("with its owner a timer is gone, and none is taken any more", () => {
  const base = clock();
  const owner = new AbortController();
  const timers = timersUntil(owner.signal, base);
  timers.setTimeout(() => assert.fail("ran"), 10);

  owner.abort();
  timers.setTimeout(() => assert.fail("ran"), 10);

  assert.equal(base.due.size, 0);
});
