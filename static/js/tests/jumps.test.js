import assert from "node:assert/strict";
import test from "node:test";

import { outOfSight } from "../live/jumps.js";

const row = (top) => ({ top, bottom: top + 10 });
const view = { top: 100, bottom: 200 };

test("the nearest of those that are out of sight is meant, on either side", () => {
  assert.deepEqual(outOfSight(view, [row(0), row(50), row(120), row(250), row(300)]), { up: 1, down: 3 });
});

test("what shows, and be it in part, needs no button", () => {
  assert.deepEqual(outOfSight(view, [row(95), row(150), row(195)]), { up: -1, down: -1 });
  assert.deepEqual(outOfSight(view, []), { up: -1, down: -1 });
});
