import assert from "node:assert/strict";
import test from "node:test";

import { nextPlace } from "../emoji/picker.js";

// Two groups: a line of three, one of two, and a line of the next group.
const rows = [[[0, 0], [1, 40], [2, 80]], [[3, 0], [4, 40]], [[5, 0], [6, 40], [7, 80]]];
const go = (key, place) => nextPlace(key, place, rows);

test("arrow keys go along a line and on to the next", () => {
  assert.equal(go("ArrowRight", 2), 3);
  assert.equal(go("ArrowLeft", 3), 2);
  assert.equal(go("ArrowLeft", 0), null);
  assert.equal(go("ArrowRight", 7), null);
});

test("up and down stay in the column, or come as near as there is one", () => {
  assert.equal(go("ArrowDown", 1), 4);
  assert.equal(go("ArrowDown", 2), 4);
  assert.equal(go("ArrowUp", 7), 4);
  assert.equal(go("ArrowUp", 1), null);
  assert.equal(go("ArrowDown", 6), null);
});

test("Home and End lead to the ends", () => {
  assert.equal(go("Home", 4), 0);
  assert.equal(go("End", 4), 7);
});
