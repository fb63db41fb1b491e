import assert from "node:assert/strict";
import test from "node:test";

import { forgetAtSignOut, forgetWords, Shelf } from "../composer/shelf.js";
import { FakeStorage } from "./storage.js";

test("what one page keeps the next one finds, in order of the keys", () => {
  const storage = new FakeStorage();
  const shelf = new Shelf({ storage, me: "ada" });
  shelf.set("draft:2", { text: "two" });
  shelf.set("draft:1", { text: "one" });

  const next = new Shelf({ storage, me: "ada" });

  assert.deepEqual(next.keys("draft:"), ["draft:1", "draft:2"]);
  assert.deepEqual(next.get("draft:2"), { text: "two" });
  assert.deepEqual(next.keys("out:"), []);
  assert.equal(next.get("draft:3"), null);
});

test("another person finds nothing, and what was there is gone", () => {
  const storage = new FakeStorage({ theme: "dark" });
  new Shelf({ storage, me: "ada" }).set("draft:1", "private");
  const bo = new Shelf({ storage, me: "bo" });

  assert.equal(bo.get("draft:1"), null);
  assert.deepEqual([...storage.all.keys()], ["theme"]);
});

test("signing out ends all words and leaves the rest", () => {
  const storage = new FakeStorage({ theme: "dark" });
  const shelf = new Shelf({ storage, me: "ada" });
  shelf.set("draft:1", "private");
  shelf.close();
  shelf.set("draft:2", "typed afterwards");

  assert.deepEqual([...storage.all.keys()], ["theme"]);
  assert.equal(shelf.get("draft:2"), null);
  forgetWords(null); // a browser without a storage
});

test("whoever signed in meanwhile keeps their words when an old page notices that it is over", () => {
  const storage = new FakeStorage();
  const ada = new Shelf({ storage, me: "ada" });
  new Shelf({ storage, me: "bo" }).set("draft:1", "of bo");
  ada.set("draft:1", "of ada");
  ada.close();

  assert.deepEqual([...storage.all.keys()], ["words:bo:draft:1"]);
});

test("a page that says that an account is deleted ends all words, any other waits for a sign-out", () => {
  const storage = new FakeStorage({ "words:ada:draft:1": '"private"', theme: "dark" });
  const page = (found) => ({ querySelector: (selector) => (selector === "[data-forget-words]" ? found : null), addEventListener() {} });

  forgetAtSignOut(page(null), storage);
  assert.equal(storage.length, 2);
  forgetAtSignOut(page({}), storage);
  assert.deepEqual([...storage.all.keys()], ["theme"]);
});

test("a browser that keeps nothing, or has no room, keeps words as long as the page", () => {
  for (const storage of [null, new FakeStorage({}, 0)]) {
    const shelf = new Shelf({ storage, me: "ada" });
    shelf.set("draft:1", "words");

    assert.equal(shelf.get("draft:1"), "words");
    assert.deepEqual(shelf.keys("draft:"), ["draft:1"]);
    shelf.remove("draft:1");
    assert.equal(shelf.get("draft:1"), null);
  }
});

test("only words of this person are heard from other tabs, and broken ones are nothing", () => {
  const shelf = new Shelf({ storage: new FakeStorage(), me: "ada" });

  assert.deepEqual(shelf.heard({ key: "words:ada:draft:1", oldValue: null, newValue: '"x"' }), { key: "draft:1", before: null, after: "x" });
  assert.deepEqual(shelf.heard({ key: "words:ada:draft:1", oldValue: "{", newValue: null }), { key: "draft:1", before: null, after: null });
  assert.equal(shelf.heard({ key: "words:bo:draft:1", oldValue: null, newValue: '"x"' }), null);
  assert.equal(shelf.heard({ key: null, oldValue: null, newValue: null }), null);
});
