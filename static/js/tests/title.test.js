import assert from "node:assert/strict";
import test from "node:test";

import { prefixOf, titled } from "../live/title.js";

test("the number stands before the title, once, and goes away again", () => {
  assert.equal(titled("general, Boats", "", prefixOf(3)), "(3) general, Boats");
  assert.equal(titled("(3) general, Boats", prefixOf(3), prefixOf(4)), "(4) general, Boats");
  assert.equal(titled("(4) general, Boats", prefixOf(4), prefixOf(0)), "general, Boats");
});

test("more than ninety-nine are not counted", () => {
  assert.equal(prefixOf(250), "(99+) ");
});

test("another page's title gets the number, whatever it begins with", () => {
  assert.equal(titled("rules, Boats", prefixOf(3), prefixOf(3)), "(3) rules, Boats");
  assert.equal(titled("(2) rules, Boats", prefixOf(3), prefixOf(3)), "(3) (2) rules, Boats");
});
