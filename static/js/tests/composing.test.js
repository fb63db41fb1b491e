import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

import { composes } from "../base/composing.js";
import { startPanels } from "../base/panels.js";

test("a key belongs to an input method while it composes, and when its number says so", () => {
  assert.equal(composes({ isComposing: true, keyCode: 13 }), true);
  assert.equal(composes({ isComposing: false, keyCode: 229 }), true);
  assert.equal(composes({ isComposing: false, keyCode: 13 }), false);
});

test("every module that asks about it asks here", () => {
  const folder = new URL("../", import.meta.url);
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js") && !name.startsWith("tests"));
  const asking = names.filter((name) => /isComposing|\b229\b/.test(readFileSync(new URL(name, folder), "utf8")));

  assert.deepEqual(asking, ["base/composing.js"]);
});

test("Esc closes the panel that it is pressed in, and not when it ends a word", () => {
  const heard = {};
  let closed = 0;
  const way = { checkVisibility: () => true, click: () => { closed += 1; } };
  startPanels({ addEventListener: (name, job) => { heard[name] = job; }, querySelectorAll: () => [way] }, { onChange() {} });
  const press = (changes) => heard.keydown({ key: "Escape", keyCode: 27, target: { closest: () => ({}) }, preventDefault() {}, ...changes });

  press({ isComposing: true });
  press({ keyCode: 229 });
  assert.equal(closed, 0);
  press({});
  assert.equal(closed, 1);
});
