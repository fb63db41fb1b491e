import assert from "node:assert/strict";
import test from "node:test";

import { Drafts } from "../composer/drafts.js";
import { countdown } from "../composer/pending.js";
import { Shelf } from "../composer/shelf.js";
import { FakeStorage } from "./storage.js";

function draftsOn(storage, now = 1_000, kind = undefined) {
  return new Drafts({ shelf: new Shelf({ storage, me: "ada" }), now: () => now, kind });
}

test("a draft is there on the next page, one for each topic", () => {
  const storage = new FakeStorage();
  const drafts = draftsOn(storage);
  drafts.put("t1", "half a thou");
  drafts.put("t2", "other");

  assert.equal(draftsOn(storage).get("t1").text, "half a thou");
  assert.deepEqual(draftsOn(storage).names(), ["t1", "t2"]);
});

test("what is empty is no draft, unless it answers something", () => {
  const drafts = draftsOn(new FakeStorage());
  drafts.put("t1", "words");
  drafts.put("t1", " \n");
  drafts.put("t2", "", { id: "m1" });

  assert.deepEqual(drafts.names(), ["t2"]);
});

test("what is edited is kept beside what is new, also when all of its words are gone", () => {
  const storage = new FakeStorage();
  const [drafts, edits] = [draftsOn(storage), draftsOn(storage, 1_000, "edit")];
  drafts.put("t1", "new");
  edits.put("m1", "", "what it said");

  assert.deepEqual([drafts.names(), edits.names(), edits.get("m1").text], [["t1"], ["m1"], ""]);
  edits.put("m1", "");
  assert.deepEqual([drafts.names(), edits.names()], [["t1"], []]);
});

test("a draft that nobody has touched for a month is gone", () => {
  const storage = new FakeStorage();
  draftsOn(storage, 1_000).put("t1", "old");

  assert.equal(draftsOn(storage, 1_000 + 31 * 24 * 3600 * 1000).get("t1"), null);
});

test("what another tab has sent is told, and only of this topic", () => {
  const storage = new FakeStorage();
  const drafts = draftsOn(storage);
  const event = (key, before, after) => ({ key: `words:ada:${key}`, oldValue: JSON.stringify(before), newValue: after && JSON.stringify(after) });

  assert.equal(drafts.sentElsewhere(event("draft:t1", { text: "words" }, null), "t1"), "words");
  assert.equal(drafts.sentElsewhere(event("draft:t1", { text: "words" }, { text: "words!" }), "t1"), null);
  assert.equal(drafts.sentElsewhere(event("draft:t2", { text: "words" }, null), "t1"), null);
  assert.equal(drafts.sentElsewhere(event("out:t1:1:x", { text: "words" }, null), "t1"), null);
});

test("a countdown is read like a clock", () => {
  assert.deepEqual([0, -5, 1, 24_000, 725_000, 3_720_000].map(countdown), ["0:00", "0:00", "0:01", "0:24", "12:05", "1:02:00"]);
});
