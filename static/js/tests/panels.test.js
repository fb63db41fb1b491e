import assert from "node:assert/strict";
import test from "node:test";

import { closePanel, focusAfter, openerOf } from "../base/panels.js";

test("an opened panel has the focus, or the field in it that one writes in; a closed one gives it back", () => {
  assert.equal(focusAfter({ isOpen: true, field: "field", panel: "panel", opener: "opener" }), "field");
  assert.equal(focusAfter({ isOpen: true, field: null, panel: "panel", opener: "opener" }), "panel");
  assert.equal(focusAfter({ isOpen: false, field: "field", panel: "panel", opener: "opener" }), "opener");
});

test("what opened a panel is found again by its name, also where another link has it now", () => {
  assert.equal(openerOf({ id: "panel-link-pins", dataset: {} }), "panel-link-pins");
  assert.equal(openerOf({ id: "", dataset: { backTo: "panel-link-people" } }), "panel-link-people");
});

test("a panel is closed by the way out that this width shows, and where none shows nothing is closed", () => {
  const clicked = [];
  const way = (name, shows) => ({ checkVisibility: () => shows, click: () => clicked.push(name) });
  const page = (...ways) => ({ querySelectorAll: () => ways });

  assert.equal(closePanel(page(way("back", false), way("close", true))), true);
  assert.equal(closePanel(page(way("back", false), way("close", false))), false);
  assert.equal(closePanel(page()), false);
  assert.deepEqual(clicked, ["close"]);
});
