import assert from "node:assert/strict";
import test from "node:test";

import { tell } from "../live/badges.js";

const place = () => ({
  dataset: { why: "/p/P/t/T?panel=unread" }, shown: null,
  replaceChildren(node) { this.shown = node; },
  removeAttribute(name) { delete this[name]; },
});

test("a number leads to what it counts", () => {
  const at = place();
  tell(at, "3");

  assert.deepEqual([at.href, at.shown], ["/p/P/t/T?panel=unread", "3"]);
});

test("where nothing is counted nothing is a link", () => {
  const at = place();
  tell(at, "3");
  tell(at, "");
  assert.deepEqual([at.href, at.shown], [undefined, ""]);

  tell(at, "", "All read");
  assert.deepEqual([at.href, at.shown], [undefined, "All read"]);
});
