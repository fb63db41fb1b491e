import assert from "node:assert/strict";
import test from "node:test";

import { makeToast } from "../base/toast.js";

function fakes() {
  const timers = [];
  let box = null;
  const page = {
    getElementById: () => box,
    createElement: () => ({ attributes: {}, setAttribute(name, value) { this.attributes[name] = value; }, remove: () => { box = null; } }),
    body: { append: (element) => { box = element; } },
  };
  const make = () => makeToast({
    page, setTimeout: (job, delay) => timers.push({ job, delay, on: true }), clearTimeout: (id) => { if (timers[id - 1]) timers[id - 1].on = false; },
  });
  const run = (delay) => { for (const timer of timers) if (timer.on && timer.delay === delay) { timer.on = false; timer.job(); } };
  const going = () => timers.filter(({ on, delay }) => on && delay === 6_000).length;
  return { toast: make(), make, run, going, box: () => box };
}

test("a sentence stands in a region that is read out, and goes by itself", () => {
  const { toast, run, box } = fakes();
  toast("Copied.");
  assert.equal(box().attributes.role, "status");
  run(50);
  assert.equal(box().textContent, "Copied.");
  run(6_000);
  assert.equal(box(), null);
});

test("a sentence of somebody else has its whole time as well", () => {
  const { toast, make, run, box, going } = fakes();
  toast("Copied.");
  make()("Saved.");
  run(50);

  assert.equal(box().textContent, "Saved.");
  assert.equal(going(), 1);
});

test("a second sentence takes the place of the first, and has its whole time", () => {
  const { toast, run, box } = fakes();
  toast("Copied.");
  run(50);
  const first = box();
  toast("Pinned.");
  run(50);

  assert.equal(box(), first);
  assert.equal(box().textContent, "Pinned.");
  run(6_000);
  assert.equal(box(), null);
});
