import assert from "node:assert/strict";
import test from "node:test";

import { Composer } from "../composer/composer.js";

globalThis.CSS = { ...globalThis.CSS, supports: () => true };

// A field that keys are pressed in, and whether the page would still hear of them.
function fakes(reply, { value = "", draft = null, dataset = {} } = {}) {
  const state = { reply };
  const field = Object.assign(new EventTarget(), { value });
  const counter = { classList: { toggle: () => {} } };
  const form = Object.assign(new EventTarget(), { dataset, querySelector: (selector) => ({ textarea: field, ".counter": counter })[selector] ?? null });
  new Composer({
    form, words: String, draft: { get: () => (draft === null ? null : { text: draft }), put: (text) => { state.kept = text; } }, send: () => true, editLast: () => false, onTyped: () => {},
    coarse: () => false, swapped: () => false,
    unreply() {
      const had = state.reply !== null;
      state.reply = null;
      return had;
    },
  });
  const press = (changes) => {
    const event = Object.assign(new Event("keydown", { cancelable: true }), { key: "Escape", keyCode: 27, ...changes });
    field.dispatchEvent(event);
    return event.defaultPrevented ? "taken" : "left to the page";
  };
  return { state, field, press };
}

test("what was begun is there again; words that came with the page go before it", () => {
  for (const [value, draft, begun] of [["", null, ""], ["", "half", "half"], ["refused", "half", "refused"]]) {
    const { field, state } = fakes(null, { value, draft });
    assert.deepEqual([field.value, state.kept], [begun, begun]);
  }
});

test("what another app shares stands above what was begun, once", () => {
  const begun = (draft) => fakes(null, { value: "Look", draft, dataset: { shared: "" } }).field.value;

  assert.equal(begun(null), "Look");
  assert.equal(begun("half a thought"), "Look\nhalf a thought");
  assert.equal(begun("Look\nhalf a thought"), "Look\nhalf a thought");
  assert.equal(begun("Look"), "Look");
  assert.equal(begun("Looking back"), "Look\nLooking back");
});

test("what is pasted into code comes as it is, elsewhere its looks become signs", async () => {
  const pasted = [];
  globalThis.document = { execCommand: (_what, _shown, text) => pasted.push(text) };
  const { field } = fakes(null);
  Object.assign(field, { focus() {}, setSelectionRange() {} });
  const paste = (value) => {
    Object.assign(field, { value, selectionStart: value.length, selectionEnd: value.length });
    const event = Object.assign(new Event("paste", { cancelable: true }), {
      clipboardData: { getData: (kind) => (kind === "text/html" ? "<pre>let a;</pre>" : "let a;") },
    });
    field.dispatchEvent(event);
    return event.defaultPrevented;
  };

  assert.equal(paste("```\n"), false);
  assert.equal(paste("```\n```\n"), true);
  for (let tries = 0; !pasted.length && tries < 500; tries += 1) await new Promise((done) => { setTimeout(done, 5); });
  assert.deepEqual(pasted, ["let a;"]); // here nothing can read HTML
});

test("Esc leaves the reply first, and only then it is the page's", () => {
  const { state, press } = fakes({ id: "m1" });

  assert.equal(press(), "taken");
  assert.equal(state.reply, null);
  assert.equal(press(), "left to the page");
});

test("Esc that ends a composition leaves the reply as it is", () => {
  const { state, press } = fakes({ id: "m1" });

  assert.equal(press({ isComposing: true }), "left to the page");
  assert.equal(press({ keyCode: 229 }), "left to the page");
  assert.deepEqual(state.reply, { id: "m1" });
});
