import assert from "node:assert/strict";
import test from "node:test";

import { Feed } from "../live/feed.js";

const sync = (rev, mine, topics = []) => ({ me: { id: "ada" }, parties: [{ id: "P", rev, my_rev: mine, topics }] });

function feedOf(...answers) {
  const moved = [];
  const unheard = [];
  const asked = [];
  const met = [];
  const timers = [];
  const restarts = [];
  const unread = { ids: [], restart: () => restarts.push("restart"), begin() {}, load() {}, answered() {}, head: (id) => feed.ask(id), forget() {} };
  const send = async (_method, path) => {
    asked.push(path);
    const next = answers.shift();
    if (next instanceof Error) throw next;
    return next;
  };
  const feed = new Feed({
    unread, http: { send }, send() {}, met: (user) => met.push(user), moved: (part) => moved.push(part), unheard: (party) => unheard.push(party), random: () => 1,
    setTimeout: (job, delay) => timers.push({ job, delay, on: true }),
    clearTimeout: (id) => { if (timers[id - 1]) timers[id - 1].on = false; },
  });
  const due = () => timers.filter((timer) => timer.on);
  const run = async () => { const [timer] = due(); timer.on = false; await timer.job(); };
  return { feed, restarts, moved, unheard, asked, met, due, run };
}

const down = (status, retryAfter = null) => Object.assign(new Error("down"), { status, retryAfter });

test("what changed before the first answer is known by the numbers of the page", async () => {
  const { feed, moved, unheard } = feedOf(sync(4, 2));
  feed.know("P", [3, 2]);
  await feed.poll();

  assert.deepEqual(moved, ["members-moved", "party-moved"]);
  assert.deepEqual(unheard, ["P"]);
});

test("another history makes all numbers begin again, by whichever way it is told", async () => {
  const { feed, restarts, moved } = feedOf({ ...sync(9, 9), epoch: "e1" }, { ...sync(4, 2), epoch: "e2" });
  feed.take({ op: "hello", user_id: "ada", epoch: "e1" });
  await feed.poll();
  assert.deepEqual(restarts, []);

  await feed.poll();
  assert.deepEqual([restarts.length, moved], [1, []]);
  feed.take({ op: "hello", user_id: "ada", epoch: "e3" });
  assert.equal(restarts.length, 2);
});

test("a server that is away says for how long not to ask", async () => {
  const { feed } = feedOf(down(503, 9), sync(3, 2));
  assert.equal(await feed.poll(), false);
  assert.equal(feed.waits, 9_000);
  assert.equal(await feed.poll(), true);
  assert.equal(feed.waits, 0);
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

test("an answer that did not come is asked for later each time, and not before the server wants it", async () => {
  const { feed, asked, due, run } = feedOf(down(0), down(503), down(429, 30), sync(3, 2), down(0));
  feed.resync();
  const delays = [];
  for (let round = 0; round < 4; round += 1) {
    feed.resync();
    assert.equal(due().length, 1);
    delays.push(due()[0].delay);
    await run();
  }
  assert.deepEqual(delays, [1_000, 4_000, 8_000, 46_000]);
  assert.deepEqual(due(), []);
  feed.resync();
  await run();
  assert.equal(due()[0].delay, 4_000); // as if for the first time
  assert.equal(asked.length, 5);
});

test("one topic that was not answered for is looked at with all the others, but for one that is gone", async () => {
  for (const [error, count] of [[down(503), 1], [down(429, 9), 1], [down(0), 1], [down(404), 0]]) {
    const { feed, due, run } = feedOf(error, sync(3, 2));
    feed.take({ op: "pong", heads: { topics: { T: 8 }, parties: {} } });
    await run();

    assert.equal(due().length, count, error.status);
    if (count) assert.ok(due()[0].delay >= (error.retryAfter ?? 0) * 1000);
  }
});

test("a new connection does not wait for what was put off", async () => {
  const { feed, due, run } = feedOf(sync(3, 2), down(429, 300));
  await feed.poll();
  feed.resync();
  await run();
  assert.ok(due()[0].delay > 300_000);
  feed.take({ op: "hello" });
  feed.take({ op: "synced" });

  assert.deepEqual(due().map(({ delay }) => delay), [1_000]);
});

test("what is asked for while an answer is on its way is asked for once more after it", async () => {
  const { feed, asked, due, run } = feedOf(sync(3, 2), sync(3, 2));
  feed.resync();
  const done = run();
  feed.resync();
  feed.resync();
  await done;
  assert.equal(due().length, 1);
  await run();

  assert.deepEqual([asked.length, due()], [2, []]);
});

test("each hello and each answer says who the server takes us for", async () => {
  const { feed, met } = feedOf(sync(3, 2));
  feed.take({ op: "hello", user_id: "bo" });
  assert.deepEqual(met, ["bo"]);
  await feed.poll();

  assert.deepEqual(met, ["bo", "ada"]);
});
