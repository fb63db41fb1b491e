import assert from "node:assert/strict";
import test from "node:test";

import { capped, loud, Unread } from "../live/unread.js";

const shape = (changes) => ({
  id: "t", party_id: "p", level: "all", last_n: 5, last_rev: 8, read_n: 5, unread: 0, mentions: 0, ...changes,
});
const head = (changes) => ({
  topic: "t", rev: 9, n: 6, kind: "text", change: "created", author_id: "bo", mentions: [], mention_all: null, ...changes,
});

function fakes(...shapes) {
  const asked = [];
  const noticed = [];
  const state = { reading: null, changes: 0 };
  const unread = new Unread({
    me: "ada", reading: () => state.reading, ask: (topic) => asked.push(topic),
    changed: () => { state.changes += 1; }, noticed: (one) => noticed.push(one),
  });
  unread.load(shapes.length ? shapes : [shape()]);
  const of = (topic) => { const { unread: count, mentions } = unread.numbers().topics.get(topic); return [count, mentions]; };
  return { unread, asked, noticed, state, of };
}

test("a message of somebody else counts once, and a mention is one more of both", () => {
  const { unread, of, noticed, asked } = fakes();
  unread.message(head());
  unread.message(head());
  unread.message(head({ rev: 10, n: 7, mentions: ["ada"] }));
  unread.message(head({ rev: 11, n: 8, mention_all: "everyone" }));

  assert.deepEqual(of("t"), [3, 2]);
  assert.deepEqual(noticed.map(({ n, mention }) => [n, mention]), [[6, false], [7, true], [8, true]]);
  assert.deepEqual(asked, []);
});

for (const [what, changes] of Object.entries({
  "my own": { author_id: "ada" }, "a system line": { kind: "system" }, "one that is deleted by now": { deleted: true },
})) {
  test(`${what} does not count, nor is it told`, () => {
    const { unread, of, noticed, asked } = fakes();
    unread.message(head(changes));

    assert.deepEqual([of("t"), noticed, asked], [[0, 0], [], []]);
  });
}

test("numbers of another history are taken, though they are lower", () => {
  const { unread, asked, of } = fakes(shape({ last_rev: 900, last_n: 500, read_n: 500 }));
  const restored = shape({ last_rev: 800, last_n: 450, read_n: 449, unread: 1 });
  unread.begin();
  unread.load([restored]);
  assert.deepEqual([asked, of("t")], [["t"], [0, 0]]);

  unread.restart();
  unread.begin();
  unread.load([restored]);
  assert.deepEqual([asked, of("t")], [["t"], [1, 0]]);
});

test("what counting can't answer is asked for", () => {
  for (const changes of [{ rev: 12, n: 9 }, { kind: null, change: null, author_id: null }, { n: 5, change: "edited" }, { n: 5, change: "deleted" }, { n: 5, change: null }]) {
    const { unread, asked } = fakes(shape({ read_n: 4, unread: 1 }));
    unread.message(head(changes));
    assert.deepEqual(asked, ["t"], JSON.stringify(changes));
  }
});

test("changes that move no number are not asked for", () => {
  for (const changes of [{ n: 5, change: "reacted" }, { n: 5, change: "pinned" }]) {
    const { unread, asked } = fakes(shape({ read_n: 4, unread: 1 }));
    unread.message(head(changes));
    assert.deepEqual(asked, [], JSON.stringify(changes));
  }
  const { unread, asked } = fakes();
  unread.message(head({ n: 3, change: "edited" })); // read long ago
  assert.deepEqual(asked, []);
});

test("what I look at is not unread, and counts again when I look away before it is told", () => {
  const { unread, of, state, noticed } = fakes();
  state.reading = "t";
  unread.message(head());
  const shown = of("t");
  state.reading = null;

  assert.deepEqual([shown, of("t"), noticed], [[0, 0], [1, 0], []]);
});

test("another device reads up to the end, or not quite", () => {
  const { unread, of, asked } = fakes(shape({ last_n: 9, unread: 4, mentions: 2 }));
  unread.read("t", 9);
  const after = of("t");
  unread.read("t", 3);

  assert.deepEqual([after, asked], [[0, 0], ["t"]]);
});

test("levels decide what goes beyond the list", () => {
  const numbers = { unread: 5, mentions: 2 };

  assert.deepEqual(loud({ level: "all", ...numbers }), { unread: 5, mentions: 2 });
  assert.deepEqual(loud({ level: "mentions", ...numbers }), { unread: 2, mentions: 2 });
  assert.deepEqual(loud({ level: "none", ...numbers }), { unread: 0, mentions: 0 });
});

test("a party and the whole are the sums of what is loud, and a topic of level none shows nothing", () => {
  const { unread } = fakes(
    shape({ unread: 3 }), shape({ id: "u", level: "none", unread: 9, mentions: 1 }),
    shape({ id: "v", party_id: "q", level: "mentions", unread: 9, mentions: 1 }),
  );
  const { topics, parties, all } = unread.numbers();

  assert.deepEqual(parties.get("p"), { unread: 3, mentions: 0 });
  assert.deepEqual(parties.get("q"), { unread: 1, mentions: 1 });
  assert.deepEqual(all, { unread: 4, mentions: 1 });
  assert.deepEqual(topics.get("u"), { level: "none", unread: 0, mentions: 0 });
  assert.deepEqual(topics.get("v"), { level: "mentions", unread: 9, mentions: 1 });
});

test("before all is known the page's sums stand for other parties, and its topics for their own", () => {
  const unread = new Unread({ me: "ada", reading: () => null, ask() {}, changed() {}, noticed() {} });
  unread.give("p", { unread: 2, mentions: 0 });
  unread.give("q", { unread: 7, mentions: 1 });
  unread.adopt(shape({ read_n: 3, unread: 2 }));
  unread.message(head());

  assert.deepEqual(unread.numbers().all, { unread: 10, mentions: 1 });
});

test("an answer that is older than what was heard is asked for again", () => {
  const { unread, asked, of } = fakes(shape({ read_n: 4, unread: 1 }));
  unread.begin();
  unread.read("t", 5);
  unread.load([shape({ read_n: 4, unread: 1 })]);
  const [kept, question] = [of("t"), [...asked]];
  unread.begin("t");
  unread.answered(shape());

  assert.deepEqual([kept, question, asked], [[0, 0], ["t"], ["t"]]);
});

test("what came while nobody told is noticed once, by its newest message", () => {
  const { unread, noticed } = fakes();
  unread.load([shape({ last_n: 8, last_rev: 12, unread: 3, mentions: 1 })]);
  unread.load([shape({ last_n: 8, last_rev: 12, unread: 3, mentions: 1 })]);

  assert.deepEqual(noticed, [{ topic: "t", party: "p", level: "all", n: 8, mention: true }]);
});

test("a pong's head is asked for when it is news", () => {
  const { unread, asked } = fakes();
  unread.head("t", 8);
  unread.head("elsewhere", 99);
  unread.head("t", 9);

  assert.deepEqual(asked, ["t"]);
});

test("what is gone counts no more", () => {
  const { unread } = fakes(shape({ unread: 2 }), shape({ id: "u", unread: 1 }), shape({ id: "v", party_id: "q", unread: 4 }));
  unread.forget("u");
  unread.forgetParty("q");

  assert.deepEqual(unread.numbers().all, { unread: 2, mentions: 0 });
  assert.deepEqual(unread.ids, ["t"]);
});

test("counting stops at a hundred", () => {
  const { unread, of } = fakes(shape({ unread: 100, mentions: 100 }));
  unread.message(head({ mentions: ["ada"] }));

  assert.deepEqual(of("t"), [100, 100]);
  assert.deepEqual([capped(0), capped(99), capped(100)], ["0", "99", "99+"]);
});
