import assert from "node:assert/strict";
import test from "node:test";

import { markdownOf, withoutStyle } from "../composer/rich.js";

const text = (content) => ({ nodeType: 3, nodeName: "#text", textContent: content });

// element("a", {href}, "words", element(…)): as much of a DOM as the module looks at.
function element(name, attributes = {}, ...children) {
  const childNodes = children.map((child) => (typeof child === "string" ? text(child) : child));
  return {
    nodeType: 1, nodeName: name.toUpperCase(), childNodes, getAttribute: (key) => attributes[key] ?? null,
    textContent: childNodes.map((child) => child.textContent).join(""),
  };
}

const body = (...children) => markdownOf(element("body", {}, ...children));

test("bold, italic and code keep their marks at the words", () => {
  const html = [element("b", {}, "so "), element("em", {}, "very"), " ", element("code", {}, "x = 1"), "!"];

  assert.equal(body(...html), "**so** _very_ `x = 1`!");
});

test("what word processors say in styles counts, and their wrapper does not", () => {
  const bold = element("span", { "data-style": "font-weight: 700" }, "bold");
  const italic = element("span", { "data-style": "font-style: italic" }, "italic");

  assert.equal(body(element("b", { "data-style": "font-weight:normal" }, bold, " and ", italic)), "**bold** and _italic_");
});

test("links become links, and only to places that messages may link to", () => {
  assert.equal(body("see ", element("a", { href: "https://example.org/a_(b)" }, "this")), "see [this](https://example.org/a_%28b%29)");
  assert.equal(body(element("a", { href: "https://example.org" }, "https://example.org")), "https://example.org");
  assert.equal(body(element("a", { href: "javascript:alert(1)" }, "this")), "this");
  assert.equal(body(element("a", { href: "#top" }, "top")), "top");
});

test("lists keep their signs and their depth", () => {
  const inner = element("ul", {}, element("li", {}, "deep"));
  const html = element("ol", {}, text("\n"), element("li", {}, "one", inner), element("li", {}, element("p", {}, "two")));

  assert.equal(body("Before", html, "after"), "Before\n\n1. one\n   - deep\n2. two\n\nafter");
});

test("code blocks keep each space, paragraphs stand apart, and lines break", () => {
  assert.equal(body(element("pre", {}, "a\n  b\n")), "```\na\n  b\n```");
  assert.equal(body(element("p", {}, "one"), element("p", {}, "two", element("br"), "three")), "one\n\ntwo\nthree");
  assert.equal(body(element("div", {}, "one"), element("div", {}, "two")).replace(/\n+/g, "|"), "one|two");
  assert.equal(body(element("h2", {}, "Head"), element("p", {}, "text")), "**Head**\n\ntext");
});

test("scripts and styles leave nothing", () => {
  assert.equal(body(element("style", {}, "p {}"), element("script", {}, "alert(1)"), "words"), "words");
});

test("styles are out of the way before a browser makes a document of it, and words about them stay", () => {
  const html = "<style>\n<!-- p { color: red } -->\n</style><p style='color: red'>a <b STYLE = \"x\">b</b> style=c &lt;i style=d&gt;</p>";

  assert.equal(withoutStyle(html), "<p data-style='color: red'>a <b data-style= \"x\">b</b> style=c &lt;i style=d&gt;</p>");
});
