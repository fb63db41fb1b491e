import assert from "node:assert/strict";
import test from "node:test";

import { coveredBy, startKeyboard } from "../base/keyboard.js";

function phone({ inDesk = true } = {}) {
  const done = [];
  const listeners = {};
  const field = { closest: (selector) => (inDesk && selector === ".desk" ? {} : null), scrollIntoView: () => done.push("into view") };
  const view = { height: 700, scale: 1, addEventListener: (type, job) => { listeners[type] = job; } };
  const style = { setProperty: (name, value) => { style[name] = value; } };
  const window = {
    innerHeight: 700, visualViewport: view, scrollTo: (x, y) => done.push(`to ${x} ${y}`),
    document: { activeElement: field, documentElement: { style } },
  };
  startKeyboard(window);
  const resize = (changes) => {
    Object.assign(view, changes);
    listeners.resize();
  };
  return { style, done, resize };
}

test("what the keyboard covers is the rest of the page, whatever the zoom", () => {
  assert.equal(coveredBy(700, { height: 400, scale: 1 }), 300);
  assert.equal(coveredBy(700, { height: 200, scale: 2 }), 300);
  assert.equal(coveredBy(700, { height: 350, scale: 2 }), 0);
  assert.equal(coveredBy(700, { height: 701.4, scale: 1 }), 0);
});

test("a keyboard that opens takes its height from the page, and gives it back", () => {
  const { style, resize } = phone();
  assert.equal(style["--keyboard"], undefined);

  resize({ height: 400 });
  assert.equal(style["--keyboard"], "300px");
  resize({ height: 700 });
  assert.equal(style["--keyboard"], "0px");
});

test("the page is put back in its place, and the field into what is left of it", () => {
  const { done, resize } = phone();
  resize({ height: 400 });
  assert.deepEqual(done, ["to 0 0", "into view"]);

  resize({ height: 400 });
  resize({ height: 700 });
  assert.equal(done.length, 2);
});

test("in a dialog nothing is moved", () => {
  const { style, done, resize } = phone({ inDesk: false });
  resize({ height: 400 });

  assert.equal(style["--keyboard"], "300px");
  assert.deepEqual(done, []);
});
