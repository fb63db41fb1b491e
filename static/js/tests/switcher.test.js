import assert from "node:assert/strict";
import test from "node:test";

import { crc32, initialsOf } from "../base/paper.js";
import { entriesOf, fillSwitcher, marked, matches, membersOf, score } from "../base/switcher.js";
import { FakeStorage } from "./storage.js";

const topic = (id, name, unread = 0) => ({ kind: "topic", id, name, unread });

test("every word of a query has to be in the name, and beginnings count more", () => {
  assert.ok(score("Observing nights", "ob ni"));
  assert.equal(score("Observing nights", "ob x"), 0);
  assert.ok(score("Observing nights", "ob") > score("The observatory", "ob"));
  assert.ok(score("The observatory", "ob") > score("Jobs", "ob"));
  assert.ok(score("anything", ""));
  assert.ok(score("José Ångström", "jose ang"));
  assert.ok(score("Jose", "JOSÉ"));
  for (const name of ["กินข้าว", "हिंदी", "A\u030angström"]) assert.ok(score(name, name), name);
});

test("best first, then what is unread, then what was seen lately; people when they are asked for", () => {
  const all = [topic("a", "alpha"), topic("b", "album", 3), topic("c", "always"), { kind: "person", id: "p", name: "Alma" }];
  const ids = (query, recent = []) => matches(all, query, recent).map(({ id }) => id);

  assert.deepEqual(ids("al"), ["b", "a", "c", "p"]);
  assert.deepEqual(ids("al", ["c"]), ["b", "c", "a", "p"]);
  assert.deepEqual(ids("@al"), ["p"]);
  assert.deepEqual(ids("@"), ["p"]);
  assert.deepEqual(ids(""), ["b", "a", "c"]);
  assert.deepEqual(ids("zzz"), []);
});

test("what answers the query is marked, whatever the case", () => {
  assert.deepEqual(marked("Observing", "ob"), [["Ob", true], ["serving", false]]);
  assert.deepEqual(marked("Alma", "@al"), [["Al", true], ["ma", false]]);
  assert.deepEqual(marked("İzmir", "iz"), [["İz", true], ["mir", false]]);
  assert.deepEqual(marked("Plain", ""), [["Plain", false]]);
});

test("people are found by name and by username", () => {
  const all = [{ kind: "person", id: "p", name: "Kleopatra", user: { username: "cleo" } }];

  for (const query of ["kleo", "@cleo", "CLE"]) assert.equal(matches(all, query, []).length, 1);
  assert.equal(matches(all, "x", []).length, 0);
});

test("the people of a party are asked for page by page, not for ever, and a fault ends it", async () => {
  const asked = [];
  const http = (answer) => ({ send: async (method, path) => (asked.push(path), answer(asked.length)) });

  assert.deepEqual(await membersOf(http((n) => ({ items: [n], next: n < 3 ? `${n}~ä` : null })), "P"), [1, 2, 3]);
  assert.equal(asked[1], "/api/v1/parties/P/members?limit=100&cursor=1~%C3%A4");
  asked.length = 0;
  assert.equal((await membersOf(http((n) => ({ items: [n], next: "more" })), "P")).length, 5);
  asked.length = 0;
  const failing = http((n) => { if (n > 1) throw new Error("gone"); return { items: [n], next: "more" }; });
  assert.deepEqual(await membersOf(failing, "P"), [1]);
});

test("people without me and without deleted ones, topics with their party", () => {
  const parties = [{ id: "P", name: "Boats", topics: [{ id: "T", name: "general", unread: 2, mentions: 0 }] }];
  const members = ["me", "ada"].map((id) => ({ user: { id, username: id, display_name: "", deleted: false } }));
  const entries = entriesOf(parties, members, "P", "me");

  assert.deepEqual(entries.map(({ href }) => href), ["/p/P/t/T", "/p/P/people/ada", "/p/P"]);
});

test("paper is chosen as the server chooses it", () => {
  assert.equal(crc32("00000000-0000-0000-0000-000000000000"), 0xecbb4b55);
  assert.equal(initialsOf("Ada Ida Lovelace"), "AL");
  assert.equal(initialsOf("ada"), "A");
  assert.equal(initialsOf("🎈 party"), "P");
});

test("the key that opens it closes it as well, and is not the browser's", async () => {
  globalThis.sessionStorage = new FakeStorage();
  const heard = {};
  const field = { value: "", addEventListener: (type, job) => { heard[type] = job; }, setAttribute() {}, removeAttribute() {} };
  const list = { children: [], addEventListener() {}, replaceChildren() {} };
  const parts = { input: field, ul: list, ".switcher-none": {}, "[data-lost]": {} };
  const dialog = { open: true, querySelector: (selector) => parts[selector], close() { this.open = false; } };
  const page = { addEventListener() {}, getElementById: () => null, querySelector: () => ({ dataset: {} }) };
  await fillSwitcher({ page, dialog, me: "ada", http: { send: async () => ({ parties: [] }) } });
  const press = (changes) => {
    let isTaken = false;
    const held = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false };
    heard.keydown({ key: "k", ...held, ...changes, preventDefault: () => { isTaken = true; } });
    return [isTaken, dialog.open];
  };

  assert.deepEqual(press({}), [false, true]);
  assert.deepEqual(press({ ctrlKey: true, isComposing: true }), [false, true]);
  assert.deepEqual(press({ ctrlKey: true }), [true, false]);
});
