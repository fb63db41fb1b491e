import assert from "node:assert/strict";
import test from "node:test";

import { runsToFold } from "../conversation/folds.js";

const notes = (text) => [...text].map((sign) => sign === "n");

test("more than three notes in a row fold, but the last stays", () => {
  assert.deepEqual(runsToFold(notes("nnnn")), [[0, 3]]);
  assert.deepEqual(runsToFold(notes("mnnnnnm")), [[1, 5]]);
  assert.deepEqual(runsToFold(notes("nnnnmnnnnn")), [[0, 3], [5, 9]]);
});

test("three, or notes with words between them, do not", () => {
  assert.deepEqual(runsToFold(notes("nnn")), []);
  assert.deepEqual(runsToFold(notes("nnmnn")), []);
  assert.deepEqual(runsToFold([]), []);
});
