import assert from "node:assert/strict";
import test from "node:test";

import { excess } from "../conversation/history.js";

test("three hundred messages stay, and a few more are let be", () => {
  assert.equal(excess(300), 0);
  assert.equal(excess(320), 0);
  assert.equal(excess(321), 21);
  assert.equal(excess(370), 70);
});
