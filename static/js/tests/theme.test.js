import assert from "node:assert/strict";
import test from "node:test";

import { cookieFor } from "../account/theme.js";

test("a choice is kept for a year, and none is forgotten at once", () => {
  assert.equal(cookieFor("dark", true), "theme=dark; path=/; max-age=31536000; samesite=lax; secure");
  assert.equal(cookieFor("", false), "theme=; path=/; max-age=0; samesite=lax");
});
