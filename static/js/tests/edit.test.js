import assert from "node:assert/strict";
import test from "node:test";

import { Drafts } from "../composer/drafts.js";
import { openEdit } from "../conversation/edit.js";
import { Shelf } from "../composer/shelf.js";
import { FakeStorage } from "./storage.js";

globalThis.CSS = { ...globalThis.CSS, supports: () => true };
globalThis.matchMedia = () => ({ matches: false });

// What the template holds: a form with a field, its notes and its buttons.
function formOf(article) {
  const parts = new Map();
  const form = new EventTarget();
  return Object.assign(form, {
    elements: { text: Object.assign(new EventTarget(), { value: "", focused: 0, focus() { this.focused += 1; }, setSelectionRange() {}, setAttribute() {}, removeAttribute() {} }) },
    isConnected: false, contains: () => false, closest: () => article, scrollIntoView: () => {}, remove() { this.isConnected = false; },
    querySelector(selector) {
      const inside = { focus: () => {} };
      if (!parts.has(selector)) parts.set(selector, Object.assign(new EventTarget(), { hidden: true, querySelector: () => inside }));
      return parts.get(selector);
    },
  });
}

// A message on the server, and a device. `visit()` is the topic as it is when one comes to it.
function fakes() {
  const server = { text: "as it was said", patched: [], arrives: Promise.resolve() };
  const storage = new FakeStorage();
  const send = async (method, address, body) => {
    if (method === "PATCH") server.patched.push(server.text = body.text);
    return { message: { text: server.text, rev: 2 } };
  };
  const visit = () => {
    const kept = new Drafts({ shelf: new Shelf({ storage, me: "ada" }), now: () => 1_000, kind: "edit" });
    const article = { dataset: { id: "m1" }, isConnected: true, classList: { add: () => {}, remove: () => {} }, focus: () => {} };
    const form = formOf(article);
    Object.assign(article, {
      parentElement: { closest: () => new EventTarget() }, querySelector: () => ({ append: (node) => { node.isConnected = true; } }),
    });
    const desk = {
      kept, http: { send }, timeline: { change: (change) => change() }, shown: () => server.arrives,
      sentence: ({ message }) => message,
      page: {
        activeElement: null,
        getElementById(id) {
          if (id === "delete-message") throw new Error("nobody can be asked");
          return { content: { firstElementChild: { cloneNode: () => form } } };
        },
      },
    };
    const field = form.elements.text;
    const edits = new Map();
    return {
      kept, form, field, article, page: desk.page, open: (focus) => openEdit(article, desk, edits, focus),
      type(text) {
        field.value = text;
        field.dispatchEvent(new Event("input"));
      },
      press: (key) => form.dispatchEvent(Object.assign(new Event("keydown"), { key, keyCode: 0 })),
      click: (selector) => form.querySelector(selector).dispatchEvent(new Event("click")),
    };
  };
  return { server, visit };
}

const settled = () => new Promise((done) => { setImmediate(done); });

test("what was typed is there when one comes back to the topic, and leaves the focus where it is", async () => {
  const { visit } = fakes();
  const first = visit();
  await first.open();
  first.type("as it is sa");
  assert.equal(first.field.focused > 0, true);
  const next = visit();
  await next.open(false);

  assert.deepEqual([next.field.value, next.field.focused, next.form.querySelector(".changed").hidden], ["as it is sa", 0, true]);
  await next.open();
  assert.equal(next.field.focused, 1);
});

test("words that were all taken away are, too", async () => {
  const { visit } = fakes();
  const first = visit();
  await first.open();
  first.type("");
  const next = visit();
  await next.open();

  assert.equal(next.field.value, "");
});

test("what the server has said meanwhile is told, because saving would replace it", async () => {
  const { server, visit } = fakes();
  const first = visit();
  await first.open();
  first.type("mine");
  server.text = "from another device";
  const next = visit();
  await next.open(false);

  assert.deepEqual([next.field.value, next.form.querySelector(".changed").hidden], ["mine", false]);
});

test("what is as it was, given up or saved is kept no longer", async () => {
  const { server, visit } = fakes();
  const { kept, open, type, press, click, form } = visit();
  await open();
  type("other");
  assert.deepEqual(kept.names(), ["m1"]);
  type("as it was said");
  assert.deepEqual(kept.names(), []);

  type("other");
  press("Escape");
  assert.deepEqual([kept.names(), form.isConnected], [["m1"], true]); // first it asks
  click("[data-drop]");
  assert.deepEqual([kept.names(), form.isConnected], [[], false]);

  const next = visit();
  await next.open();
  next.type("saved");
  server.arrives = new Promise(() => {}); // the topic was left, so its event comes nowhere
  next.form.dispatchEvent(new Event("submit", { cancelable: true }));
  await settled();
  assert.deepEqual([server.patched, next.kept.names()], [["saved"], []]);
});

test("asked for twice it opens once", async () => {
  const { visit } = fakes();
  const { open, field } = visit();
  await Promise.all([open(false), open()]);

  assert.equal(field.focused, 1);
});

test("whoever came from the composer goes on writing there, and whoever came from a message is at it again", async () => {
  for (const fromComposer of [true, false]) {
    const { visit } = fakes();
    const { open, press, form, article, page } = visit();
    const composer = { matches: () => fromComposer, isConnected: true, focus: () => { page.activeElement = composer; } };
    article.focus = () => { page.activeElement = article; };
    page.activeElement = composer;
    await open();
    form.contains = () => true; // the focus is in its field
    press("Escape");

    assert.equal(page.activeElement, fromComposer ? composer : article);
  }
});

test("whoever takes all words away and can't be asked whether the message goes is told so, and goes on writing", async () => {
  const { visit } = fakes();
  const { open, type, form, field } = visit();
  await open();
  type(" ");
  const before = field.focused;
  const error = form.querySelector(".error");
  form.dispatchEvent(new Event("submit", { cancelable: true }));
  for (let tries = 0; error.hidden && tries < 500; tries += 1) await new Promise((done) => { setTimeout(done, 5); });

  assert.deepEqual([error.hidden, error.querySelector("span").textContent], [false, "nobody can be asked"]);
  assert.deepEqual([form.isConnected, field.focused], [true, before + 1]);
});
