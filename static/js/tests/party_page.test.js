import assert from "node:assert/strict";
import test from "node:test";

import { startPartyPage } from "../live/party_page.js";

globalThis.CSS ??= { escape: (text) => text };

function stage() {
  const heading = { textContent: "Paper Boats" };
  const spoken = { textContent: "Paper Boats" };
  const link = { title: "Paper Boats", querySelector: () => spoken };
  const gone = [];
  const page = {
    title: "general, Paper Boats · Chatterbox",
    querySelector: () => ({ dataset: { party: "1" } }),
    querySelectorAll: (wish) => (wish === "[data-party-name]" ? [heading] : wish.includes('"/p/1"') ? [link] : []),
  };
  return { page, heading, link, spoken, gone, party: startPartyPage(page, { go: (address) => gone.push(address), setTimeout: (job) => job() }) };
}

test("another name shows in the head, the rail and the title", () => {
  const { page, heading, link, spoken, party } = stage();
  party.onRenamed("1", { name: "Tin Boats" });

  assert.deepEqual([heading.textContent, link.title, spoken.textContent], ["Tin Boats", "Tin Boats", "Tin Boats"]);
  assert.equal(page.title, "general, Tin Boats · Chatterbox");
});

test("the name of another party changes nothing here", () => {
  const { heading, party } = stage();
  party.onRenamed("2", { name: "Tin Boats" });
  party.onRenamed("1");

  assert.equal(heading.textContent, "Paper Boats");
});

test("a door that closes leads away, from the pages of that party only", () => {
  const { gone, party } = stage();
  assert.equal(party.onEnd("2"), false);
  assert.deepEqual(gone, []);
  assert.equal(party.onEnd("1"), true);
  assert.deepEqual(gone, ["/p/1/gone"]);
});
