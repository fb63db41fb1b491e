import assert from "node:assert/strict";
import { test } from "node:test";

import { sayWhen } from "../base/times.js";

const now = new Date(2026, 10, 28, 20, 0);

test("today is said by the hour", () => {
  assert.equal(sayWhen(new Date(2026, 10, 28, 9, 5), now, "en-GB"), "09:05");
});

test("this year is said by the day", () => {
  assert.equal(sayWhen(new Date(2026, 10, 27, 23, 59), now, "en-GB"), "27 Nov");
});

test("another year is said, also on the same day", () => {
  assert.equal(sayWhen(new Date(2025, 10, 28, 9, 5), now, "en-GB"), "28 Nov 2025");
});
