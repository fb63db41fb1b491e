import assert from "node:assert/strict";
import test from "node:test";

import { isNearEnd, Scroller } from "../conversation/scroller.js";

test("within 100 px of the end somebody sees the end", () => {
  assert.ok(isNearEnd({ scrollTop: 400, scrollHeight: 1000, clientHeight: 500 }));
  assert.ok(!isNearEnd({ scrollTop: 399, scrollHeight: 1000, clientHeight: 500 }));
  assert.ok(isNearEnd({ scrollTop: 0, scrollHeight: 300, clientHeight: 500 }));
});

globalThis.ResizeObserver = class { observe() {} };
globalThis.CSS = { supports: () => true };

// A list of some height in a box of 500 px, at its end; `line` is how far down the New line is that holds it up, or null.
function fakes({ height, line = null }) {
  let top = height - 500;
  const held = { at: line };
  const box = {
    clientHeight: 500, scrollHeight: height, addEventListener: () => {}, querySelector: () => ({ dataset: {} }),
    get scrollTop() { return top; },
    set scrollTop(wanted) { top = Math.max(Math.min(wanted, box.scrollHeight - 500), 0); },
  };
  const scroller = new Scroller({
    box, pill: null, onEnd: () => {}, words: () => "",
    stopAt: () => (held.at === null ? null : { scrollIntoView: () => { box.scrollTop = held.at; } }),
  });
  return { scroller, box, held, grow: (px) => scroller.follow(() => { box.scrollHeight += px; }) };
}

test("what I say is where one looks, also below an old page", () => {
  const { scroller, box, grow } = fakes({ height: 1000 });
  box.querySelector = () => ({ dataset: { hasAfter: "" } });
  box.scrollTop = 100;
  grow(40);
  assert.equal(box.scrollTop, 100);
  scroller.follow(() => { box.scrollHeight += 40; }, true);
  assert.equal(box.scrollTop, 580);
  grow(40);
  assert.equal(box.scrollTop, 580);
});

test("where one had read to the end one begins there, though the address names a message", () => {
  globalThis.location = { hash: "#m-3" };
  const shown = [];
  const article = { classList: { add: () => {} }, scrollIntoView: ({ block }) => shown.push(block) };
  const { scroller, box } = fakes({ height: 1000 });
  box.dataset = {};
  box.querySelector = (selector) => ({ "#messages": { dataset: {} }, "article#m-3": article })[selector] ?? null;
  box.scrollTop = 100;
  scroller.enter(null);
  assert.deepEqual([shown, box.scrollTop], [[], 500]);

  scroller.enter();
  assert.deepEqual(shown, ["center"]);
});

test("whoever is at the end stays there, whoever is not stays where they are", () => {
  const { box, grow } = fakes({ height: 1000 });
  grow(200);
  assert.equal(box.scrollTop, 700);
  box.scrollTop = 100;
  grow(200);
  assert.equal(box.scrollTop, 100);
});

test("a line holds the list up when it comes to the upper edge, and takes it nowhere back", () => {
  const { scroller, box, grow, held } = fakes({ height: 1000, line: 1000 });
  for (const [px, top] of [[300, 800], [350, 1000], [400, 1000]]) {
    grow(px);
    assert.equal(box.scrollTop, top);
  }
  assert.equal(scroller.atEnd(), false);

  scroller.toEnd();
  held.at = 200; // as far up as what somebody keeps unread
  grow(300);
  assert.equal(box.scrollTop, 1550);
});
