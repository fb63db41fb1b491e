import assert from "node:assert/strict";
import test from "node:test";

import { afterClose, delayOf, Socket } from "../live/socket.js";

function fakes({ renew = async () => true } = {}) {
  const opened = [];
  const timers = [];
  const seen = { log: [], states: [], frames: [], signIns: 0, reloads: 0, tickets: 0 };
  const clock = { now: 0 };
  const socket = new Socket({
    open: () => {
      const ws = { readyState: 1, sent: [], send: (text) => ws.sent.push(JSON.parse(text)), close: () => { ws.readyState = 3; } };
      opened.push(ws);
      return ws;
    },
    subscription: () => ({ op: "sub", topics: { T: 7 } }),
    onFrame: (frame) => seen.log.push(frame.op) && seen.frames.push(frame),
    onState: (state) => seen.log.push(state) && seen.states.push(state),
    renew,
    ticket: async () => { seen.tickets += 1; return "ticket"; },
    signIn: () => { seen.signIns += 1; },
    reload: () => { seen.reloads += 1; },
    setTimeout: (job, delay) => timers.push({ job, delay, on: true }),
    clearTimeout: (id) => { if (timers[id - 1]) timers[id - 1].on = false; },
    random: () => 0.5,
    now: () => clock.now,
  });
  const say = (frame) => opened.at(-1).onmessage({ data: JSON.stringify(frame) });
  const due = () => timers.filter((timer) => timer.on).at(-1);
  const run = async () => { const timer = due(); timer.on = false; await timer.job(); };
  return { socket, opened, timers, seen, say, due, run, clock };
}

const settle = () => new Promise((resolve) => { setImmediate(resolve); });

test("hello is answered with what the page wants to hear of", () => {
  const { socket, opened, seen, say } = fakes();
  socket.start();
  say({ op: "hello", heartbeat_ms: 20_000 });

  assert.deepEqual(opened[0].sent, [{ op: "sub", topics: { T: 7 } }]);
  assert.deepEqual(seen.states, ["open"]);
  assert.deepEqual(seen.log, ["hello", "open"]);
});

test("what the page wants to hear of is asked for again when that was refused for a while", () => {
  const { socket, opened, say, due, run } = fakes();
  socket.start();
  say({ op: "hello", heartbeat_ms: 20_000 });
  say({ op: "error", code: "unavailable", message: "?", retry_after: 5 });
  assert.equal(due().delay, 5_000);
  run();
  assert.deepEqual(opened[0].sent.map(({ op }) => op), ["sub", "sub"]);

  say({ op: "error", code: "rate_limited", message: "?", retry_after: 12.5 });
  assert.equal(due().delay, 12_500);
  run();
  say({ op: "synced", topics: {} });
  assert.equal(opened[0].sent.length, 3);
});

test("it is not asked for again by a page that was answered, for another socket, or when that is no good", () => {
  const { socket, opened, timers, say, run } = fakes();
  socket.start();
  say({ op: "hello", heartbeat_ms: 20_000 });
  const before = timers.length;
  say({ op: "error", code: "invalid", message: "?" });
  say({ op: "synced", topics: {} });
  say({ op: "error", code: "unavailable", message: "?", retry_after: 5 });
  assert.equal(timers.length, before);

  socket.send({ op: "sub", topics: {} });
  say({ op: "error", code: "unavailable", message: "?", retry_after: 5 });
  const again = timers.at(-1);
  opened[0].onclose({ code: 1006 });
  again.job();
  assert.equal(opened[0].sent.length, 2);
});

test("each close code has its answer", () => {
  assert.equal(afterClose(4001).act, "renew");
  assert.equal(afterClose(4003).act, "stop");
  assert.equal(afterClose(4004).act, "reload");
  assert.equal(afterClose(4009).act, "sign-in");
  assert.equal(afterClose(1009).act, "stop");
  for (const code of [4008, 4010]) assert.deepEqual(afterClose(code), { act: "retry", wait: 5_000 });
  for (const code of [1006, 1012, 1013]) assert.deepEqual(afterClose(code), { act: "retry", wait: 0 });
});

test("tries are spread over a second at first, over twice as long each time, and over twenty seconds at most", () => {
  assert.equal(delayOf(0, () => 0), 0);
  assert.equal(delayOf(0, () => 1), 1_000);
  assert.equal(delayOf(3, () => 0.5), 4_000);
  assert.equal(delayOf(30, () => 1), 20_000);
});

test("a broken connection is opened again, later each time, until one has lived for five seconds", async () => {
  const { socket, opened, seen, say, due, run, clock } = fakes();
  const end = async (code) => { opened.at(-1).onclose({ code }); await settle(); };
  socket.start();
  say({ op: "hello" });
  clock.now = 5_000;

  const delays = [];
  for (const lived of [0, 0, 4_999, 5_000]) {
    await end(1012);
    delays.push(due().delay);
    await run();
    say({ op: "hello" });
    clock.now += lived;
  }
  await end(1012);
  delays.push(due().delay);

  assert.deepEqual(delays, [500, 1_000, 2_000, 4_000, 500]);
  assert.deepEqual(seen.states.slice(0, 4), ["open", "lost", "open", "lost"]);
});

test("what a code asks for comes on top of the spread", async () => {
  const { socket, opened, due } = fakes();
  socket.start();

  opened[0].onclose({ code: 4008 });
  await settle();

  assert.equal(due().delay, 5_500);
});

test("an expired token is renewed before the next try", async () => {
  let renewals = 0;
  const { socket, opened, due } = fakes({ renew: async () => { renewals += 1; return true; } });
  socket.start();

  opened[0].onclose({ code: 4001 });
  await settle();

  assert.equal(renewals, 1);
  assert.equal(due().delay, 500);
});

test("a renewal that fails leaves the next try, which finds out", async () => {
  const { socket, opened, due } = fakes({ renew: async () => { throw new TypeError("its module did not come"); } });
  socket.start();
  opened[0].onclose({ code: 4001 });
  await settle();

  assert.ok(due());
});

test("a try that came while the token was renewed stays the only one", async () => {
  let renewed;
  const { socket, opened, due, say } = fakes({ renew: () => new Promise((resolve) => { renewed = resolve; }) });
  socket.start();
  opened[0].onclose({ code: 4001 });
  socket.hurry();
  say({ op: "hello" });
  const heartbeat = due();
  renewed(true);
  await settle();

  assert.equal(opened.length, 2);
  assert.equal(due(), heartbeat);
});

test("what became of the try that came while the token was renewed is what counts", async () => {
  for (const [code, states] of [[4009, ["lost", "stopped"]], [1012, ["lost", "lost"]]]) {
    let renewed;
    const { socket, opened, timers, seen } = fakes({ renew: () => new Promise((resolve) => { renewed = resolve; }) });
    socket.start();
    opened[0].onclose({ code: 4001 });
    socket.hurry();
    opened[1].onclose({ code });
    await settle();
    const planned = timers.filter(({ on }) => on).length;
    renewed(true);
    await settle();

    assert.equal(timers.filter(({ on }) => on).length, planned, code);
    assert.deepEqual(seen.states, states);
  }
});

test("a socket that has another in its place is not heard any more", async () => {
  const { socket, opened, seen, run } = fakes();
  socket.start();
  opened[0].onclose({ code: 1012 });
  await settle();
  await run();
  opened[0].onmessage({ data: '{"op":"pong","c":1}' });
  opened[1].onmessage({ data: '{"op":"hello"}' });

  assert.deepEqual(seen.frames.map(({ op }) => op), ["hello"]);
});

test("a revoked session signs in, a stranger stops, an old page reloads", async () => {
  for (const [code, what] of [[4009, "signIns"], [4004, "reloads"]]) {
    const { socket, opened, seen } = fakes();
    socket.start();
    opened[0].onclose({ code });
    await settle();
    assert.equal(seen[what], 1);
    assert.deepEqual(seen.states, ["stopped"]);
    socket.hurry();
    assert.equal(opened.length, 1);
  }
});

test("two pings without an answer end the connection, and its heartbeat", async () => {
  const { socket, opened, timers, say, run } = fakes();
  socket.start();
  say({ op: "hello", heartbeat_ms: 20_000 });

  await run();
  await run();
  assert.deepEqual(opened[0].sent.slice(1), [{ op: "ping", c: 1 }, { op: "ping", c: 2 }]);
  await run();
  await settle();

  assert.equal(opened[0].readyState, 3);
  assert.deepEqual(timers.filter(({ on }) => on).map(({ delay }) => delay), [500]); // the next try, and nothing else
});

test("hurrying opens a waiting connection at once, and asks an open one only once", async () => {
  const { socket, opened, say } = fakes();
  socket.start();
  say({ op: "hello" });
  socket.hurry();
  socket.hurry();
  socket.hurry();
  assert.deepEqual(opened[0].sent.slice(1), [{ op: "ping", c: 1 }]);

  opened[0].onclose({ code: 1006 });
  await settle();
  socket.hurry();
  assert.equal(opened.length, 2);
});

test("an answered ping keeps it", async () => {
  const { socket, opened, say, run } = fakes();
  socket.start();
  say({ op: "hello" });

  for (let count = 1; count <= 5; count += 1) {
    await run();
    say({ op: "pong", c: count });
  }

  assert.equal(opened[0].readyState, 1);
});

test("a renewal reaches the open socket by ticket", async () => {
  const { socket, opened, say } = fakes();
  socket.start();
  say({ op: "hello" });

  await socket.renewed();

  assert.deepEqual(opened[0].sent.at(-1), { op: "auth", ticket: "ticket" });
});

test("a connection that never says hello is given up", async () => {
  const { socket, seen, run } = fakes();
  socket.start();

  await run();
  await settle();

  assert.deepEqual(seen.states, ["lost"]);
});

test("a server that ends is left for the next one, which is open before the old socket closes", async () => {
  const { socket, opened, seen, say, due, run } = fakes();
  socket.start();
  say({ op: "hello" });
  say({ op: "reconnect", after_ms: 4200, reason: "deploy" });
  assert.equal(due().delay, 4200);

  await run();
  assert.equal(opened.length, 2);
  assert.equal(opened[0].readyState, 1);
  opened[0].onmessage({ data: JSON.stringify({ op: "event", t: "message" }) });
  say({ op: "hello" });

  assert.equal(opened[0].readyState, 3);
  assert.deepEqual(opened[1].sent, [{ op: "sub", topics: { T: 7 } }]);
  assert.deepEqual(seen.frames.map((frame) => frame.op), ["hello", "reconnect", "event", "hello"]);
  assert.deepEqual(seen.states, ["open", "open"]);
});

test("a socket that broke before it could move is opened again as ever", async () => {
  const { socket, opened, seen, say, timers } = fakes();
  socket.start();
  say({ op: "hello" });
  say({ op: "reconnect", after_ms: 4200, reason: "deploy" });
  const moving = timers.at(-1);
  opened[0].readyState = 3;
  opened[0].onclose({ code: 1012 });
  await settle();

  await moving.job();

  assert.equal(opened.length, 1);
  assert.deepEqual(seen.states, ["open", "lost"]);
});

test("a hurry that gets no sign of life within five seconds ends the connection, one that does keeps it", () => {
  for (const isAlive of [true, false]) {
    const { socket, say, timers, seen } = fakes();
    socket.start();
    say({ op: "hello", heartbeat_ms: 20_000 });
    socket.hurry();
    if (isAlive) say({ op: "event", t: "presence" });
    timers.find((timer) => timer.delay === 5_000).job();

    assert.deepEqual(seen.states, isAlive ? ["open"] : ["open", "lost"]);
  }
});

test("a hurry finds out whether anybody is there also while a heartbeat waits for its answer", async () => {
  const { socket, opened, seen, say, run, timers } = fakes();
  socket.start();
  say({ op: "hello", heartbeat_ms: 20_000 });
  await run(); // a heartbeat, which a lost line takes
  socket.hurry();
  assert.equal(opened[0].sent.filter(({ op }) => op === "ping").length, 1);
  timers.filter(({ delay }) => delay === 5_000).at(-1).job();

  assert.deepEqual(seen.states, ["open", "lost"]);
});

test("each answer to a heartbeat plans the next one itself, for chains of timers are slowed down", async () => {
  const { socket, say, run, timers } = fakes();
  socket.start();
  say({ op: "hello", heartbeat_ms: 20_000 });
  await run();
  const chained = timers.at(-1);
  say({ op: "pong", c: 1, heads: { topics: {}, parties: {} } });

  assert.deepEqual([chained.on, timers.at(-1).on, timers.at(-1).delay], [false, true, 20_000]);
});

test("it says whether hello has come", () => {
  const { socket, opened, say } = fakes();
  socket.start();
  const before = socket.isOpen;
  say({ op: "hello", heartbeat_ms: 20_000 });
  const after = socket.isOpen;
  opened[0].onclose({ code: 1006 });

  assert.deepEqual([before, after, socket.isOpen], [false, true, false]);
});
