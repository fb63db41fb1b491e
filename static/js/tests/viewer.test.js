import assert from "node:assert/strict";
import test from "node:test";

import { continues, isForMe } from "../conversation/viewer.js";

const at = Date.parse("2026-11-24T10:00:00Z");
const message = (changes) => ({ author: "ada", kind: "text", at, reply: false, ...changes });

test("an author goes on under one name for five minutes", () => {
  assert.ok(continues(message(), message({ at: at + 299_000 })));
  assert.ok(!continues(message(), message({ at: at + 300_000 })));
});

test("another author, a reply, a system line and the first of a day begin anew", () => {
  assert.ok(!continues(message(), message({ author: "bo" })));
  assert.ok(!continues(message(), message({ reply: true })));
  assert.ok(!continues(message({ kind: "system" }), message()));
  assert.ok(!continues(null, message()));
});

test("a message is for me when it names me or everybody, unless I wrote it", () => {
  assert.ok(isForMe({ author: "bo", mentions: "eve ada", all: undefined }, "ada"));
  assert.ok(isForMe({ author: "bo", mentions: "", all: "everyone" }, "ada"));
  assert.ok(!isForMe({ author: "bo", mentions: "adam", all: undefined }, "ada"));
  assert.ok(!isForMe({ author: "ada", mentions: "ada", all: "here" }, "ada"));
});
