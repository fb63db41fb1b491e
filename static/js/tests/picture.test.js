import assert from "node:assert/strict";
import test from "node:test";

import { chosen } from "../account/picture.js";

test("of what was chosen the first picture is shown, and nothing else", () => {
  const [note, red, blue] = [{ type: "text/plain" }, { type: "image/png" }, { type: "image/jpeg" }];
  assert.equal(chosen([note, red, blue]), red);
  assert.equal(chosen([note]), null);
  assert.equal(chosen([]), null);
});
