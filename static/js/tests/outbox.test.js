import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import test from "node:test";

import { Refused, Unreachable } from "../base/http.js";
import { judge, newClientId, Outbox } from "../composer/outbox.js";
import { Shelf } from "../composer/shelf.js";
import { FakeStorage } from "./storage.js";

// A clock, a server that keeps what it is told once for each client_id, and tabs that share a device.
class World {
  constructor({ fate = () => "ok" } = {}) {
    Object.assign(this, { time: 1_000_000, jobs: [], saved: [], fate, storage: new FakeStorage(), tails: new Map(), tabs: new Set() });
    this.locks = { request: (name, job) => this.lock(name, job) };
  }

  lock(name, job) {
    const run = (this.tails.get(name) ?? Promise.resolve()).then(job);
    this.tails.set(name, run.catch(() => undefined));
    return run;
  }

  tab() {
    const news = [];
    const tab = { news, dead: false };
    tab.outbox = new Outbox({
      shelf: new Shelf({ storage: this.storage, me: "ada" }), locks: this.locks, me: "ada", crypto: webcrypto, tooOld: "too old",
      now: () => this.time, random: () => 0.5, post: (entry) => this.post(entry),
      setTimeout: (job, delay) => { const timer = { at: this.time + delay, job }; this.jobs.push(timer); return timer; },
      clearTimeout: (timer) => { this.jobs = this.jobs.filter((one) => one !== timer); },
    });
    tab.outbox.listen((what, entry, message) => news.push([what, entry, message]));
    return tab;
  }

  async post(entry) {
    const fate = this.fate(entry);
    if (fate === "lost") throw new Unreachable("no line");
    if (fate instanceof Error) throw fate;
    if (!this.saved.some((one) => one.id === entry.id)) this.saved.push(entry);
    if (fate === "answer lost") throw new Unreachable("no answer");
    return { id: `m-${entry.id}`, rev: this.saved.length };
  }

  async quiet() {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    await new Promise((resolve) => { setImmediate(resolve); });
  }

  // Let time pass until nothing waits for it any more, or for so long.
  async pass(ms = Infinity) {
    const end = this.time + ms;
    for (let turn = 0; turn < 2_000; turn += 1) {
      await this.quiet();
      const next = this.jobs.sort((a, b) => a.at - b.at)[0];
      if (!next || next.at > end) break;
      this.jobs.shift();
      this.time = Math.max(this.time, next.at);
      next.job();
    }
    if (ms !== Infinity) this.time = end;
  }

  texts(topic) {
    return this.saved.filter((one) => one.topic === topic).map((one) => one.text);
  }
}

const names = (tab) => tab.news.map(([what]) => what);

test("a client id is one that the API takes, and never the same", () => {
  const ids = new Set(Array.from({ length: 100 }, () => newClientId(webcrypto)));

  assert.equal(ids.size, 100);
  for (const id of ids) assert.match(id, /^[A-Za-z0-9_-]{22}$/);
});

test("a message is kept before it is posted, and forgotten when the server has it", async () => {
  const world = new World();
  const { outbox, news } = world.tab();
  outbox.add({ topic: "t", text: "hi" });

  assert.equal(outbox.of("t").length, 1);
  await world.pass();

  assert.deepEqual(world.texts("t"), ["hi"]);
  assert.deepEqual(outbox.of("t"), []);
  assert.deepEqual(news.map(([what]) => what), ["added", "sent"]);
  assert.equal(world.storage.length, 0);
});

test("without a line messages wait in order, and go when there is one again", async () => {
  let online = false;
  const world = new World({ fate: () => (online ? "ok" : "lost") });
  const tab = world.tab();
  for (const text of ["one", "two", "three"]) tab.outbox.add({ topic: "t", text });
  await world.pass(60_000);
  assert.deepEqual(world.saved, []);

  online = true;
  tab.outbox.hurry();
  await world.pass();

  assert.deepEqual(world.texts("t"), ["one", "two", "three"]);
});

test("a page that comes later sends what an earlier one has left", async () => {
  let online = false;
  const world = new World({ fate: () => (online ? "ok" : "lost") });
  world.tab().outbox.add({ topic: "t", text: "before the reload" });
  await world.quiet();
  world.jobs = [];
  online = true;
  const next = world.tab();
  next.outbox.start();
  await world.pass();

  assert.deepEqual(world.texts("t"), ["before the reload"]);
  assert.deepEqual(names(next), ["sent"]);
});

test("an answer that was lost makes no second message", async () => {
  const fates = ["answer lost", "ok"];
  const world = new World({ fate: () => fates.shift() ?? "ok" });
  const { outbox } = world.tab();
  outbox.add({ topic: "t", text: "once" });
  await world.pass();

  assert.deepEqual(world.texts("t"), ["once"]);
});

test("a no is for good: the words stay with the sentence, and the next one goes on", async () => {
  const world = new World({ fate: ({ text }) => (text === "bad" ? new Refused(403, { message: "Archived." }) : "ok") });
  const tab = world.tab();
  tab.outbox.add({ topic: "t", text: "bad" });
  tab.outbox.add({ topic: "t", text: "good" });
  await world.pass();

  assert.deepEqual(world.texts("t"), ["good"]);
  const [kept] = world.tab().outbox.of("t");
  assert.deepEqual([kept.state, kept.text, kept.why], ["refused", "bad", "Archived."]);
  assert.deepEqual([...tab.outbox.refused()], ["t"]);
});

test("a refused one goes again when somebody asks for it, or never", async () => {
  let refuse = true;
  const world = new World({ fate: () => (refuse ? new Refused(403, { message: "No." }) : "ok") });
  const { outbox, news } = world.tab();
  outbox.add({ topic: "t", text: "again" });
  outbox.add({ topic: "t", text: "never" });
  await world.pass();
  refuse = false;
  const [again, never] = outbox.of("t");
  outbox.retry(again);
  outbox.discard(never);
  assert.equal(outbox.refused().size, 0);
  await world.pass();

  assert.deepEqual(world.texts("t"), ["again"]);
  assert.deepEqual(outbox.of("t"), []);
  assert.ok(news.some(([what, entry]) => what === "gone" && entry.text === "never"));
});

test("whoever is told to wait waits so long, goes on by itself, and keeps the order", async () => {
  let tries = 0;
  const world = new World({ fate: () => { tries += 1; return tries === 1 ? new Refused(429, { message: "Slow.", retry_after: 20 }) : "ok"; } });
  const { outbox, news } = world.tab();
  outbox.add({ topic: "t", text: "one" });
  outbox.add({ topic: "t", text: "two" });
  await world.pass(19_000);
  outbox.hurry(); // a line that comes back changes nothing about it
  await world.quiet();
  assert.equal(tries, 1);
  assert.equal(news.at(-1)[1].why, "Slow.");
  await world.pass();

  assert.deepEqual(world.texts("t"), ["one", "two"]);
});

test("topics do not wait for each other", async () => {
  const world = new World({ fate: ({ topic }) => (topic === "slow" ? new Refused(429, { retry_after: 600 }) : "ok") });
  const { outbox } = world.tab();
  outbox.add({ topic: "slow", text: "later" });
  outbox.add({ topic: "quick", text: "now" });
  await world.pass(1_000);

  assert.deepEqual(world.texts("quick"), ["now"]);
});

test("what waits too long is not sent out of the blue, and what is old goes", async () => {
  const world = new World({ fate: () => "lost" });
  world.tab().outbox.add({ topic: "t", text: "old" });
  await world.quiet();
  world.jobs = [];
  world.time += 4 * 24 * 3600 * 1000;
  const later = world.tab();
  later.outbox.start();
  assert.deepEqual(later.outbox.of("t").map(({ state, why }) => [state, why]), [["refused", "too old"]]);

  world.time += 30 * 24 * 3600 * 1000;
  const last = world.tab();
  last.outbox.start();
  assert.deepEqual(last.outbox.of("t"), []);
});

test("a hundred wait and no more", () => {
  const { outbox } = new World({ fate: () => "lost" }).tab();
  for (let n = 0; n < 100; n += 1) assert.ok(outbox.add({ topic: "t", text: String(n) }));

  assert.equal(outbox.add({ topic: "other", text: "one too many" }), null);
});

test("another tab hears what was written, but not as its own, and what was taken back, but keeps what was sent", async () => {
  const world = new World({ fate: () => new Refused(400, { message: "No." }) });
  const [one, two] = [world.tab(), world.tab()];
  const key = (entry) => `words:ada:out:${entry.topic}:${String(entry.at).padStart(15, "0")}:${entry.id}`;
  const entry = one.outbox.add({ topic: "t", text: "x" });
  two.outbox.heard({ key: key(entry), oldValue: null, newValue: JSON.stringify(entry) });
  await world.pass();
  two.outbox.heard({ key: key(entry), oldValue: JSON.stringify({ ...entry, state: "refused" }), newValue: null });
  two.outbox.heard({ key: key(entry), oldValue: JSON.stringify(entry), newValue: null });

  assert.deepEqual(names(two).filter((what) => what !== "refused"), ["waiting", "gone"]);
});

test("what a failure means", () => {
  assert.equal(judge(new Unreachable("x"), 1), "again");
  assert.equal(judge(new Unreachable("x", 503, 2), 1), "wait");
  assert.equal(judge(new Unreachable("x", 502), 9), "again");
  assert.equal(judge(new Unreachable("x", 500), 1), "again");
  assert.equal(judge(new Unreachable("x", 500), 5), "refused");
  assert.equal(judge(new Refused(429, { retry_after: 3 }), 1), "wait");
  assert.equal(judge(new Refused(429, {}), 1), "again");
  assert.equal(judge(new Refused(401, {}), 1), "again");
  for (const status of [400, 403, 404, 409, 413]) assert.equal(judge(new Refused(status, { retry_after: 3 }), 1), "refused", status);
});

// Whatever the line does and however many tabs there are, each message arrives once, and in the order of its topic.
test("any schedule of failures ends with each message once and in order", async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    let state = seed * 2654435761 % 4294967296;
    const random = () => { state = (state * 1664525 + 1013904223) % 4294967296; return state / 4294967296; };
    const fates = ["ok", "lost", "answer lost", new Refused(429, { message: "Slow.", retry_after: 7 }), new Unreachable("x", 503, 2), new Unreachable("x", 502)];
    const world = new World({ fate: () => fates[Math.floor(random() * fates.length)] });
    const tabs = [world.tab(), world.tab()];
    const wanted = { a: [], b: [] };
    for (let n = 0; n < 8; n += 1) {
      const topic = random() < 0.5 ? "a" : "b";
      wanted[topic].push(`${n}`);
      tabs[Math.floor(random() * tabs.length)].outbox.add({ topic, text: `${n}` });
      if (random() < 0.5) await world.pass(random() * 5_000);
      if (random() < 0.3) tabs[0].outbox.hurry();
      if (random() < 0.2) { // a reload
        tabs[0] = world.tab();
        tabs[0].outbox.start();
      }
    }
    await world.pass();

    assert.deepEqual({ a: world.texts("a"), b: world.texts("b") }, wanted, `seed ${seed}`);
    assert.equal(world.storage.length, 0, `seed ${seed}`);
  }
});
