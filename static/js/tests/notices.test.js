import assert from "node:assert/strict";
import test from "node:test";

import { isWanted, newestFor, Notices } from "../live/notices.js";

const message = (id, changes) => ({
  id, kind: "text", text: `words of ${id}`, author: { id: "bo", username: "bo", display_name: "Bo" }, mentions: [], mention_all: null,
  deleted_at: null, ...changes,
});
const news = (changes) => ({ topic: "t", party: "p", level: "all", n: 6, mention: false, ...changes });

function fakes({ choice = "on", sound = "on", items = [message("m")], unread = 1 } = {}) {
  const seen = { shown: [], closed: [], offers: 0, ticks: 0, asked: [] };
  const state = { leads: true, lookedAt: false, unread };
  let due;
  const notices = new Notices({
    me: "ada", choices: { get: (name) => ({ notices: choice, sound })[name] },
    http: {
      send: async (_method, path) => {
        seen.asked.push(path);
        return path.includes("messages") ? { items } : { topic: { id: "t", name: "general", unread: state.unread, last_n: 6 } };
      },
    },
    leads: () => state.leads, isLookedAt: async () => state.lookedAt, offer: () => { seen.offers += 1; },
    show: (notice) => { seen.shown.push(notice); return () => seen.closed.push(notice.topic); }, tick: () => { seen.ticks += 1; },
    setTimeout: (job) => { due = job; return 1; },
  });
  return { notices, seen, state, run: () => due?.() };
}

test("a level lets through what it says", () => {
  const through = (level, mention) => isWanted({ level, mention });

  assert.deepEqual([through("all", false), through("all", true)], [true, true]);
  assert.deepEqual([through("mentions", false), through("mentions", true)], [false, true]);
  assert.deepEqual([through("none", false), through("none", true)], [false, false]);
});

test("the newest message that counts is told of", () => {
  const items = [
    message("one"), message("two", { mentions: ["ada"] }), message("three"), message("mine", { author: { id: "ada" } }),
    message("line", { kind: "system" }), message("gone", { deleted_at: "2026-11-28T12:00:00.000Z" }),
  ];

  assert.equal(newestFor(items, { me: "ada", level: "all", mention: false }).id, "three");
  assert.equal(newestFor(items, { me: "ada", level: "all", mention: true }).id, "two");
  assert.equal(newestFor(items, { me: "ada", level: "mentions", mention: false }).id, "two");
  assert.equal(newestFor([message("four")], { me: "ada", level: "mentions", mention: false }), undefined);
});

test("several messages of a topic are one notice with its words, and one tick", async () => {
  const { notices, seen, run } = fakes();
  notices.take(news());
  notices.take(news({ n: 7 }));
  await run();

  assert.deepEqual(seen.shown, [{ title: "Bo, general", text: "words of m", topic: "t", message: "m" }]);
  assert.equal(seen.ticks, 1);
});

test("nothing is told by a tab that does not speak for all, nor while a tab is looked at, nor of what is read by then", async () => {
  for (const changes of [{ leads: false }, { lookedAt: true }, { unread: 0 }]) {
    const { notices, seen, state, run } = fakes();
    Object.assign(state, changes);
    notices.take(news());
    await run();
    assert.deepEqual([seen.shown, seen.ticks], [[], 0], JSON.stringify(changes));
  }
});

test("switched off it neither asks the server nor anybody", async () => {
  const { notices, seen, run } = fakes({ choice: "off" });
  notices.take(news({ mention: true }));
  await run();

  assert.deepEqual([seen.asked, seen.shown, seen.offers], [[], [], 0]);
});

test("not yet answered, a mention is the moment to ask, and another message is not", () => {
  const { notices, seen } = fakes({ choice: "ask" });
  notices.take(news());
  const before = seen.offers;
  notices.take(news({ mention: true }));

  assert.deepEqual([before, seen.offers, seen.shown], [0, 1, []]);
});

test("the sound has a switch of its own", async () => {
  const { notices, seen, run } = fakes({ sound: "off" });
  notices.take(news());
  await run();

  assert.deepEqual([seen.shown.length, seen.ticks], [1, 0]);
});

test("what was read elsewhere is put away, what was not stays", async () => {
  const { notices, seen, run } = fakes();
  notices.take(news());
  await run();
  notices.settle(new Map([["t", { unread: 1 }]]));
  const before = [...seen.closed];
  notices.settle(new Map([["t", { unread: 0 }]]));
  notices.settle(new Map([["t", { unread: 0 }]]));

  assert.deepEqual([before, seen.closed], [[], ["t"]]);
});
