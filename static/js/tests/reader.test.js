import assert from "node:assert/strict";
import test from "node:test";

import { Reader } from "../conversation/reader.js";

function fakes({ put = async () => undefined } = {}) {
  const told = [];
  const timers = [];
  const read = [];
  const state = { last: 5, looking: true };
  const reader = new Reader({
    readN: 3, lastN: () => state.last, isLooking: () => state.looking,
    put: async (n) => { told.push(n); await put(n, state); }, onRead: () => read.push(reader.readN), setTimeout: (job) => timers.push(job),
  });
  return { reader, told, timers, read, state };
}

test("what somebody looks at is read, once", async () => {
  const { reader, told, timers, state } = fakes();
  reader.look();
  reader.look();
  state.last = 7;
  await timers[0]();
  reader.look();

  assert.deepEqual(told, [7]);
  assert.equal(timers.length, 1);
});

test("what nobody looks at is not", async () => {
  const { reader, told, timers, state } = fakes();
  state.looking = false;
  reader.look();
  state.looking = true;
  reader.look();
  state.looking = false;
  await timers[0]();

  assert.deepEqual(told, []);
});

test("what could not be told is told at the next look", async () => {
  const { reader, told, timers } = fakes({ put: async () => { throw new Error("network"); } });
  reader.look();
  await timers[0]();
  reader.look();
  await timers[1]();

  assert.deepEqual(told, [5, 5]);
});

test("what somebody keeps unread is not read by looking on", async () => {
  const { reader, told, timers } = fakes();
  reader.look();
  reader.keepUnread(2);
  await timers[0]();
  reader.look();

  assert.deepEqual(told, []);
  assert.equal(timers.length, 1);
});

test("whoever kept something unread and says then that all is read goes on reading", async () => {
  const { reader, told, timers, state } = fakes();
  reader.keepUnread(2);
  reader.all();
  state.last = 6;
  reader.look();
  await timers[0]();

  assert.deepEqual(told, [5, 6]);
});

test("what another device wants to be unread is read by looking on no more, and by saying so", async () => {
  const { reader, told, timers } = fakes();
  reader.heard(2);
  reader.look();
  assert.deepEqual([timers.length, reader.readN], [0, 2]);
  reader.all();

  assert.deepEqual(told, [5]);
});

test("what another device has read is read here, and reading goes on", async () => {
  const { reader, told, timers, state } = fakes();
  reader.keepUnread(2);
  reader.heard(2); // what this tab said itself
  reader.look();
  assert.equal(timers.length, 0);
  reader.heard(5);
  reader.all();
  state.last = 6;
  reader.look();
  await timers[0]();

  assert.deepEqual(told, [6]);
});

test("while something is said here, what is heard may be older", async () => {
  const { reader, timers } = fakes({ put: async () => { reader.heard(1); } });
  reader.look();
  await timers[0]();

  assert.equal(reader.readN, 5);
});

test("a mark holds while it is on its way, and not when it was refused", async () => {
  const { reader, timers } = fakes();
  const refused = reader.mark(2, async () => {
    reader.look();
    assert.deepEqual([timers.length, reader.readN], [0, 2]);
    throw new Error("no line");
  });
  await assert.rejects(refused, /no line/);
  assert.equal(reader.readN, 3);
  reader.look();
  assert.equal(timers.length, 1);
});

test("all is read when the server knows it, not when it could not be told or something has come meanwhile", async () => {
  const answers = [async () => { throw new Error("network"); }, async (n, state) => { state.last = n + 1; }, async () => undefined];
  const { reader, timers, read, state } = fakes({ put: (...said) => answers.shift()(...said) });
  for (const expected of [[], [], [6]]) {
    reader.look();
    await timers.at(-1)();
    assert.deepEqual(read, expected);
  }
  assert.deepEqual([timers.length, state.last], [3, 6]);
});
