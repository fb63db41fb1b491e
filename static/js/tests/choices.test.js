import assert from "node:assert/strict";
import test from "node:test";

import { Choices, cookieFor } from "../base/choices.js";
import { enterBreaks } from "../composer/tools.js";

function storage() {
  const kept = new Map();
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value) };
}

test("what is not chosen is as usual, and what is chosen stays on the device", () => {
  const device = storage();
  const before = new Choices(() => device).get("notices");
  new Choices(() => device).set("notices", "on");

  assert.deepEqual([before, new Choices(() => device).get("notices"), new Choices(() => device).get("sound")], ["ask", "on", "on"]);
});

test("a closed storage is borne: the choice lasts as long as the page", () => {
  const closed = new Choices(() => { throw new Error("SecurityError"); });
  closed.set("sound", "off");

  assert.equal(closed.get("sound"), "off");
});

test("Enter sends unless it was chosen otherwise on this device", () => {
  const device = storage();
  const usual = enterBreaks(device);
  device.setItem("enter-breaks", "1");

  assert.deepEqual([usual, enterBreaks(device), enterBreaks(null)], [false, true, false]);
});

test("a choice is kept for a year, and none is forgotten at once", () => {
  assert.equal(cookieFor("theme", "dark", true), "theme=dark; path=/; max-age=31536000; samesite=lax; secure");
  assert.equal(cookieFor("list", "", false), "list=; path=/; max-age=0; samesite=lax");
});
