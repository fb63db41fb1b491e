import assert from "node:assert/strict";
import test from "node:test";

import { judge, Stream } from "../live/stream.js";

const frame = (prev, rev) => ({ prev, rev, n: rev, d: { id: `m${rev}` }, html: "" });
const gone = () => Object.assign(new Error("gone"), { status: 410 });

function fakes({ have = 10, answers = [], reloaded = { have: 99, epoch: "e2" }, broken = 0 } = {}) {
  const applied = [];
  const asked = [];
  const timers = [];
  const reloads = [];
  const stream = new Stream({
    have,
    epoch: "e1",
    changes: async (after) => { asked.push(after); const next = answers.shift(); if (next instanceof Error) throw next; return next; },
    apply: (item) => applied.push(item.rev),
    reload: async (part) => {
      reloads.push(part);
      if (reloads.length <= broken) throw new Error("network");
      return reloaded;
    },
    setTimeout: (job, delay) => timers.push(Object.assign(job, { delay })), random: () => 1,
  });
  return { stream, applied, asked, timers, reloads };
}

test("a frame is applied when it follows, ignored when it is old, and a gap else", () => {
  assert.equal(judge(10, { prev: 10, rev: 11 }), "apply");
  assert.equal(judge(10, { prev: 8, rev: 12 }), "apply");
  assert.equal(judge(10, { prev: 9, rev: 10 }), "old");
  assert.equal(judge(10, { prev: 11, rev: 12 }), "gap");
});

test("frames in order move the page on, and doubles change nothing", async () => {
  const { stream, applied } = fakes();
  await stream.take(frame(10, 11));
  await stream.take(frame(11, 12));
  await stream.take(frame(11, 12));

  assert.deepEqual(applied, [11, 12]);
  assert.equal(stream.have, 12);
});

test("a gap is fetched, and the frame that showed it is in what was fetched", async () => {
  const { stream, applied, asked } = fakes({ answers: [{ items: [{ rev: 11 }, { rev: 12 }, { rev: 13 }], has_more: false, last_rev: 13 }] });

  await stream.take(frame(12, 13));

  assert.deepEqual(asked, [10]);
  assert.deepEqual(applied, [11, 12, 13]);
  assert.equal(stream.have, 13);
});

test("what arrives while a gap is filled is judged afterwards", async () => {
  const { stream, applied } = fakes({ answers: [{ items: [{ rev: 11 }, { rev: 12 }], has_more: false, last_rev: 12 }] });

  await Promise.all([stream.take(frame(11, 12)), stream.take(frame(12, 13)), stream.take(frame(10, 11))]);

  assert.deepEqual(applied, [11, 12, 13]);
});

test("what changed while a part of the page was on its way is applied once more", async () => {
  const { stream, applied, asked } = fakes({ answers: [{ items: [{ rev: 11 }, { rev: 12 }], has_more: false, last_rev: 12 }] });
  await stream.take(frame(10, 11));
  await stream.take(frame(11, 12));
  await stream.again(10);

  assert.deepEqual([asked, applied, stream.have], [[10], [11, 12, 11, 12], 12]);
});

test("where nothing changed meanwhile nothing is asked for", async () => {
  const { stream, asked } = fakes();
  await stream.again(10);
  await stream.again(undefined);

  assert.deepEqual([asked, stream.have], [[], 10]);
});

test("what could not be applied once more stays to be fetched", async () => {
  const { stream, applied, timers } = fakes({ answers: [new Error("no line"), { items: [{ rev: 11 }], has_more: false, last_rev: 11 }] });
  await stream.take(frame(10, 11));
  await stream.again(10);
  assert.equal(stream.have, 10);
  await timers[0]();

  assert.deepEqual([applied, stream.have], [[11, 11], 11]);
});

test("a long gap is fetched page by page", async () => {
  const { stream, asked } = fakes({ answers: [
    { items: [{ rev: 510 }], has_more: true, last_rev: 600 },
    { items: [{ rev: 600 }], has_more: false, last_rev: 600 },
  ] });

  await stream.heardOf(600);

  assert.deepEqual(asked, [10, 510]);
  assert.equal(stream.have, 600);
});

test("numbers of another history, or too many changes, load the page's part again", async () => {
  const { stream, reloads } = fakes({ answers: [gone()] });

  await stream.heardOf(11);
  assert.deepEqual(reloads, ["unread"]);
  assert.equal(stream.have, 99);
  assert.equal(stream.epoch, "e2");

  await stream.synced({ to: 99, limited: true }, "e2");
  await stream.synced({ to: 99, limited: false }, "e3");
  assert.deepEqual(reloads, ["unread", "unread", "unread"]);
});

test("who goes to the newest message is shown the newest part", async () => {
  const { stream, reloads } = fakes();

  await stream.startAgain();

  assert.deepEqual([reloads, stream.have], [["new"], 99]);
});

test("a part that could not be loaded is loaded when that goes, whatever was fetched meanwhile", async () => {
  const { stream, reloads, timers } = fakes({ broken: 1, answers: [{ items: [], has_more: false, last_rev: 12 }] });

  await stream.startAgain();
  await stream.heardOf(12);
  await timers[0]();
  assert.deepEqual([reloads, stream.have], [["new", "new"], 99]);

  await stream.heardOf(12);
  assert.equal(timers.length, 1);
});

test("synced to what is known asks for nothing, further on fetches", async () => {
  const { stream, asked } = fakes({ answers: [{ items: [{ rev: 11 }], has_more: false, last_rev: 11 }] });

  await stream.synced({ to: 10, limited: false }, "e1");
  assert.deepEqual(asked, []);
  await stream.synced({ to: 11, limited: false }, "e1");
  assert.deepEqual(asked, [10]);
});

test("a fetch that fails is tried again and stops nothing", async () => {
  const answers = [new Error("network"), { items: [{ rev: 11 }, { rev: 12 }], has_more: false, last_rev: 12 }];
  const { stream, applied, timers } = fakes({ answers });

  await stream.take(frame(11, 12));
  assert.deepEqual(applied, []);
  await timers[0]();

  assert.deepEqual(applied, [11, 12]);
});

test("however many fetches fail, one try is planned at a time, later each time, and not before the server wants it", async () => {
  const failures = Array.from({ length: 5 }, () => Object.assign(new Error("down"), { status: 503, retryAfter: 7 }));
  const { stream, asked, timers } = fakes({ answers: [...failures, { items: [], has_more: false, last_rev: 12 }, new Error("network")] });

  for (let round = 0; round < 3; round += 1) await stream.take(frame(11, 12));
  assert.equal(timers.length, 1);
  await timers[0]();
  await timers[1]();
  await timers[2]();
  await stream.heardOf(13);

  assert.deepEqual(timers.map(({ delay }) => delay), [9_000, 11_000, 15_000, 2_000]);
  assert.equal(asked.length, 7);
});

test("what was fetched in another way needs no second try, and what may not be seen none at all", async () => {
  const { stream, asked, timers } = fakes({ answers: [new Error("network"), { items: [], has_more: false, last_rev: 12 }] });
  await stream.heardOf(12);
  await stream.heardOf(12);
  await timers[0]();
  assert.equal(asked.length, 2);

  for (const status of [403, 404]) {
    const hidden = fakes({ answers: [Object.assign(new Error("hidden"), { status })] });
    await hidden.stream.heardOf(12);
    assert.deepEqual(hidden.timers, []);
  }
});

test("a frame says who did what, and what was fetched says which reactions are mine", async () => {
  const items = [];
  const answers = [{ items: [{ rev: 12, id: "a" }, { rev: 13, id: "b" }], mine: { a: ["🎉"] }, has_more: false, last_rev: 13 }];
  const stream = new Stream({ have: 10, epoch: "e1", changes: async () => answers.shift(), apply: (item) => items.push(item) });

  await stream.take({ ...frame(10, 11), actor_id: "bo", change: "unreacted" });
  await stream.heardOf(13);

  assert.deepEqual(items.map(({ actor_id, change, mine }) => [actor_id, change, mine]), [
    ["bo", "unreacted", undefined], [undefined, undefined, ["🎉"]], [undefined, undefined, []],
  ]);
});
