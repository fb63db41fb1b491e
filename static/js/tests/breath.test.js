import assert from "node:assert/strict";
import test from "node:test";

import { breath, inTurn } from "../base/breath.js";

test("what waits to be done comes before what follows a breath", async () => {
  const done = [];
  setImmediate(() => done.push("other"));
  await breath();
  await breath();
  done.push("next");

  assert.deepEqual(done, ["other", "next"]);
});

test("a list is worked off in parts", async () => {
  const parts = [];
  await inTurn([1, 2, 3, 4, 5], 2, (part) => parts.push(part));

  assert.deepEqual(parts, [[1, 2], [3, 4], [5]]);
});

test("an abort ends it before the next part", async () => {
  const parts = [];
  const life = new AbortController();
  await inTurn([1, 2, 3], 1, (part) => { parts.push(part); life.abort(); }, life.signal);

  assert.deepEqual(parts, [[1]]);
});
