import assert from "node:assert/strict";
import test from "node:test";

import { dayOf, Days, labelOf } from "../conversation/days.js";

const words = (word) => ({ today: "Today", yesterday: "Yesterday" })[word];

test("a day is that of the reader's clock", () => {
  assert.equal(dayOf(new Date(2026, 0, 9, 23, 59)), "2026-01-09");
  assert.equal(dayOf(new Date(2026, 0, 10, 0, 0)), "2026-01-10");
});

test("near days have names, others a date, and another year is said", () => {
  const now = new Date(2026, 10, 24, 10, 0);

  assert.equal(labelOf("2026-11-24", now, words, "en-GB"), "Today");
  assert.equal(labelOf("2026-11-23", now, words, "en-GB"), "Yesterday");
  assert.match(labelOf("2026-11-19", now, words, "en-GB"), /Thursday,? 19 November$/);
  assert.match(labelOf("2025-11-19", now, words, "en-GB"), /19 November 2025$/);
});

test("yesterday of the first of a month is in the month before", () => {
  assert.equal(labelOf("2026-02-28", new Date(2026, 2, 1), words, "en-GB"), "Yesterday");
});

test("what was said today is yesterday's after midnight, though nothing comes", ({ mock }) => {
  mock.timers.enable({ apis: ["Date", "setTimeout"], now: new Date(2026, 10, 24, 23, 59, 30) });
  const at = new Date(2026, 10, 24, 22, 0).toISOString();
  const label = { textContent: "Today" };
  const section = {
    dataset: { day: "2026-11-24" }, previousElementSibling: null, nextElementSibling: null, matches: () => true,
    querySelectorAll: () => [{ dataset: { at } }], querySelector: (selector) => (selector === ".day-name" ? label : {}),
  };
  const days = new Days({ column: { querySelectorAll: () => [section] }, words, language: "en-GB", template: null });
  days.keep(setTimeout);
  assert.equal(label.textContent, "Today");

  mock.timers.tick(60_000);
  assert.equal(label.textContent, "Yesterday");
  for (let minute = 0; minute < 24 * 60; minute += 1) mock.timers.tick(60_000);
  assert.match(label.textContent, /Tuesday,? 24 November$/);
});
