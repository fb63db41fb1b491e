// One open topic: brings the list, the stream of changes, the composer and the scrolling together.

import { bring } from "../base/bring.js";
import { Days } from "./days.js";
import { History } from "./history.js";
import { here, hourOf } from "../base/times.js";
import { Reader } from "./reader.js";
import { Roles } from "./roles.js";
import { Scroller } from "./scroller.js";
import { Stream } from "../live/stream.js";
import { Strip, stripOn } from "../live/strip.js";
import { textOf } from "./reply.js";
import { timersUntil } from "../base/lifetime.js";
import { Timeline } from "./timeline.js";
import { Typists, typingSentence } from "../live/typing.js";
import { Viewer } from "./viewer.js";
import { Writing } from "../composer/writing.js";

// What one does with messages is fetched again after so many milliseconds.
const PAUSES = [1_000, 5_000, 20_000];
// The event of a change that was accepted should come; later than this it is fetched.
const SOON_MS = 250;
// Whoever has heard nothing for so long was away, and what comes in the next seconds is what they missed.
const AWAY_MS = 120_000;
const CATCH_UP_MS = 15_000;
// What the column says of its reader and of the party, and the server says anew when somebody's role or the topic changes.
const STANDING = ["role", "roles", "looksAfter", "archived"];

// Null on pages without a conversation. `onReached` hears that the server has answered something. When `signal` is aborted,
// another conversation takes this one's place. `place`: where the reader was in it before, {n, top}, or null for its end.
// `isFirst`: it has come with the page, and is on the screen already.
export function startConversation({ page, desk, announcer, onReached, signal, place, isFirst }) {
  const { me, http, words } = desk;
  const timers = timersUntil(signal, desk.timers);
  const column = page.getElementById("messages");
  const box = column?.closest(".message-scroller");
  if (!box || !column.dataset.topic) return null;
  const { topic, party } = column.dataset;
  const address = `/p/${party}/t/${topic}`;
  const language = page.documentElement.lang === "en" ? "en-GB" : page.documentElement.lang;
  const api = `/api/v1/topics/${topic}`;

  const bar = page.querySelector(".unread-bar");

  const roles = new Roles({ column, words });
  const viewer = new Viewer({ me, roles });
  const days = new Days({ column, words, language, template: page.getElementById("new-day") });
  const scroller = new Scroller({ box, pill: page.querySelector(".to-present"), words, onEnd, stopAt });
  const isHere = () => page.visibilityState === "visible" && page.hasFocus();
  const isLooking = () => !signal.aborted && isHere() && box.clientHeight > 0 && scroller.atEnd();
  const timeline = new Timeline({ column, days, viewer, scroller, me, words, beginsNew, onNew, onGrown: () => past.trim() });
  const past = new History({ column, scroller, viewer, days, templates: page, process: (node) => window.htmx?.process(node) });
  const strip = new Strip({ show: stripOn({ page, words, say: desk.say }), isOnline: () => navigator.onLine, ...timers });
  const typists = new Typists({ show: (ids) => strip.typing(typingSentence(ids, nameOf, words)), ...timers });
  let caught = 0; // messages of others since the line broke
  let heardAt = Date.now();
  let awayUntil = 0; // what comes before then came while the device slept, or had no line for long
  const reader = new Reader({
    readN: Number(column.dataset.readN),
    lastN: () => Number(column.dataset.lastN),
    isLooking,
    put: (n) => {
      awayUntil = 0;
      return http.send("PUT", `${api}/read`, { n });
    },
    onRead: hideBar,
    ...timers,
  });
  const stream = new Stream({
    have: Number(column.dataset.have),
    epoch: column.dataset.epoch,
    changes: async (after, epoch) => {
      const answer = await http.send("GET", `${api}/changes?after=${after}&epoch=${encodeURIComponent(epoch)}&as=html`);
      heardOfServer();
      return answer;
    },
    apply: (item) => signal.aborted || timeline.put(item),
    reload,
    ...timers,
  });

  // The page shows a change that the server has accepted: by its event, or fetched when that does not come.
  async function shown(rev) {
    if (stream.have < rev) await new Promise((resolve) => { timers.setTimeout(resolve, SOON_MS); });
    await stream.heardOf(rev);
  }
  let tools = null;

  days.keep(timers.setTimeout);
  if (isFirst) viewer.begin(column, signal);
  else viewer.markAll(column);
  scroller.enter(place);
  reader.look();
  pageThroughHistory();
  import("./roving.js").then(({ startRoving }) => signal.aborted || startRoving({ page, column, signal }));
  startBar();
  const writing = new Writing({
    page, topic, party, timeline, stream, scroller, onReached, onStanding, signal, desk: { ...desk, timers },
    time: (at) => hourOf(here(at)),
  });
  startHandling();
  page.addEventListener("visibilitychange", () => days.arrange(), { signal });
  // A window that is looked at again says so itself; what has the focus in it may be nothing.
  for (const event of ["visibilitychange", "focus"]) addEventListener(event, () => reader.look(), { signal, capture: true });
  for (const event of ["online", "offline"]) addEventListener(event, () => strip.network(), { signal });
  signal.addEventListener("abort", () => typists.stop());

  // A note of the house is nothing that somebody has said.
  function onNew(item, article, mine) {
    if (!mine && item.kind === "text") {
      scroller.missed();
      typists.stopped(item.author_id);
      caught += 1;
      if (article) announcer.message(article.querySelector(".author").textContent, textOf(article));
    }
    reader.look();
  }

  // Whether it is the first that came while nobody was here.
  function beginsNew(article) {
    if (isHere() && Date.now() > awayUntil) return false;
    const others = [...column.querySelectorAll('article[data-kind="text"]:not(.mine)')];
    return others.find((one) => Number(one.dataset.n) > reader.readN) === article;
  }

  // Something has come from the server, which says something at every heartbeat.
  function heardOfServer() {
    const before = heardAt;
    heardAt = Date.now();
    if (heardAt - before > AWAY_MS) awayUntil = heardAt + CATCH_UP_MS;
  }

  // A window that can be seen goes on to the end, in case somebody looks at it from another.
  function stopAt() {
    if (page.visibilityState === "visible") return null;
    const line = column.querySelector(".new-line");
    return Number(line?.nextElementSibling?.dataset.n) > reader.readN ? line : null;
  }

  function onStanding(fresh) {
    const { dataset } = column;
    if (STANDING.every((name) => dataset[name] === fresh[name])) return;
    for (const name of STANDING) {
      if (name in fresh) dataset[name] = fresh[name];
      else delete dataset[name];
    }
    showStanding();
  }

  function showStanding() {
    timeline.change(() => viewer.markAll(column));
    tools?.refit();
  }

  function onEnd() {
    reader.look();
    hideBar();
  }

  // A page instead of what is on screen: the newest, or, where too much was missed to catch up with, that of who comes in.
  async function reload(part) {
    const template = page.createElement("template");
    template.innerHTML = await http.fragment(part === "unread" ? `${address}?unread` : address, "messages");
    if (signal.aborted) return { have: stream.have, epoch: stream.epoch };
    const fresh = template.content.querySelector("#messages");
    caught += Math.max(Number(fresh.dataset.lastN) - Number(column.dataset.lastN), 0);
    for (const name of Object.keys(column.dataset)) delete column.dataset[name];
    Object.assign(column.dataset, fresh.dataset);
    const writes = page.activeElement?.closest("#messages .message-edit") && page.activeElement;
    column.replaceChildren(...fresh.childNodes);
    window.htmx?.process(column);
    days.arrange();
    viewer.markAll(column);
    writing.pending.showAll();
    tools?.keepEdits();
    scroller.enter();
    if (writes?.isConnected) writes.focus({ preventScroll: true });
    return { have: Number(column.dataset.have), epoch: column.dataset.epoch };
  }

  // Without a line for long it comes with the next topic.
  async function startHandling() {
    const handling = await bring(() => import("./handling.js"), { pauses: PAUSES, ...timers }).catch(() => null);
    if (!handling || signal?.aborted) return;
    const parts = { kept: desk.edits, viewer, timeline, scroller, reader, shown };
    tools = handling.startHandling({ column, signal, desk: { page, me, topic, http, words, timers: desk.timers, storage: desk.storage, reached: onReached, ...parts } });
    tools.keepEdits();
  }

  // An earlier or later page comes in by htmx.
  function pageThroughHistory() {
    past.begin(timeline.isComplete());
    let release = null;
    let focused = false;
    const known = new WeakMap(); // by request
    const done = new WeakSet(); // htmx says it of each element that came
    column.addEventListener("htmx:beforeRequest", ({ detail: { xhr } }) => known.set(xhr, stream.have));
    column.addEventListener("htmx:beforeSwap", ({ detail }) => {
      if (detail.xhr.status !== 200) return;
      release = scroller.hold();
      focused = detail.target.contains(page.activeElement);
    });
    column.addEventListener("htmx:afterSwap", ({ detail }) => {
      if (done.has(detail.xhr)) return;
      done.add(detail.xhr);
      const side = detail.pathInfo.requestPath.includes("before=") ? "earlier" : "later";
      past.came(side, timeline.isComplete());
      tools?.keepEdits();
      release?.();
      release = null;
      if (focused) (column.querySelector(`.load-${side} a`) ?? box).focus({ preventScroll: true });
      reader.look();
      stream.again(known.get(detail.xhr));
    });
  }

  // To the newest message, wherever one is.
  async function toPresent() {
    if (!scroller.holdsNewest()) await stream.startAgain();
    scroller.toEnd();
    if (scroller.atEnd()) onEnd(); // also when nothing has moved
  }

  // The bar above what is new goes when its end has been seen, when all is read, or when one says so.
  function startBar() {
    for (const link of page.querySelectorAll("[data-to-present]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        box.focus({ preventScroll: true }); // what was pressed hides
        toPresent();
      });
    }
    bar?.addEventListener("submit", (event) => {
      event.preventDefault();
      markRead();
    });
  }

  function hideBar() {
    if (!bar || bar.hidden) return;
    const focused = bar.contains(page.activeElement);
    bar.hidden = true;
    if (focused) box.focus({ preventScroll: true });
  }

  function markRead() {
    reader.all();
    hideBar();
  }

  function nameOf(id) {
    const named = page.querySelector(`#member-${CSS.escape(id)} .one-line, article[data-author="${CSS.escape(id)}"] .author`);
    return named?.textContent.trim();
  }

  async function synced(frame) {
    await stream.synced(frame.topics[topic], frame.epoch);
    strip.caughtUp(caught);
  }

  function gone(what) {
    strip.take("gone");
    writing.gone(what);
  }

  return {
    topic,
    place: () => scroller.place(),
    toPresent,
    markRead,
    subscription: () => ({ topics: { [topic]: stream.have }, epoch: stream.epoch }),
    connection(state, isKnown) {
      if (state === "lost") caught = 0;
      strip.take(state, isKnown);
    },
    // What has changed around the messages, in this party or another.
    heard({ party: where, d }) {
      if (where !== party) return;
      if (d.change === "read" && d.topic === topic) {
        reader.heard(d.read_n);
        if (reader.readN >= Number(column.dataset.lastN)) hideBar();
      }
      if (roles.heard(d)) showStanding();
      writing.heard(d);
    },
    // Something in a party has changed, and nobody said what. Whether it is this one.
    unheard(where) {
      if (where === party) writing.refresh();
      return where === party;
    },
    // Resolves to whether the server has answered what is new, which it does not where nothing can be seen any more.
    async poll() {
      if (writing.hidden) return true;
      try {
        return await stream.poll();
      } catch {
        gone("topic");
        return true;
      }
    },
    // The topic, while its newest message is looked at, and nobody wants it to be unread all the same.
    reading: () => (isLooking() && !reader.kept ? topic : null),
    take(frame) {
      heardOfServer();
      if (frame.op === "event" && frame.t === "message" && frame.topic === topic) stream.take(frame);
      else if (frame.op === "event" && frame.t === "bulk" && frame.topic === topic) stream.heardOf(frame.rev);
      else if (frame.op === "synced" && frame.topics[topic]) synced(frame);
      else if (frame.op === "event" && frame.t === "typing" && frame.topic === topic) typists.take(frame.d.user_id);
      else if (frame.op === "pong" && frame.heads.topics[topic]) stream.heardOf(frame.heads.topics[topic]);
      else if (frame.op === "gone" && frame.topic === topic) gone("topic");
      else if (frame.op === "gone" && frame.party === party) gone("party");
    },
  };
}
