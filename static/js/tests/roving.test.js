import assert from "node:assert/strict";
import test from "node:test";

import { startRoving, stepOf, stopAt, wayInto } from "../conversation/roving.js";

// A message with two controls, of which a page has drawn neither out of reach.
function message(name) {
  const control = () => ({ tabIndex: 0, removeAttribute() { this.tabIndex = 0; } });
  const controls = [control(), control()];
  return { name, tabIndex: -1, controls, querySelectorAll: () => controls, closest: () => messageNamed(name) };
}

const known = new Map();
const messageNamed = (name) => known.get(name);
const stops = (messages) => messages.map(({ tabIndex, controls }) => [tabIndex, ...controls.map((one) => one.tabIndex)].join());

function list(...names) {
  const messages = names.map(message);
  for (const one of messages) known.set(one.name, one);
  return messages;
}

test("a step among messages ends at either end", () => {
  assert.equal(stepOf("ArrowUp", 3, 5), 2);
  assert.equal(stepOf("ArrowUp", 0, 5), null);
  assert.equal(stepOf("ArrowDown", 4, 5), null);
  assert.equal(stepOf("Home", 3, 5), 0);
  assert.equal(stepOf("End", 3, 5), 4);
  assert.equal(stepOf("x", 3, 5), null);
});

test("Enter leads to the tools of a message, and where it has none to what it says", () => {
  const has = (...there) => ({ querySelector: (way) => there.find((one) => way.startsWith(one)) ?? null });

  assert.equal(wayInto(has(".author", ".message-text", ".message-tools")), ".message-tools");
  assert.equal(wayInto(has(".author", ".reply-to", ".message-text")), ".message-text");
  assert.equal(wayInto(has(".author", ".reply-to")), ".reply-to");
  assert.equal(wayInto(has(".author")), ".author");
  assert.equal(wayInto(has()), null);
});

test("Tab stops at one message and what is in it, and at no other", () => {
  const messages = list("a", "b", "c");
  stopAt(messages[1], messages);
  assert.deepEqual(stops(messages), ["-1,-1,-1", "0,0,0", "-1,-1,-1"]);
  stopAt(messages[2], messages);
  assert.deepEqual(stops(messages), ["-1,-1,-1", "-1,-1,-1", "0,0,0"]);
});

// The keys of a page with a list of messages.
function page(messages) {
  const heard = {};
  const on = (type, listener) => { (heard[type] ??= []).push(listener); };
  startRoving({ page: { addEventListener: on }, column: { addEventListener: on, querySelectorAll: () => messages } });
  const send = (type, event) => heard[type].forEach((listener) => listener({ target: { closest: () => null }, ...event }));
  return { tab: () => send("keydown", { key: "Tab" }), focus: (target) => send("focusin", { target }) };
}

test("before anybody has come to the list Tab stops at the newest, also when that has come since", () => {
  const messages = list("a", "b");
  const { tab } = page(messages);
  tab();
  assert.deepEqual(stops(messages), ["-1,-1,-1", "0,0,0"]);
  messages.push(...list("c"));
  tab();
  assert.deepEqual(stops(messages), ["-1,-1,-1", "-1,-1,-1", "0,0,0"]);
});

test("Tab comes back to the message that one was at, whatever has come or was drawn anew, and to the newest when it is gone", () => {
  const messages = list("a", "b");
  const { tab, focus } = page(messages);
  focus(messages[0]);
  messages.push(...list("c"));
  messages[0].tabIndex = -1; // as a message is when it was put in anew
  tab();
  assert.deepEqual(stops(messages), ["0,0,0", "-1,-1,-1", "-1,-1,-1"]);
  messages.shift();
  tab();
  assert.deepEqual(stops(messages), ["-1,-1,-1", "0,0,0"]);
});
