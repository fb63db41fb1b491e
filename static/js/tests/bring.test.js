import assert from "node:assert/strict";
import test from "node:test";

import { bring, bringAt } from "../base/bring.js";

const gone = (name) => Promise.reject(new TypeError(`Failed to fetch dynamically imported module: https://chat.example/${name}.js`));
const wait = (waited) => (job, pause) => { waited.push(pause); job(); };

test("what comes is asked for once", async () => {
  const asked = [];
  assert.equal(await bring(async () => "module", { ask: (address) => asked.push(address) }), "module");
  assert.deepEqual(asked, []);
});

test("what did not come is asked for by another address, and is one module from then on", async () => {
  const asked = [];
  const ask = async (address) => { asked.push(address); return { address }; };
  const first = await bring(() => gone("edit"), { ask, now: () => 7 });
  const second = await bring(() => gone("edit"), { ask, now: () => 8 });

  assert.deepEqual(asked, ["https://chat.example/edit.js?again=7"]);
  assert.equal(first, second);
});

test("what does not come by that either is asked for anew when it is wanted again", async () => {
  const asked = [];
  const ask = (address) => { asked.push(address); return asked.length < 2 ? gone("menu") : Promise.resolve("menu"); };
  await assert.rejects(bring(() => gone("menu"), { ask, now: () => 1 }), TypeError);
  assert.equal(await bring(() => gone("menu"), { ask, now: () => 2 }), "menu");
  assert.equal(asked.length, 2);
});

test("an error without an address is told", async () => {
  await assert.rejects(bring(() => Promise.reject(new TypeError("Importing a module script failed."))), /Importing/);
});

test("with pauses it is tried again by itself, and at last told", async () => {
  const waited = [];
  let tries = 0;
  const load = async () => { tries += 1; if (tries < 3) throw new Error("no line"); return "here"; };
  assert.equal(await bring(load, { pauses: [1, 5, 20], setTimeout: wait(waited) }), "here");
  assert.deepEqual(waited, [1, 5]);
  await assert.rejects(bring(async () => { throw new Error("no line"); }, { pauses: [1], setTimeout: wait(waited) }), /no line/);
});

test("what is wanted at an event comes at the first one, and once; what did not come is tried again at the next", async () => {
  const node = new EventTarget();
  const begun = [];
  let tries = 0;
  const load = async () => { tries += 1; if (tries === 1) throw new Error("no line"); return "module"; };
  const meet = async (...types) => {
    for (const type of types) node.dispatchEvent(new Event(type));
    await new Promise(setImmediate);
  };
  bringAt(node, ["pointerover", "focusin"], load, (module) => begun.push(module));
  await meet("click");
  assert.equal(tries, 0);

  await meet("pointerover");
  assert.deepEqual([tries, begun], [1, []]);
  await meet("focusin", "pointerover");
  await meet("focusin");
  assert.deepEqual([tries, begun], [2, ["module"]]);
});
