import assert from "node:assert/strict";
import test from "node:test";

import { Pending } from "../composer/pending.js";

// A page that knows of no message yet, and remembers which were put there, and how. `takesBack`: there is a field for words.
function fakes(waiting, { takesBack = true } = {}) {
  const shown = [];
  const buttons = {};
  const discarded = [];
  const node = () => ({ hidden: true, textContent: "", addEventListener: () => {}, setAttribute: () => {}, removeAttribute: () => {}, replaceChildren: () => {} });
  const part = (selector) => ({ ...node(), addEventListener: (_type, act) => { buttons[selector] = act; } });
  const template = () => ({ content: { firstElementChild: { cloneNode: article }, cloneNode: () => ({ querySelector: part }) } });
  const article = () => ({ dataset: {}, querySelector: node });
  const timeline = {
    column: { querySelector: () => null }, change: (change) => change(),
    addPending: ({ dataset }, isSaid) => shown.push([dataset.clientId, isSaid]),
  };
  let hear;
  const pending = new Pending({
    topic: "t", me: "ada", time: () => "10:00", words: String, timeline, takeBack: () => takesBack, onSent: () => {}, timers: { setTimeout: () => {} },
    outbox: { of: () => waiting, listen: (listener) => { hear = listener; }, discard: ({ id }) => discarded.push(id) },
    templates: { pending: template(), failed: template(), waiting: template(), sending: template() },
  });
  return { pending, shown, discarded, press: (name) => buttons[`[data-${name}]`](), hear: (...news) => hear(...news) };
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

test("words that go back to the field are no message any more, and where there is no field they stay one", () => {
  for (const takesBack of [true, false]) {
    const { pending, discarded, press } = fakes([entry("a", "refused")], { takesBack });
    pending.showAll();
    press("edit");

    assert.deepEqual(discarded, takesBack ? ["a"] : []);
  }
});
