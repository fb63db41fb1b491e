import assert from "node:assert/strict";
import test from "node:test";

import { widthAfter } from "../desk/list_edge.js";

const bounds = { least: 13, most: 26, isRtl: false };

test("arrow keys move the edge where they point", () => {
  assert.equal(widthAfter("ArrowRight", 16, bounds), 17);
  assert.equal(widthAfter("ArrowLeft", 16, bounds), 15);
  assert.equal(widthAfter("ArrowRight", 16, { ...bounds, isRtl: true }), 15);
  assert.equal(widthAfter("ArrowLeft", 16, { ...bounds, isRtl: true }), 17);
});

test("it goes no further than its bounds", () => {
  assert.equal(widthAfter("ArrowLeft", 13, bounds), 13);
  assert.equal(widthAfter("ArrowRight", 26, bounds), 26);
  assert.equal(widthAfter("Home", 20, bounds), 13);
  assert.equal(widthAfter("End", 20, bounds), 26);
});

test("other keys mean nothing to it", () => {
  assert.equal(widthAfter("ArrowUp", 16, bounds), null);
  assert.equal(widthAfter("a", 16, bounds), null);
});
