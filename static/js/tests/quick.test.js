import assert from "node:assert/strict";
import test from "node:test";

import { fillQuick } from "../conversation/quick.js";
import { recentEmoji } from "../emoji/recent.js";

const button = (role) => ({
  dataset: {}, attributes: { role }, getAttribute(name) { return this.attributes[name]; }, setAttribute(name, value) { this.attributes[name] = value; },
});

test("each button has one of the last emoji, says what it does, and is pressed where I have reacted so", () => {
  const buttons = [button(), button(), button("menuitemcheckbox")];
  const [first, second, third] = recentEmoji(null, 3);
  const reactions = { has: (_article, emoji) => emoji !== first };
  fillQuick({ querySelectorAll: () => buttons }, {}, { words: (word, { emoji }) => `${word} ${emoji}`, reactions, storage: null });

  assert.deepEqual(buttons.map(({ textContent, dataset }) => [textContent, dataset.emoji]), [[first, first], [second, second], [third, third]]);
  assert.deepEqual(buttons.map(({ attributes }) => attributes["aria-pressed"]), ["false", "true", undefined]);
  assert.equal(buttons[2].attributes["aria-checked"], "true");
  assert.deepEqual([buttons[0].title, buttons[0].attributes["aria-label"]], [`react-with ${first}`, `react-with ${first}`]);
});
