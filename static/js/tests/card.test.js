import assert from "node:assert/strict";
import test from "node:test";

import { openCard, personAt, showCard } from "../people/card.js";

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

function stage() {
  const heard = [];
  const card = {
    dataset: {}, open: false, contains: () => false, querySelector: () => null, focus() {},
    addEventListener: (name, job) => heard.push(job), matches: () => card.open,
    showPopover() { if (card.open) throw new Error("it is open"); card.open = true; },
    hidePopover() { card.open = false; },
    close() { card.open = false; for (const job of heard) job({ newState: "closed" }); },
  };
  const page = { getElementById: () => card, querySelector: () => null };
  page.activeElement = page.body = { matches: () => false };
  const name = () => {
    const attributes = {};
    return {
      localName: "a", isConnected: true, focused: 0, attributes, closest: () => null, focus() { this.focused += 1; },
      setAttribute: (key, value) => { attributes[key] = value; }, removeAttribute: (key) => { delete attributes[key]; },
    };
  };
  return { card, page, name };
}

test("a card belongs to whatever opened it last, and gives the focus back to that alone", async () => {
  const { card, page, name } = stage();
  const [first, second] = [name(), name()];
  const load = async (address) => `<h3>${address}</h3>`;
  await openCard(page, first, "/p/1/people/1", load);
  card.close();
  assert.deepEqual([first.focused, first.attributes], [1, {}]);

  await Promise.all([openCard(page, first, "/p/1/people/1", load), openCard(page, second, "/p/1/people/2", load)]);
  assert.equal(card.innerHTML, "<h3>/p/1/people/2</h3>");
  assert.equal(second.attributes["aria-expanded"], "true");
  card.close();
  assert.deepEqual([first.focused, second.focused], [1, 1]);
});

test("a card that comes late, or can't, is not shown to somebody who is at something else by then", async () => {
  for (const [what, meanwhile] of Object.entries({
    "has gone": ({ opener }) => { opener.isConnected = false; },
    "writes": ({ page }) => { page.activeElement = { matches: (wish) => wish.includes("textarea") }; },
    "wants another": ({ page, name, load }) => { openCard(page, name(), "/p/1/people/2", load); },
    "looks elsewhere, and waits": ({ page }) => { page.activeElement = { matches: () => false }; },
  })) {
    const { card, page, name } = stage();
    const answers = [];
    const load = () => new Promise((...answer) => { answers.push(answer); });
    const opener = name();
    const late = openCard(page, opener, "/p/1/people/1", load);
    const failed = openCard(page, opener, "/p/1/people/1", () => Promise.reject(new Error("offline")));
    await assert.rejects(failed, /offline/);
    const lost = openCard(page, opener, "/p/1/people/1", load);
    meanwhile({ opener, page, name, load });
    answers[0][0]("<h3>1</h3>");
    await late;
    assert.equal(card.open, false, what);
    answers[1][what.startsWith("looks") ? 0 : 1]("<h3>1</h3>");
    await lost;
    assert.equal(card.open, what.startsWith("looks"), what);
  }
});

test("without a line one stays where one reads; of who is gone it is said, and else their page says why", async () => {
  globalThis.location = { origin: ORIGIN };
  for (const [status, said, went] of [[0, ["not-through"], []], [404, ["person-gone"], []], [503, [], ["/p/1/people/2"]]]) {
    const { page } = stage();
    const [toasts, gone] = [[], []];
    await showCard(page, Object.assign(link("/p/1/people/2"), { isConnected: true }), {
      load: () => Promise.reject(Object.assign(new Error("no card"), { status })),
      toast: (sentence) => toasts.push(sentence), words: (word) => word, go: (address) => gone.push(address),
    });
    assert.deepEqual([toasts, gone], [said, went], String(status));
  }
});
