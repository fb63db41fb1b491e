import assert from "node:assert/strict";
import test from "node:test";

import { Presence, statesAfter } from "../live/presence.js";

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

// A page whose panel shows `people` of a party, or the first of them.
function pageOf(people, { more = false } = {}) {
  const list = { insertBefore: (row) => { row.parentElement = list; }, children: [] };
  const rows = people.map((userId) => ({ dataset: { userId, order: "0" }, parentElement: list, querySelectorAll: () => [] }));
  const panel = {
    dataset: { party: "P" }, querySelectorAll: (wish) => (wish === "[data-user-id]" ? rows : []),
    querySelector: (wish) => (wish === "[data-more]" ? (more ? {} : null) : list),
  };
  return { getElementById: () => panel, querySelectorAll: () => [] };
}

test("somebody whom the panel lacks is asked for, unless it lacks many and would again", () => {
  globalThis.CSS = { escape: (text) => text };
  for (const [more, party, wanted] of [[false, "P", 1], [true, "P", 0], [false, "Q", 0]]) {
    let strangers = 0;
    const presence = new Presence({ page: pageOf(["ada"], { more }), me: "ada", onStranger: () => { strangers += 1; } });
    presence.take(party, d({ online: ["ada"], count: 3 }));
    assert.equal(strangers, 0);
    presence.take(party, d({ online: ["eve"], count: 3 }));
    assert.equal(strangers, wanted, `${more} ${party}`);
  }
});
