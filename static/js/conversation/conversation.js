// One open topic: brings the list, the stream of changes, the composer and the scrolling together.

import { Composer } from "../composer/composer.js";
import { Days } from "./days.js";
import { Reader } from "./reader.js";
import { Scroller } from "./scroller.js";
import { Stream } from "../live/stream.js";
import { Strip } from "../live/strip.js";
import { Timeline } from "./timeline.js";
import { Viewer } from "./viewer.js";

// After a message was accepted its event should come; later than this it is fetched.
const EVENT_MS = 1_000;

// Null on pages without a conversation. `onReached` hears that the server has answered something.
export function startConversation({ page, me, http, words, announcer, timers, onReached }) {
  const column = page.getElementById("messages");
  const box = column?.closest(".message-scroller");
  if (!box || !column.dataset.topic) return null;
  const { topic } = column.dataset;
  const language = page.documentElement.lang === "en" ? "en-GB" : page.documentElement.lang;
  const api = `/api/v1/topics/${topic}`;

  const viewer = new Viewer({ me, language });
  const days = new Days({ column, words, language, template: page.getElementById("new-day") });
  const scroller = new Scroller({ box, pill: page.querySelector(".to-present"), words, onEnd: () => reader.look() });
  const timeline = new Timeline({ column, days, viewer, scroller, me, onNew });
  const strip = new Strip({ show: showStrip(page), isOnline: () => navigator.onLine, ...timers });
  const reader = new Reader({
    readN: Number(column.dataset.readN),
    lastN: () => Number(column.dataset.lastN),
    isLooking: () => page.visibilityState === "visible" && page.hasFocus() && scroller.atEnd(),
    put: (n) => http.send("PUT", `${api}/read`, { n }),
    ...timers,
  });
  const stream = new Stream({
    have: Number(column.dataset.have),
    epoch: column.dataset.epoch,
    changes: (after, epoch) => http.send("GET", `${api}/changes?after=${after}&epoch=${encodeURIComponent(epoch)}&as=html`),
    apply: (item) => timeline.put(item),
    reload,
    ...timers,
  });

  days.arrange();
  viewer.markAll(column);
  scroller.enter();
  reader.look();
  keepPlaceDuringSwaps();
  startComposer();
  for (const event of ["visibilitychange", "focusin"]) page.addEventListener(event, () => reader.look());
  for (const event of ["online", "offline"]) addEventListener(event, () => strip.network());

  function onNew(item, article, mine) {
    if (!mine) scroller.missed();
    if (!mine && article && item.kind === "text") {
      announcer.message(article.querySelector(".author").textContent, article.querySelector(".message-text").textContent);
    }
    reader.look();
  }

  // The newest page instead of what is on screen: too much was missed to catch up with.
  async function reload() {
    const template = page.createElement("template");
    template.innerHTML = await http.fragment(location.pathname, "messages");
    const fresh = template.content.querySelector("#messages");
    for (const name of Object.keys(column.dataset)) delete column.dataset[name];
    Object.assign(column.dataset, fresh.dataset);
    column.replaceChildren(...fresh.childNodes);
    window.htmx?.process(column);
    days.arrange();
    viewer.markAll(column);
    scroller.enter();
    return { have: Number(column.dataset.have), epoch: column.dataset.epoch };
  }

  // An earlier or later page comes in by htmx.
  function keepPlaceDuringSwaps() {
    let release = null;
    column.addEventListener("htmx:beforeSwap", ({ detail }) => {
      if (detail.xhr.status === 200) release = scroller.hold();
    });
    column.addEventListener("htmx:afterSwap", () => {
      const wasAway = "hasAfter" in column.dataset;
      if (!column.querySelector(":scope > .load-later")) delete column.dataset.hasAfter;
      days.arrange();
      viewer.markAll(column);
      release?.();
      release = null;
      // What came while the last page was on its way had no place yet.
      if (wasAway && scroller.holdsNewest() && !timeline.isComplete()) stream.startAgain();
    });
  }

  function startComposer() {
    const form = page.getElementById("composer");
    if (!form) return;
    new Composer({
      form, timeline, words, crypto,
      templates: { pending: page.getElementById("pending-message"), failed: page.getElementById("failed-status") },
      post: async (clientId, text) => (await http.send("POST", `${api}/messages`, { client_id: clientId, text })).message,
      onSent: (message) => {
        onReached();
        if (scroller.holdsNewest()) setTimeout(() => stream.heardOf(message.rev), EVENT_MS);
        else location.assign(location.pathname);
      },
      time: (date) => viewer.time.format(date),
      coarse: () => matchMedia("(pointer: coarse)").matches,
    });
  }

  return {
    subscription: () => ({ topics: { [topic]: stream.have }, epoch: stream.epoch }),
    connection: (state) => strip.take(state),
    // That I have read on here is no news while the list says nothing else.
    knows: (d) => d.change === "read" && d.topic === topic && !page.querySelector(".topic-link[aria-current].unread"),
    take(frame) {
      if (frame.op === "event" && frame.t === "message" && frame.topic === topic) stream.take(frame);
      else if (frame.op === "event" && frame.t === "bulk" && frame.topic === topic) stream.heardOf(frame.rev);
      else if (frame.op === "synced" && frame.topics[topic]) stream.synced(frame.topics[topic], frame.epoch);
      else if (frame.op === "pong" && frame.heads.topics[topic]) stream.heardOf(frame.heads.topics[topic]);
      else if (frame.op === "gone" && frame.topic === topic) strip.take("gone");
    },
  };
}

function showStrip(page) {
  const line = page.querySelector(".strip");
  return (name) => {
    line.replaceChildren();
    line.dataset.strip = name ?? "";
    if (name) line.append(page.getElementById(`strip-${name}`).content.cloneNode(true));
  };
}
