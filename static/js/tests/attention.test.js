import assert from "node:assert/strict";
import test from "node:test";

import { Attention } from "../live/attention.js";

function fakes() {
  const told = [];
  const state = { now: 0, visible: true, wakes: 0, tick: null };
  const attention = new Attention({
    isVisible: () => state.visible, tell: (active) => told.push(active), onWake: () => { state.wakes += 1; },
    now: () => state.now, setTimeout: (job) => { state.tick = job; },
  });
  attention.start();
  const pass = (seconds) => { for (let left = seconds; left > 0; left -= 10) { state.now += 10_000; state.tick(); } };
  return { attention, told, state, pass };
}

test("a page that is left for a moment is not away, one that is left for longer is, until it is back", () => {
  const { attention, told, state, pass } = fakes();
  state.visible = false;
  attention.look();
  const atOnce = [...told];
  pass(10);
  state.visible = true;
  attention.used();

  assert.deepEqual([atOnce, told], [[], [false, true]]);
});

test("ten minutes without a key or a pointer are away", () => {
  const { attention, told, pass } = fakes();
  pass(590);
  const before = [...told];
  pass(10);
  attention.used();

  assert.deepEqual([before, told], [[], [false, true]]);
});

test("a new connection is told that nobody is here, and nothing otherwise", () => {
  const { attention, told, state, pass } = fakes();
  attention.connected();
  state.visible = false;
  pass(20);
  attention.connected();

  assert.deepEqual(told, [false, false]);
});

test("time that jumps is a device that slept; a slow timer is not", () => {
  const { state, pass } = fakes();
  state.now += 60_000;
  state.tick();
  const slow = state.wakes;
  state.now += 3_600_000;
  state.tick();
  pass(20);

  assert.deepEqual([slow, state.wakes], [0, 1]);
});
