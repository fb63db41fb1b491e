import assert from "node:assert/strict";
import test from "node:test";

import { statesAfter } from "../live/presence.js";

const d = (changes) => ({ online: [], away: [], offline: [], count: 0, ...changes });

test("a full list says of everybody else that they are offline", () => {
  const states = statesAfter(d({ online: ["ada", "bo"], count: 2 }), ["ada", "bo", "eve"], "ada");

  assert.deepEqual(Object.fromEntries(states), { ada: "online", bo: "online", eve: "offline" });
});

test("a change says nothing of the others", () => {
  const states = statesAfter(d({ offline: ["bo"], count: 5 }), ["ada", "bo", "eve"], "ada");

  assert.deepEqual(Object.fromEntries(states), { ada: "online", bo: "offline" });
});

test("whoever looks is online, and an unknown count takes nobody away", () => {
  const states = statesAfter(d({ count: null }), ["ada", "bo"], "ada");

  assert.deepEqual(Object.fromEntries(states), { ada: "online" });
});
