import assert from "node:assert/strict";
import test from "node:test";

import { isPlainClick } from "../base/clicks.js";
import { entryOf, returnsTo, startDialogs } from "../base/dialogs.js";
import { Unreachable } from "../base/http.js";

const click = (changes = {}) => ({ button: 0, metaKey: false, ctrlKey: false, shiftKey: false, altKey: false, ...changes });

test("only a plain click opens a dialog; others are for another tab or window", () => {
  assert.equal(isPlainClick(click()), true);
  for (const other of [{ button: 1 }, { ctrlKey: true }, { metaKey: true }, { shiftKey: true }, { altKey: true }, { defaultPrevented: true }]) {
    assert.equal(isPlainClick(click(other)), false);
  }
});

test("focus returns to the opener, or to what opened the card that it was in", () => {
  const author = {};
  const alone = { closest: () => null };
  const inCard = { closest: () => ({ opener: author }) };
  const button = {};
  const inMenu = { closest: () => ({ id: "menu" }), ownerDocument: { querySelector: (wish) => (wish.includes('"menu"') ? button : null) } };
  const inOther = { closest: () => ({}), ownerDocument: { querySelector: () => null } };

  assert.equal(returnsTo(alone), alone);
  assert.equal(returnsTo(inCard), author);
  assert.equal(returnsTo(inMenu), button);
  assert.equal(returnsTo(inOther), inOther);
});

test("a form is entered where it is wrong, else at its first field, else at its button", () => {
  const box = (...there) => ({ querySelector: (wish) => there.find((one) => wish.includes(one)) ?? null });

  assert.equal(entryOf(box("aria-invalid", "select", "button")), "aria-invalid");
  assert.equal(entryOf(box("select", "button")), "select");
  assert.equal(entryOf(box("button")), "button");
  assert.equal(entryOf(box()), null);
});

// As much of a page as the module asks for.
function stage(load) {
  const heard = {};
  const onBody = {};
  const toasts = [];
  const listen = (name, job) => { heard[name] = job; };
  const dialog = {
    open: false, shown: 0, contains: () => false, querySelector: () => null, addEventListener: listen,
    showModal() { this.open = true; this.shown += 1; }, close() { this.open = false; heard.close(); }, replaceChildren() { this.innerHTML = ""; },
  };
  const page = { getElementById: () => dialog, addEventListener: listen, activeElement: null,
    body: { addEventListener: (name, job) => { onBody[name] = job; } },
  };
  page.activeElement = page.body;
  const gone = [];
  startDialogs({
    page, load, toast: (sentence) => toasts.push(sentence), words: (word) => word, htmx: () => null, go: (address) => gone.push(address),
  });
  const link = { href: "/p/1/leave", isConnected: true, focused: 0, focus() { this.focused += 1; }, closest: (wish) => (wish.startsWith("a") ? link : null) };
  const press = (changes) => heard.click({ ...click(changes), target: link, preventDefault() {} });
  return { page, dialog, onBody, toasts, gone, heard, link, press };
}

test("a form opens once, however often its opener is clicked, and gives the focus back", async () => {
  const asked = [];
  const { dialog, link, press } = stage(async (address) => { asked.push(address); return "<form>"; });
  press();
  press();
  await new Promise(setImmediate);
  press();

  assert.deepEqual(asked, ["/p/1/leave"]);
  assert.equal(dialog.shown, 1);
  dialog.close();
  assert.equal(dialog.innerHTML, "");
  assert.equal(link.focused, 1);
});

test("opened by a key it gives the focus back to what had it, where anything had", async () => {
  const { page, dialog, link, press } = stage(async () => "<form>");
  const field = { isConnected: true, focused: 0, focus() { this.focused += 1; } };
  page.activeElement = field;
  press({ isTrusted: false });
  await new Promise(setImmediate);
  page.activeElement = page.body;
  dialog.close();
  assert.deepEqual([field.focused, link.focused], [1, 0]);

  press({ isTrusted: false });
  await new Promise(setImmediate);
  dialog.close();
  assert.deepEqual([field.focused, link.focused], [1, 1]);

  page.activeElement = field;
  press({ isTrusted: true });
  await new Promise(setImmediate);
  dialog.close();
  assert.deepEqual([field.focused, link.focused], [1, 2]);
});

test("what can't be loaded is opened as a page", async () => {
  const { dialog, gone, press } = stage(async () => { throw new Error("404"); });
  press();
  await new Promise(setImmediate);

  assert.deepEqual(gone, ["/p/1/leave"]);
  assert.equal(dialog.shown, 0);
});

test("without a line one stays where one reads, and is told so; a page says what else is wrong", async () => {
  for (const [error, said, went] of [
    [new Unreachable("no line"), ["not-through"], []], [new Unreachable("broken", 502), [], ["/p/1/leave"]],
  ]) {
    const { dialog, toasts, gone, press } = stage(async () => { throw error; });
    press();
    await new Promise(setImmediate);
    assert.deepEqual([toasts, gone, dialog.shown], [said, went, 0]);
  }
});

test("what is done is said once the dialog is closed", async () => {
  const { dialog, toasts, heard, press } = stage(async () => "<form>");
  press();
  await new Promise(setImmediate);
  heard["dialog:done"]({ detail: { said: "Saved." } });

  assert.deepEqual([dialog.open, toasts], [false, ["Saved."]]);
});

test("what somebody asked for and did not get is said, what the page asked for by itself is not", () => {
  const { onBody, toasts } = stage(async () => "");
  const failed = (event, isTrusted) => onBody[event]({ target: {}, detail: { requestConfig: { triggeringEvent: isTrusted === null ? undefined : { isTrusted } } } });
  for (const event of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) failed(event, false);
  failed("htmx:timeout", null);
  assert.deepEqual(toasts, []);

  for (const event of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) failed(event, true);
  assert.deepEqual(toasts, ["not-through", "not-through", "not-through"]);
});

test("a refusal is shown in the dialog, a lost sign-in and our faults are not", () => {
  const { heard } = stage(async () => "");
  const swapped = [400, 401, 403, 422, 429, 500].filter((status) => {
    const detail = { xhr: { status }, shouldSwap: false, isError: true };
    heard["htmx:beforeSwap"]({ detail });
    return detail.shouldSwap && !detail.isError;
  });

  assert.deepEqual(swapped, [400, 403, 422, 429]);
});
