"""What is wrong with a page that is open: what axe finds, what sticks out, and which texts nobody can translate."""

import json
import re
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import BrowserContext, Page

AXE: Final = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
WIDE, NARROW, NARROWEST = (1280, 800), (390, 844), (320, 640)
TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
#: An open menu is where one is, as an open dialog: both are in no landmark of the page.
LANDMARKS: Final = "dialog, [role=dialog], [role=alertdialog], [role=menu][popover], svg"
CONFIGURE: Final = f"""
axe.configure({{ checks: [{{ id: "region", options: {{ regionMatcher: "{LANDMARKS}" }} }}] }});"""
#: Of what is open over a page; what is under it, other screens show. Frames hold nothing of ours, and no page plays
#: anything that would have to be fetched first. The name of a day floats over the messages: what happens to be under it
#: is not a small target.
RUN: Final = """async (tags) => {
  const part = [...document.querySelectorAll(":popover-open, dialog[open]")].at(-1) ?? document;
  for (const label of document.querySelectorAll(".day-label")) label.style.position = "static";
  const options = { runOnly: tags, resultTypes: ["violations"], iframes: false, preload: false, selectors: false };
  const { violations } = await axe.run(part, options);
  return violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.html.slice(0, 200)) }));
}"""
#: What axe does not ask: the widest thing that sticks out, and the head of the page.
LOOK: Final = """() => {
  const { documentElement: root, body, title } = document;
  const isShown = (one) => one.checkVisibility({ checkVisibilityCSS: true });
  const shown = [...document.querySelectorAll("body *")].filter(isShown);
  const isOut = (one) => {
    const { left, right } = one.getBoundingClientRect();
    return right > root.clientWidth + 1 || left < -1;
  };
  const isClipped = (one) => {
    for (let up = one.parentElement; up !== body; up = up.parentElement) {
      if (getComputedStyle(up).overflowX !== "visible" && !isOut(up)) return true;
    }
    return false;
  };
  const find = () => shown.find((one) => isOut(one) && !isClipped(one))?.outerHTML.slice(0, 200);
  const wide = root.scrollWidth > root.clientWidth ? find() ?? `something of ${root.scrollWidth} px` : "";
  return { title, lang: root.lang, headings: shown.filter((one) => one.localName === "h1").length, wide };
}"""
TURN: Final = "(dir) => { document.documentElement.dir = dir; }"
#: What people have written or are called, what a script says by the browser's own words, names of emoji, and code.
THEIRS: Final = """[dir=auto], .one-line,
  .message-text, .avatar, .party-fold, .name-mark, .author, code, pre, kbd, time, bdi, [translate=no],
  [data-emoji], [data-pick], textarea, select[name=zoneinfo] option, select[name=locale] option"""
#: The texts of a page in order, those of attributes as well, and those that scripts take from templates. Brackets may
#: open in one node and close in another.
TEXTS: Final = """(theirs) => {
  const said = ["aria-label", "title", "placeholder", "alt"];
  const named = (one) => said.map((name) => one.getAttribute(name)).filter(Boolean);
  const textsOf = (root) => {
    const found = [];
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const isText = node.nodeType === Node.TEXT_NODE;
      const element = isText ? node.parentElement : node;
      if (element?.closest(`script, style, noscript, ${theirs}`)) continue;
      if (isText) found.push(...(element?.closest("svg") ? [] : [node.data]));
      else found.push(...named(node), ...(node.localName === "template" ? textsOf(node.content) : []));
    }
    return found;
  };
  return [document.title, ...textsOf(document.body)].join(" ");
}"""
LETTERS: Final = re.compile(r"[^\W\d_]{2,}")


def bring_axe(context: BrowserContext) -> None:
    """To every page that is loaded from now on: that costs half of what it does to bring it later."""
    context.add_init_script(AXE + CONFIGURE)


def resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def found_by_axe(page: Page) -> list[str]:
    """What axe complains of in the page as it is now, or in what is open over it. See `bring_axe`."""
    found: list[dict[str, Any]] = page.evaluate(RUN, TAGS)
    return [f"{one['id']} ({one['help']}): {json.dumps(one['where'])}" for one in found]


def barriers(page: Page, sizes: tuple[tuple[int, int], ...] = (WIDE, NARROW)) -> list[str]:
    """What keeps people out of the page, at each of these sizes."""
    faults: list[str] = []
    for size in sizes:
        resize(page, size)
        faults += [f"{size[0]} px: {fault}" for fault in found_by_axe(page)]
    look = page.evaluate(LOOK)
    faults += [f"{look['headings']} h1"] if look["headings"] != 1 else []
    faults += ["no title"] if not look["title"].strip(" ·") else []
    faults += ["no lang"] if not look["lang"] else []
    return faults


def what_sticks_out(page: Page, directions: tuple[str, ...] = ("rtl", "ltr")) -> list[str]:
    """What the narrowest screen has no room for, written from either side."""
    faults: list[str] = []
    resize(page, NARROWEST)
    for direction in directions:
        page.evaluate(TURN, direction)
        wide = page.evaluate(LOOK)["wide"]
        faults += [f"{direction}, 320 px: sticks out: {wide}"] if wide else []
    return faults


def untranslated(page: Page, names: re.Pattern[str]) -> str:
    """The first words that stand in no brackets of the pseudo-language and are nobody's name."""
    text = " ".join(names.sub(" ", outside(page.evaluate(TEXTS, THEIRS))).split())
    left = LETTERS.search(text)
    return text[left.start() : left.start() + 80] if left else ""


def outside(text: str) -> str:
    """What stands in no brackets."""
    depth, rest = 0, []
    for sign in text:
        depth += (sign == "⟦") - (sign == "⟧")
        rest.append(sign if depth <= 0 and sign != "⟧" else " ")
        depth = max(depth, 0)
    return "".join(rest)
