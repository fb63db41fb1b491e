import assert from "node:assert/strict";
import test from "node:test";

import { delayUntilRenewal, delayUntilRetry, Renewer, renewForHtmx } from "../live/renew.js";

// A lock that hands itself on in order, as navigator.locks does for one name, and a channel between tabs.
function world() {
  let tail = Promise.resolve();
  const locks = { request: (_name, job) => { const done = tail.then(job); tail = done.catch(() => undefined); return done; } };
  const tabs = [];
  const channelOf = () => {
    const listeners = [];
    const channel = {
      addEventListener: (_type, listener) => listeners.push(listener),
      postMessage: (data) => tabs.filter((tab) => tab !== channel).forEach((tab) => tab.hear(data)),
      hear: (data) => listeners.forEach((listener) => listener({ data })),
    };
    tabs.push(channel);
    return channel;
  };
  return { locks, channelOf };
}

function tab(place, answers, me = "ada") {
  const met = [];
  const clock = { now: 0 };
  const plans = [];
  const posts = [];
  let signedOut = 0;
  const renewer = new Renewer({
    me, met: (user) => met.push(user), told: (time) => { clock.now = time; },
    post: async () => { posts.push(1); const next = answers.shift(); if (next instanceof Error) throw next; return next; },
    locks: place.locks, channel: place.channelOf(), now: () => clock.now, random: () => 0.5,
    setTimeout: (job, delay) => plans.push({ job, delay }), clearTimeout: () => undefined,
    onSignedOut: () => { signedOut += 1; },
  });
  return { renewer, plans, posts, met, clock, signedOut: () => signedOut };
}

test("a renewal is planned at 60 % of what is left, and never in a rush", () => {
  assert.equal(delayUntilRenewal(300_000), 180_000);
  assert.equal(delayUntilRenewal(-5), 500);
});

test("retries wait longer each time, up to a minute, each a little different", () => {
  assert.equal(delayUntilRetry(1, () => 0), 1_000);
  assert.equal(delayUntilRetry(1, () => 1), 2_000);
  assert.equal(delayUntilRetry(20, () => 1), 60_000);
});

test("one tab renews and the other learns of it", async () => {
  const place = world();
  const one = tab(place, [{ status: 200, expiresAt: 600_000 }]);
  const two = tab(place, []);
  one.renewer.start(300_000);
  two.renewer.start(300_000);

  const both = await Promise.all([one.renewer.renew(), two.renewer.renew()]);

  assert.deepEqual(both, [true, true]);
  assert.equal(one.posts.length + two.posts.length, 1);
  assert.equal(two.renewer.expiresAt, 600_000);
});

test("every tab hears of the new token", async () => {
  const place = world();
  const one = tab(place, [{ status: 200, expiresAt: 600_000 }]);
  const two = tab(place, []);
  const heard = [];
  one.renewer.onRenewed((at) => heard.push(["one", at]));
  two.renewer.onRenewed((at) => heard.push(["two", at]));

  await one.renewer.renew();

  assert.deepEqual(heard.sort(), [["one", 600_000], ["two", 600_000]]);
});

test("a clock that was set meanwhile is put right by the next renewal", async () => {
  const { renewer, plans, clock } = tab(world(), [{ status: 200, expiresAt: 480_000, serverTime: 180_000 }]);
  renewer.start(300_000);
  clock.now = 4_000_000; // an hour ahead

  await renewer.renew();

  assert.equal(clock.now, 180_000);
  assert.equal(plans.at(-1).delay, 180_000);
});

test("a token that expires no later than the one before is renewed again all the same", async () => {
  const { renewer, plans } = tab(world(), [{ status: 200, expiresAt: 300_000 }]);
  renewer.start(300_000);

  await plans.at(-1).job();

  assert.equal(plans.length, 2);
});

test("whoever opens a tab is told to those that are open, which keep their own time of expiry", () => {
  const place = world();
  const old = tab(place, []);
  old.renewer.start(300_000);
  const fresh = tab(place, [], "bo");

  assert.deepEqual([old.met, fresh.met], [["bo"], []]);
  assert.equal(old.renewer.expiresAt, 300_000);
});

test("a session that is gone leads to signing in", async () => {
  const { renewer, signedOut } = tab(world(), [{ status: 401 }]);

  assert.equal(await renewer.renew(), false);
  assert.equal(signedOut(), 1);
});

for (const [what, nothing] of [["no network", new TypeError("network")], ["accounts being down", { status: 503 }]]) {
  test(`${what} keeps the old token and tries again`, async () => {
    const { renewer, plans, signedOut } = tab(world(), [nothing, { status: 200, expiresAt: 900_000 }]);
    renewer.start(300_000);

    assert.equal(await renewer.renew(), false);
    assert.equal(signedOut(), 0);
    assert.equal(renewer.expiresAt, 300_000);
    await plans.at(-1).job();

    assert.equal(renewer.expiresAt, 900_000);
  });
}

// What htmx says of a request, with what it has done since.
function request(body, name, detail) {
  const event = new CustomEvent(name, { detail, cancelable: true });
  body.dispatchEvent(event);
  return event.defaultPrevented;
}

test("after a sleep what htmx asks for waits for a fresh token, and else for nothing", async () => {
  const { renewer, posts } = tab(world(), [{ status: 200, expiresAt: 900_000 }, { status: 503 }]);
  const [body, issued] = [new EventTarget(), []];
  const ask = () => request(body, "htmx:confirm", { issueRequest: (isAsked) => issued.push([isAsked, renewer.expiresAt]) });
  renewForHtmx(body, renewer);
  renewer.start(300_000);
  assert.deepEqual([ask(), posts.length], [false, 0]);

  renewer.now = () => 400_000;
  assert.equal(ask(), true);
  assert.deepEqual(issued, []);
  await new Promise(setImmediate);
  assert.deepEqual(issued, [[true, 900_000]]);

  renewer.now = () => 900_000; // and goes out when there is none
  assert.equal(ask(), true);
  await new Promise(setImmediate);
  assert.deepEqual(issued.at(-1), [true, 900_000]);
  assert.deepEqual([issued.length, posts.length], [2, 2]);
});

test("an answer of 401 to htmx has the token renewed, and any other not", async () => {
  const { renewer, posts } = tab(world(), [{ status: 200, expiresAt: 900_000 }]);
  const body = new EventTarget();
  renewForHtmx(body, renewer);
  for (const status of [403, 500]) request(body, "htmx:responseError", { xhr: { status } });
  await new Promise(setImmediate);
  assert.equal(posts.length, 0);

  request(body, "htmx:responseError", { xhr: { status: 401 } });
  await new Promise(setImmediate);
  assert.equal(posts.length, 1);
});
