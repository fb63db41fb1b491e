import assert from "node:assert/strict";
import test from "node:test";

import { Roles } from "../conversation/roles.js";

const told = (change, id, role) => ({ change, member: { user: { id }, role } });
const made = (roles = '{"A": "owner"}') => {
  const column = { dataset: { roles } };
  return { column, roles: new Roles({ column, words: (word) => word }) };
};

// As much of a message as a word beside a name needs.
function article(author, tag = null) {
  const head = { tag, querySelector: () => head.tag };
  const ownerDocument = { createElement: () => ({ remove() { head.tag = null; } }) };
  const name = { parentElement: head, ownerDocument, after: (node) => { head.tag = node; } };
  return { head, dataset: { author }, querySelector: () => name };
}

test("who looks after the party is known by the page, nobody else is anything", () => {
  const { roles, column } = made();

  assert.equal(roles.of("A"), "owner");
  assert.equal(roles.of("B"), undefined);
  column.dataset.roles = '{"B": "admin"}'; // the page was brought up to date
  assert.equal(roles.of("A"), undefined);
  assert.equal(roles.of("B"), "admin");
});

test("a role that is given, taken or left with is heard once", () => {
  const { roles } = made();

  assert.equal(roles.heard(told("member_updated", "B", "moderator")), true);
  assert.equal(roles.of("B"), "moderator");
  assert.equal(roles.heard(told("member_updated", "B", "moderator")), false);
  assert.equal(roles.heard(told("member_updated", "B", "member")), true);
  assert.equal(roles.of("B"), undefined);
  assert.equal(roles.heard(told("member_left", "A", "owner")), true);
  assert.equal(roles.of("A"), undefined);
});

test("what is no news of a member is not one", () => {
  const { roles } = made();

  assert.equal(roles.heard({ change: "topic_updated", topic: { id: "T" } }), false);
  assert.equal(roles.heard({ change: "member_updated" }), false);
  assert.equal(roles.heard(told("member_joined", "C", "member")), false);
});

test("the word is put beside the name, changed, and taken away", () => {
  const { roles } = made();
  const mine = article("A");
  roles.mark(mine);
  assert.equal(mine.head.tag.textContent, "role-owner");

  roles.heard(told("member_updated", "A", "admin"));
  roles.mark(mine);
  assert.equal(mine.head.tag.textContent, "role-admin");

  roles.heard(told("member_updated", "A", "member"));
  roles.mark(mine);
  assert.equal(mine.head.tag, null);
  roles.mark({ dataset: {}, querySelector: () => null }); // a note of the house has no author to name
});
