import assert from "node:assert/strict";
import test from "node:test";

import { isNearEnd } from "../conversation/scroller.js";

test("within 100 px of the end somebody sees the end", () => {
  assert.ok(isNearEnd({ scrollTop: 400, scrollHeight: 1000, clientHeight: 500 }));
  assert.ok(!isNearEnd({ scrollTop: 399, scrollHeight: 1000, clientHeight: 500 }));
  assert.ok(isNearEnd({ scrollTop: 0, scrollHeight: 300, clientHeight: 500 }));
});
