import assert from "node:assert/strict";
import test from "node:test";

import { prefixOf, Title, titled } from "../live/title.js";

test("the number stands before the title, once, and goes away again", () => {
  assert.equal(titled("general, Boats", "", prefixOf(3)), "(3) general, Boats");
  assert.equal(titled("(3) general, Boats", prefixOf(3), prefixOf(4)), "(4) general, Boats");
  assert.equal(titled("(4) general, Boats", prefixOf(4), prefixOf(0)), "general, Boats");
});

test("more than ninety-nine are not counted", () => {
  assert.equal(prefixOf(250), "(99+) ");
});

test("another page's title gets the number, whatever it begins with", () => {
  assert.equal(titled("rules, Boats", prefixOf(3), prefixOf(3)), "(3) rules, Boats");
  assert.equal(titled("(2) rules, Boats", prefixOf(3), prefixOf(3)), "(3) (2) rules, Boats");
});

const settled = () => new Promise((done) => { setTimeout(done); });

// A page with a title and an icon, and a device that writes down what its badge is told. `refuses`: the page is not installed.
function outside({ refuses = false } = {}) {
  const told = [];
  const badge = (name) => (...values) => {
    told.push([name, ...values]);
    return refuses ? Promise.reject(new Error("not installed")) : Promise.resolve();
  };
  const icon = { href: "quiet.svg", dataset: { unread: "loud.svg" }, getAttribute: () => icon.href, setAttribute: (_, href) => { icon.href = href; } };
  const page = { title: "general, Boats", querySelector: (selector) => (selector === "title" ? null : icon) };
  return { page, icon, told, navigator: { setAppBadge: badge("set"), clearAppBadge: badge("clear") } };
}

test("the badge of an installed app says how much is unread, and goes with the last of it", () => {
  const { page, icon, told, navigator } = outside();
  const title = new Title({ page, navigator });

  title.paint({ all: { unread: 3, mentions: 1 } });
  assert.deepEqual(told, [["set", 3]]);
  assert.equal(icon.href, "loud.svg");
  assert.equal(page.title, "(3) general, Boats");

  title.paint({ all: { unread: 0, mentions: 0 } });
  assert.deepEqual(told, [["set", 3], ["clear"]]);
  assert.equal(icon.href, "quiet.svg");
  assert.equal(page.title, "general, Boats");
});

test("a badge that is refused, or unknown to the browser, stops nothing", async (t) => {
  const loose = [];
  const hear = (error) => loose.push(error.message);
  process.on("unhandledRejection", hear);
  t.after(() => process.off("unhandledRejection", hear));
  const { page, told, navigator } = outside({ refuses: true });
  const title = new Title({ page, navigator });
  title.paint({ all: { unread: 3 } });
  title.paint({ all: { unread: 0 } });
  await settled();
  assert.deepEqual(told, [["set", 3], ["clear"]]);
  assert.deepEqual(loose, []);

  const plain = outside();
  new Title({ page: plain.page, navigator: {} }).paint({ all: { unread: 2 } });
  assert.equal(plain.page.title, "(2) general, Boats");
});
