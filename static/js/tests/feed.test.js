import assert from "node:assert/strict";
import test from "node:test";

import { Feed } from "../live/feed.js";

const sync = (rev, mine, topics = []) => ({ parties: [{ id: "P", rev, my_rev: mine, topics }] });

function feedOf(...answers) {
  const moved = [];
  const unheard = [];
  const unread = { ids: [], begin() {}, load() {} };
  const feed = new Feed({
    unread, http: { send: async () => answers.shift() }, send() {}, moved: (part) => moved.push(part),
    unheard: (party) => unheard.push(party), setTimeout: (job) => job(), random: () => 0,
  });
  return { feed, moved, unheard };
}

test("what changed before the first answer is known by the numbers of the page", async () => {
  const { feed, moved, unheard } = feedOf(sync(4, 2));
  feed.know("P", [3, 2]);
  await feed.poll();

  assert.deepEqual(moved, ["members-moved", "party-moved"]);
  assert.deepEqual(unheard, ["P"]);
});

test("an answer that says the same moves nothing", async () => {
  const { feed, moved, unheard } = feedOf(sync(3, 2), sync(3, 2));
  feed.know("P", [3, 2]);
  await feed.poll();
  await feed.poll();

  assert.deepEqual([moved, unheard], [[], []]);
});

test("where no socket tells it, what changed between two answers is looked at again", async () => {
  const { feed, moved, unheard } = feedOf(sync(3, 2), sync(4, 2));
  await feed.poll();
  await feed.poll();

  assert.deepEqual([moved, unheard], [["members-moved", "party-moved"], ["P"]]);
});

test("what a frame has told is no news to the next answer", async () => {
  const { feed, moved, unheard } = feedOf(sync(3, 2), sync(4, 2));
  await feed.poll();
  feed.take({ op: "event", t: "party", party: "P", rev: 4, d: { change: "member_updated" } });
  await feed.poll();

  assert.deepEqual([moved, unheard], [[], []]);
});

test("reading moves my own number, which says something of topics only where there are private ones", async () => {
  const open = feedOf(sync(3, 2), sync(3, 3));
  await open.feed.poll();
  await open.feed.poll();
  assert.deepEqual([open.moved, open.unheard], [["party-moved"], []]);

  const hidden = feedOf(sync(3, 2), sync(3, 3, [{ private: true }]));
  await hidden.feed.poll();
  await hidden.feed.poll();
  assert.deepEqual(hidden.unheard, ["P"]);
});
