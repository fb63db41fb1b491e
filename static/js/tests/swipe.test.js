import assert from "node:assert/strict";
import test from "node:test";

import { followed, startSwipe, wayOf } from "../conversation/swipe.js";

// A topic with one message under a finger. `inside`: what the finger is on that is not its words.
function fakes({ direction = "ltr", inside = "", may = true } = {}) {
  globalThis.getComputedStyle = () => ({ direction });
  const listeners = {};
  const classes = new Set();
  const seen = { replied: 0, signs: 0, style: {} };
  const article = {
    isConnected: true,
    prepend: () => { seen.signs += 1; },
    classList: {
      add: (name) => classes.add(name), remove: (...names) => names.forEach((name) => classes.delete(name)),
      toggle: (name, on) => (on ? classes.add(name) : classes.delete(name)), contains: (name) => classes.has(name),
    },
    style: { setProperty: (name, value) => { seen.style[name] = value; }, removeProperty: (name) => delete seen.style[name] },
  };
  const target = { closest: (selector) => (selector.startsWith("article") ? article : inside && selector.includes(inside) ? {} : null) };
  startSwipe({
    column: { addEventListener: (type, listener) => { listeners[type] = listener; } }, signal: null, width: () => 390,
    may: () => may, reply: () => { seen.replied += 1; }, sign: () => ({ isConnected: true, remove: () => { seen.signs -= 1; } }),
  });
  const finger = (type, x, y, more = {}) => listeners[type]({ pointerType: "touch", pointerId: 1, isPrimary: true, target, clientX: x, clientY: y, ...more });
  return { finger, classes, seen, article };
}

function pull({ finger }, from, ...places) {
  finger("pointerdown", ...from);
  for (const place of places) finger("pointermove", ...place);
  finger("pointerup", ...places.at(-1));
}

const AT_REST = { replied: 0, signs: 0, style: {} };

test("only what clearly goes along the line is a pull", () => {
  assert.equal(wayOf(6, 6), null);
  assert.equal(wayOf(20, 3), "pull");
  assert.equal(wayOf(20, 12), "other");
  assert.equal(wayOf(3, -40), "other");
  assert.equal(wayOf(-40, 0), "other");
});

test("a message follows the finger, slower once nothing more is to be had, and not without end", () => {
  assert.deepEqual([-5, 0, 40, 64, 84, 1_000].map(followed), [0, 0, 40, 64, 69, 88]);
});

test("a message that is pulled far is replied to, once, and lies where it was", () => {
  const all = fakes();
  pull(all, [100, 300], [120, 302], [180, 306]);

  assert.deepEqual(all.seen, { ...AT_REST, replied: 1 });
  assert.deepEqual([...all.classes], []);
});

test("it shows what will happen as soon as it was pulled far enough, and no more when it goes back", () => {
  const all = fakes();
  all.finger("pointerdown", 100, 300);
  all.finger("pointermove", 130, 300);
  assert.deepEqual([[...all.classes], all.seen.signs, all.seen.style["--pulled"]], [["pulled"], 1, "30px"]);
  all.finger("pointermove", 170, 300);
  assert.deepEqual([...all.classes], ["pulled", "far"]);
  all.finger("pointermove", 120, 300);
  assert.deepEqual([...all.classes], ["pulled"]);
  all.finger("pointerup", 120, 300);

  assert.deepEqual(all.seen, AT_REST);
});

test("where one reads from right to left it is pulled to the left", () => {
  const [right, left] = [fakes({ direction: "rtl" }), fakes({ direction: "rtl" })];
  pull(right, [100, 300], [120, 300], [200, 300]);
  pull(left, [300, 300], [280, 300], [200, 300]);

  assert.deepEqual([right.seen.replied, left.seen.replied], [0, 1]);
});

const others = {
  "a scroll": (all) => pull(all, [100, 300], [104, 330], [200, 330]),
  "the way back from the edge": (all) => pull(all, [10, 300], [60, 300], [120, 300]),
  "what a mouse does": (all) => {
    all.finger("pointerdown", 100, 300, { pointerType: "mouse" });
    all.finger("pointermove", 200, 300);
    all.finger("pointerup", 200, 300);
  },
  "a second finger": (all) => {
    all.finger("pointerdown", 100, 300);
    all.finger("pointermove", 180, 300);
    all.finger("pointerdown", 200, 400, { pointerId: 2, isPrimary: false });
    all.finger("pointerup", 180, 300);
  },
  "a message that is held down first": (all) => {
    all.finger("pointerdown", 100, 300);
    all.finger("contextmenu", 100, 300);
    all.finger("pointermove", 180, 300);
    all.finger("pointerup", 180, 300);
  },
  "what the browser has taken over": (all) => {
    all.finger("pointerdown", 100, 300);
    all.finger("pointermove", 180, 300);
    all.finger("pointercancel", 180, 300);
    all.finger("pointerup", 180, 300);
  },
};

for (const [name, act] of Object.entries(others)) {
  test(`${name} is no reply`, () => {
    const all = fakes();
    act(all);

    assert.deepEqual(all.seen, AT_REST);
    assert.deepEqual([...all.classes], []);
  });
}

test("code scrolls by itself, a field has a caret to move, and what can't be replied to stays where it is", () => {
  for (const all of [fakes({ inside: "pre" }), fakes({ inside: "textarea" }), fakes({ may: false })]) {
    pull(all, [100, 300], [120, 300], [200, 300]);

    assert.deepEqual(all.seen, AT_REST);
  }
});

test("a message that is drawn anew while it is pulled goes on being pulled", () => {
  const all = fakes();
  let signs = 0;
  all.article.prepend = (sign) => { signs += 1; all.sign = sign; };
  all.finger("pointerdown", 100, 300);
  all.finger("pointermove", 130, 300);
  all.sign.isConnected = false;
  all.classes.clear();
  all.finger("pointermove", 140, 300);

  assert.deepEqual([signs, [...all.classes]], [2, ["pulled"]]);
});

test("a message that was taken away meanwhile is not replied to", () => {
  const all = fakes();
  all.finger("pointerdown", 100, 300);
  all.finger("pointermove", 180, 300);
  all.article.isConnected = false;
  all.finger("pointerup", 180, 300);

  assert.deepEqual(all.seen, AT_REST);
});
