// Brings together what shows that something is new: the numbers, what feeds them, and every place where they are seen.

import { breath } from "../base/breath.js";
import { startAttention } from "./attention.js";
import { Badges } from "./badges.js";
import { Feed } from "./feed.js";
import { Jumps } from "./jumps.js";
import { Line } from "./line.js";
import { Title } from "./title.js";
import { Unread } from "./unread.js";

// Fetched when all else is there. `reading()`: the topic whose newest message is looked at, or null. `send` gives the socket a
// frame, `trigger` renews a part of the page, `met(user)` hears who the server takes us for, `unheard(party)` looks after what it holds of a party by itself.
export function startNews({ page, me, http, words, say, send, trigger, reading, isConnected, onState, poll, onWake, met, unheard, timers }) {
  const badges = new Badges({ page, words });
  const title = new Title({ page, navigator });
  const jumps = new Jumps(page);
  // What tells of messages outside the page is fetched when all else is there. Browsers know no locks without https, nor notices.
  const outside = navigator.locks && idle().then(() => import("./outside.js")).then(({ startOutside }) =>
    startOutside({ page, me, http, say, setTimeout: timers.setTimeout }));
  let painting = false;

  function paint() {
    if (painting) return;
    painting = true;
    // Not by a frame of the screen: the title is seen when the page is not.
    breath().then(() => {
      painting = false;
      const numbers = unread.numbers();
      badges.paint(numbers);
      title.paint(numbers);
      jumps.look();
      outside?.then((notices) => notices.settle(numbers.topics));
    });
  }

  function noticed(one) {
    outside?.then((notices) => notices.take(one));
  }

  const unread = new Unread({ me, reading, changed: paint, ask: (topic) => feed.ask(topic), noticed });
  const feed = new Feed({ unread, http, send, met, moved: trigger, unheard, ...timers });

  const line = new Line({
    state: isConnected ? "open" : "new", onState, isVisible: () => page.visibilityState === "visible", ...timers,
    poll: async () => (await Promise.all([poll(), feed.poll()])).every(Boolean), least: () => feed.waits,
  });
  const attention = startAttention({
    page, tell: (active) => send({ op: "active", active }), setTimeout: timers.setTimeout,
    onWake() {
      onWake();
      line.hurry();
    },
  });

  readPage();
  paint();
  for (const event of ["focus", "blur"]) addEventListener(event, paint);
  for (const event of ["visibilitychange", "topic:opened"]) page.addEventListener(event, paint);
  // A part of the page that the server has just drawn may be older than what is known here.
  page.body.addEventListener("htmx:afterSettle", () => {
    readPage();
    paint();
  });
  if (isConnected) feed.resync(0); // else once it is
  for (const event of ["read-all", "dialog:done"]) page.body.addEventListener(event, () => feed.resync(0));

  function readPage() {
    for (const { dataset } of page.querySelectorAll(".topic-link[data-topic]")) unread.adopt(shapeOf(dataset));
    for (const { dataset } of page.querySelectorAll(".party-link[data-party]")) {
      unread.give(dataset.party, { unread: Number(dataset.unread), mentions: Number(dataset.mentions) });
      feed.know(dataset.party, [Number(dataset.rev), Number(dataset.myRev)]);
    }
  }

  return {
    get watched() {
      return feed.watched;
    },
    line,
    take(frame) {
      if (frame.op === "hello") attention.connected();
      feed.take(frame);
    },
  };
}

function idle() {
  return new Promise((resolve) => { (window.requestIdleCallback ?? setTimeout)(resolve); });
}

function shapeOf({ topic, party, level, lastN, lastRev, readN, unread, mentions }) {
  return {
    id: topic, party_id: party, level, last_n: Number(lastN), last_rev: Number(lastRev), read_n: Number(readN),
    unread: Number(unread), mentions: Number(mentions),
  };
}
