// Whatever is lost, doubled, late or refused between server and page: once the line is well, the page shows what is stored.
import assert from "node:assert/strict";
import test from "node:test";

import { Stream } from "../live/stream.js";

const SEEDS = 200;
const STEPS = 60;
const PAGE = 4;
const MOST_MISSED = 12;

function chances(seed) {
  let state = seed * 2654435761 % 4294967296;
  const random = () => { state = (state * 1664525 + 1013904223) % 4294967296; return state / 4294967296; };
  return { random, often: (share) => random() < share, below: (most) => Math.floor(random() * most) };
}

// One topic: messages that are made, edited and deleted, each with the rev of its newest change.
class Server {
  epoch = "e1";
  rev = 0;
  messages = new Map();

  change({ below, often }) {
    const ids = [...this.messages.keys()];
    const id = !ids.length || often(0.6) ? `m${this.rev + 1}-${this.epoch}` : ids[below(ids.length)];
    const prev = this.rev;
    this.rev += 1;
    const message = { id, rev: this.rev, text: often(0.1) ? "" : `words ${this.rev}` };
    this.messages.set(id, message);
    return { prev, rev: this.rev, n: 1, d: { ...message } };
  }

  // A backup is read back: an older history goes on under another name, and its numbers mean other things.
  restore() {
    this.epoch = `e${Number(this.epoch.slice(1)) + 1}`;
    this.rev = Math.floor(this.rev / 2);
    for (const [id, { rev }] of this.messages) if (rev > this.rev) this.messages.delete(id);
  }

  after(rev, epoch) {
    if (epoch !== this.epoch) throw Object.assign(new Error("another history"), { status: 410 });
    const items = [...this.messages.values()].filter((one) => one.rev > rev).sort((a, b) => a.rev - b.rev);
    return { items: items.slice(0, PAGE).map((one) => ({ ...one })), has_more: items.length > PAGE, last_rev: this.rev };
  }
}

class Page {
  shown = new Map();
  failing = false;
  jobs = [];

  constructor(server, { often, random }) {
    Object.assign(this, { server, often });
    const fail = () => { if (this.failing && often(0.4)) throw Object.assign(new Error("no"), { status: 503, retryAfter: 1 }); };
    this.stream = new Stream({
      have: 0,
      epoch: server.epoch,
      changes: async (after, epoch) => { await null; fail(); return server.after(after, epoch); },
      apply: (item) => { if (item.rev > (this.shown.get(item.id)?.rev ?? 0)) this.shown.set(item.id, { id: item.id, rev: item.rev, text: item.text }); },
      reload: async () => {
        fail();
        const found = { have: server.rev, epoch: server.epoch };
        this.shown = new Map([...server.messages].map(([id, one]) => [id, { ...one }]));
        return found;
      },
      setTimeout: (job) => this.jobs.push(job),
      random,
    });
  }

  // What `synced` says to whoever subscribes with these numbers.
  resubscribe() {
    const { have, epoch } = this.stream;
    const limited = epoch !== this.server.epoch || this.server.rev - have > MOST_MISSED;
    return this.stream.synced({ to: this.server.rev, limited }, this.server.epoch);
  }

  async rest() {
    for (let turn = 0; turn < 200 && this.jobs.length; turn += 1) await this.jobs.shift()();
  }
}

async function story(seed) {
  const chance = chances(seed);
  const { often, below } = chance;
  const server = new Server();
  const page = new Page(server, chance);
  let late = [];
  page.failing = true;
  for (let step = 0; step < STEPS; step += 1) {
    const frame = server.change(chance);
    if (often(0.03)) {
      server.restore();
      late = []; // the connection ends with the process
      page.resubscribe();
      continue;
    }
    if (!often(0.25)) late.push(frame); // else it is lost
    if (often(0.1)) late.push(frame);
    while (late.length && often(0.7)) page.stream.take(late.splice(often(0.8) ? 0 : below(late.length), 1)[0]);
    if (often(0.1)) page.stream.heardOf(server.rev);
    if (often(0.05)) page.resubscribe();
    if (often(0.05)) page.stream.poll().catch(() => {});
    if (often(0.3)) await new Promise((done) => { setImmediate(done); });
    if (often(0.2) && page.jobs.length) page.jobs.shift()();
  }
  page.failing = false;
  for (const frame of late) page.stream.take(frame);
  await page.rest();
  await page.stream.heardOf(server.rev); // the pong of the next heartbeat
  await page.rest();
  return { shown: page.shown, stored: server.messages, have: page.stream.have, rev: server.rev };
}

const sorted = (messages) => [...messages.values()].sort((a, b) => a.id.localeCompare(b.id));

test("after any schedule of losses, doubles, delays, refusals and restores the page shows what is stored", async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { shown, stored, have, rev } = await story(seed);

    assert.deepEqual(sorted(shown), sorted(stored), `seed ${seed}`);
    assert.equal(have, rev, `seed ${seed}`);
  }
});
