import assert from "node:assert/strict";
import test from "node:test";

import { personAt } from "../people/card.js";

const ORIGIN = "http://localhost";
const link = (href) => ({ href: ORIGIN + href, closest: (wish) => (wish === "a[href]" ? link(href) : null) });
const other = (found) => ({ closest: (wish) => found[wish] ?? null });

test("a name leads to its person; other links lead where they lead", () => {
  assert.equal(personAt(link("/p/1/people/2"), "1", ORIGIN), "/p/1/people/2");
  for (const address of ["/p/1/people/2/kick", "/p/1/members", "/m/5"]) assert.equal(personAt(link(address), "1", ORIGIN), null);
  const away = { closest: () => ({ href: "https://elsewhere.example/p/1/people/2" }) };
  assert.equal(personAt(away, "1", ORIGIN), null);
});

test("a mention stands for the person in the party that is open", () => {
  const mention = other({ ".mention[data-user]": { dataset: { user: "7" } } });

  assert.equal(personAt(mention, "1", ORIGIN), "/p/1/people/7");
  assert.equal(personAt(mention, undefined, ORIGIN), null);
});

test("the picture of a message stands for its author", () => {
  const picture = other({ ".message > .avatar": { parentElement: { querySelector: () => link("/p/1/people/2") } } });

  assert.equal(personAt(picture, "1", ORIGIN), "/p/1/people/2");
});

test("anything else is nobody", () => {
  assert.equal(personAt(other({}), "1", ORIGIN), null);
});
