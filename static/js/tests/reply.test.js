import assert from "node:assert/strict";
import test from "node:test";

import { clearReply, currentReply, excerptOf, replyTo, textOf } from "../conversation/reply.js";

globalThis.CustomEvent ??= class { constructor(type) { this.type = type; } };

function page() {
  const heard = [];
  const parts = { ".reply-note": { hidden: true }, textarea: { focus: () => heard.push("focus") } };
  const [name, excerpt] = [{ textContent: "" }, { textContent: "" }];
  parts[".reply-note"].querySelector = (selector) => (selector === "[data-reply-name]" ? name : excerpt);
  const form = { elements: { reply_to: { value: "" } }, querySelector: (selector) => parts[selector], dispatchEvent: ({ type }) => heard.push(type) };
  return { note: parts[".reply-note"], heard, form, getElementById: () => form };
}

test("what is replied to is named above the field, until it is cleared", () => {
  const shown = page();
  const reply = { id: "m1", name: "Ada", excerpt: "Hello" };

  assert.equal(currentReply(shown), null);
  replyTo(reply, shown);
  assert.deepEqual(currentReply(shown), reply);
  assert.equal(shown.note.hidden, false);
  assert.equal(clearReply(shown), true);
  assert.equal(currentReply(shown), null);
  assert.equal(shown.note.hidden, true);
  assert.equal(clearReply(shown), false);
  assert.deepEqual(shown.heard, ["reply:changed", "focus", "reply:changed"]);
});

test("where nobody writes there is nothing to reply with", () => {
  const bare = { getElementById: () => null };
  replyTo({ id: "m1", name: "Ada", excerpt: "" }, bare);

  assert.equal(currentReply(bare), null);
});

test("an excerpt is one line of at most 120 signs, as the server's", () => {
  assert.equal(excerptOf(" a\n\n b  c "), "a b c");
  assert.equal([...excerptOf("🎉".repeat(200))].length, 120);
  assert.ok(excerptOf("x".repeat(121)).endsWith("…"));
  assert.equal(excerptOf("x".repeat(120)), "x".repeat(120));
});

// Words as [part, text]; the page's own parts are known by their selector.
function article(...parts) {
  const words = (left) => ({
    get textContent() { return left.map(([, text]) => text).join(""); },
    cloneNode: () => words([...left]),
    querySelectorAll: (selectors) => left.filter(([part]) => selectors.split(", ").includes(part))
      .map((part) => ({ remove: () => left.splice(left.indexOf(part), 1) })),
  });
  const found = { ".message-text": words(parts), ".author": { textContent: " Ada " } };
  return { dataset: { id: "m1" }, querySelector: (selector) => found[selector] };
}

test("of a message that is quoted or read out only its words count, and it stays as it is", () => {
  const message = article(["figcaption", "pythonCopy"], ["pre", "fold(paper)\n"], ["p", " so "], [".edited", "(edited)"]);
  const shown = page();
  replyTo(message, shown);

  assert.equal(textOf(message), "fold(paper)\n so ");
  assert.deepEqual(currentReply(shown), { id: "m1", name: "Ada", excerpt: "fold(paper) so" });
  assert.ok(message.querySelector(".message-text").textContent.includes("(edited)"));
});
