import assert from "node:assert/strict";
import { test } from "node:test";

import { dateIn, hourOf, sayWhen, startTimes } from "../base/times.js";

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

test("a moment is said as of a zone, and without one as of the device", () => {
  const moment = new Date("2026-11-28T20:30:00Z");
  const there = dateIn("Asia/Tokyo")(moment);

  assert.equal(hourOf(there), "05:30");
  assert.equal(there.getDate(), 29);
  assert.equal(sayWhen(there, dateIn("Asia/Tokyo")(new Date("2026-11-28T15:30:00Z")), "en-GB"), "05:30");
  for (const none of [undefined, "", "Factory", "Nowhere/Such"]) assert.equal(dateIn(none)(moment).getTime(), moment.getTime(), none);
});

function started() {
  const heard = {};
  const addEventListener = (event, take) => { heard[event] = take; };
  startTimes({ documentElement: { lang: "en" }, querySelectorAll: () => [], addEventListener });
  return { heard, time: { dateTime: "2026-11-28T09:05:00Z", title: "" } };
}

test("the whole of a time is there for who points at it, and for nobody before", () => {
  const { heard, time } = started();
  const at = (found) => ({ target: { closest: (selector) => (selector === "article" ? null : found) } });
  heard.pointerover(at(null));
  assert.equal(time.title, "");

  heard.pointerover(at(time));
  assert.match(time.title, /^Saturday,? 28 November 2026 at \d\d:05$/);
});

test("the times of a message that gets the focus are named as well", () => {
  const { heard, time } = started();
  const article = { querySelectorAll: () => [time] };
  heard.focusin({ target: { closest: (selector) => (selector === "article" ? article : null) } });

  assert.notEqual(time.title, "");
});
