import assert from "node:assert/strict";
import test from "node:test";

import { Pending } from "../composer/pending.js";

// A page that knows of no message yet, and remembers which were put there, and how.
function fakes(waiting) {
  const shown = [];
  const node = () => ({ hidden: true, textContent: "", addEventListener: () => {}, setAttribute: () => {}, removeAttribute: () => {}, replaceChildren: () => {} });
  const template = () => ({ content: { firstElementChild: { cloneNode: article }, cloneNode: () => ({ querySelector: node }) } });
  const article = () => ({ dataset: {}, querySelector: node });
  const timeline = {
    column: { querySelector: () => null }, change: (change) => change(),
    addPending: ({ dataset }, isSaid) => shown.push([dataset.clientId, isSaid]),
  };
  let hear;
  const pending = new Pending({
    topic: "t", me: "ada", time: () => "10:00", words: String, timeline, takeBack: () => {}, onSent: () => {}, timers: { setTimeout: () => {} },
    outbox: { of: () => waiting, listen: (listener) => { hear = listener; } },
    templates: { pending: template(), failed: template(), waiting: template(), sending: template() },
  });
  return { pending, shown, hear: (...news) => hear(...news) };
}

const entry = (id, state) => ({ id, topic: "t", text: "words", reply: null, at: 0, state, why: "", until: 0 });

test("what waits when a topic is opened is shown, and is not said now", () => {
  const { pending, shown } = fakes([entry("a", "refused"), entry("b", "waiting")]);
  pending.showAll();

  assert.deepEqual(shown, [["a", false], ["b", false]]);
});

test("what is sent here is said now, what another window sends is not", () => {
  const { shown, hear } = fakes([]);
  hear("added", entry("a", "waiting"));
  hear("waiting", entry("b", "waiting"));
  hear("added", { ...entry("c", "waiting"), topic: "elsewhere" });

  assert.deepEqual(shown, [["a", true], ["b", false]]);
});
