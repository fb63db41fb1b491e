import assert from "node:assert/strict";
import test from "node:test";

import { Party } from "../live/party.js";

test("a change makes its part of the page old, once for many changes", () => {
  const triggered = [];
  const timers = [];
  const party = new Party({ trigger: (part) => triggered.push(part), setTimeout: (job) => timers.push(job), random: () => 0.5 });
  party.take({ d: { change: "topic_created" } });
  party.take({ d: { change: "topic_updated" } });
  party.take({ d: { change: "member_joined" } });
  party.take({ d: { change: "something_new" } });
  timers.forEach((job) => job());

  assert.deepEqual(triggered, ["party-moved", "members-moved"]);
});

test("the head of the open topic is fetched again when the topic changes, and of no other", () => {
  const parts = [];
  const party = new Party({ trigger: (part) => parts.push(part), isOpen: (id) => id === "t1", setTimeout: (go) => go(), random: () => 0 });

  party.take({ d: { change: "topic_updated", topic: { id: "t2" } } });
  party.take({ d: { change: "read", topic: "t1" } });
  assert.ok(!parts.includes("topic-moved"));

  party.take({ d: { change: "topic_archived", topic: { id: "t1" } } });
  assert.deepEqual(parts.at(-1), "topic-moved");
});

test("the pins are fetched again for a message of the open topic that may be one, and for no other", () => {
  const partsAfter = (frame) => {
    const [parts, timers] = [[], []];
    const party = new Party({
      trigger: (part) => parts.push(part), isOpen: (id) => id === "t1", setTimeout: (go) => timers.push(go), random: () => 0,
    });
    party.changed({ op: "event", t: "message", topic: "t1", ...frame });
    timers.forEach((go) => go());
    return parts;
  };
  for (const change of ["pinned", "unpinned", "edited", "deleted", "restored"]) {
    assert.deepEqual(partsAfter({ change }), ["pins-moved"], change);
    assert.deepEqual(partsAfter({ t: "head", topic: "t2", change }), [], change);
  }
  assert.deepEqual(partsAfter({ change: "created" }), []);
  assert.deepEqual(partsAfter({ op: "pong", topic: undefined }), []);
});

test("another role of mine changes what the page offers, that of others does not", () => {
  for (const [who, wanted] of [["bo", ["members-moved"]], ["ada", ["members-moved", "topic-moved", "pins-moved"]]]) {
    const parts = [];
    const party = new Party({ trigger: (part) => parts.push(part), me: "ada", setTimeout: (go) => go(), random: () => 0 });
    party.take({ d: { change: "member_updated", member: { user: { id: who } } } });
    assert.deepEqual(parts, wanted);
  }
});

test("once the page's own party is over nothing of it is fetched again", () => {
  const triggered = [];
  const timers = [];
  const ended = [];
  const party = new Party({
    trigger: (part) => triggered.push(part), onEnd: (id) => ended.push(id) && id === "1", setTimeout: (job) => timers.push(job), random: () => 0.5,
  });
  party.take({ party: "2", d: { change: "removed" } });
  party.take({ party: "1", d: { change: "member_left" } });
  for (const job of timers.splice(0)) job();
  assert.deepEqual(triggered, ["parties-moved", "members-moved"]);

  party.take({ party: "1", d: { change: "member_left" } });
  party.take({ party: "1", d: { change: "removed" } });
  timers.forEach((job) => job());
  assert.deepEqual(triggered, ["parties-moved", "members-moved"]);
  assert.deepEqual(ended, ["2", "1"]);
});

test("a part that could not be fetched is asked for again, later each time and not for ever", () => {
  const [triggered, pauses] = [[], []];
  let job = null;
  const party = new Party({
    trigger: (part) => triggered.push(part), setTimeout: (go, pause) => { job = go; pauses.push(pause); }, random: () => 0,
  });
  for (const status of [0, 503, 429, 401, 502, 504, 503, 503]) {
    job = null;
    party.fetched("members-moved", status);
    job?.();
  }
  assert.deepEqual(pauses, [2_000, 4_000, 8_000, 16_000, 32_000, 64_000]);
  assert.deepEqual(triggered, Array(6).fill("members-moved"));

  party.fetched("members-moved", 200);
  party.fetched("members-moved", 503);
  assert.equal(pauses.at(-1), 2_000);
});

test("what is fetched, forbidden or no part is not asked for again", () => {
  const pauses = [];
  const party = new Party({ trigger() {}, setTimeout: (go, pause) => pauses.push(pause), random: () => 0 });
  party.fetched("members-moved", 200);
  party.fetched("members-moved", 404);
  party.fetched("submit", 503);
  party.fetched(undefined, 0);
  assert.deepEqual(pauses, []);
});
