import assert from "node:assert/strict";
import test from "node:test";

import { permissionOf } from "../live/switches.js";

test("what the browser permits is said as it is, and that it knows no notices as well", () => {
  for (const permission of ["default", "granted", "denied"]) assert.equal(permissionOf(true, permission), permission);
  assert.equal(permissionOf(false, undefined), "unsupported");
});
