"""It is true of every screen that each of its texts can be translated, and that longer ones, or from the right, fit."""

import re
from typing import Any, Final

import pytest

from tests import pseudo, sites
from tests.screens import SCREENS
from tests.screens.world import World
from tests.test_axe import LOOK, NARROWEST, resize

#: Screens for those who program or build pages: they are English.
ENGLISH: Final = re.compile(r"api-docs|dev-mail|styleguide|error-500")
#: What people have written or are called, what a script says by the browser's own words, and code.
THEIRS: Final = """[dir=auto], .one-line,
  .message-text, .avatar, .party-fold, .name-mark, .author, code, pre, kbd, time, bdi, [translate=no],
  [data-emoji], textarea, select[name=zoneinfo] option, select[name=locale] option"""
#: The texts of a page in order, those of attributes as well. Brackets may open in one node and close in another.
TEXTS: Final = """(theirs) => {
  const found = [document.title];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  const named = (one) => ["aria-label", "title", "placeholder", "alt"].map((name) => one.getAttribute?.(name));
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node.nodeType === Node.ELEMENT_NODE) {
      if (!["SCRIPT", "STYLE", "TEMPLATE"].includes(node.tagName) && !node.closest(theirs)) {
        found.push(...named(node).filter(Boolean));
      }
      continue;
    }
    if (node.parentElement.closest("script, style, template, noscript, svg")) continue;
    if (!node.parentElement.closest(theirs)) found.push(node.data);
  }
  return found.join(" ");
}"""
LETTERS: Final = re.compile(r"[^\W\d_]{2,}")


@pytest.fixture(scope="module")
def world(browser, tmp_path_factory, collected):
    folder = pseudo.make(tmp_path_factory.mktemp("pseudo") / "locale")
    data = tmp_path_factory.mktemp("pseudo-site") / "data"
    variables = {"DJANGO_SETTINGS_MODULE": "tests.pseudo.settings", "PSEUDO_LOCALE": str(folder)}
    variables["STATIC_ROOT"] = collected
    with sites.local_site(data, **variables) as site:
        made = World(browser, site)
        yield made
        made.close()


def outside(text: str) -> str:
    """What stands in no brackets."""
    depth, rest = 0, []
    for sign in text:
        depth += (sign == "⟦") - (sign == "⟧")
        rest.append(sign if depth <= 0 and sign != "⟧" else " ")
        depth = max(depth, 0)
    return "".join(rest)


def names_of(world: World) -> re.Pattern[str]:
    """What people, parties and topics of the world are called, addresses, and the names of things."""
    known: set[str] = {
        "Chatterbox",
        "Google",
        "GitHub",
        "Paper Fleet",
        "Folded",
        "Archived",
        "glue",
        "has:wings",
        "Sank a boat",
        "Glue is for trains.",
        "Chrome",
        "Linux",
        "Django",
    }
    for who in ("ada", "bo", "kim", "eve", "nia", "gil"):
        sync: Any = world.page_of(who).context.request.get("/api/v1/sync").json()
        known |= {sync["me"]["display_name"], sync["me"]["username"]}
        for party in sync["parties"]:
            known |= {party["name"], party["description"]}
            known |= {text for topic in party["topics"] for text in (topic["name"], topic["description"])}
            members: Any = world.page_of(who).context.request.get(f"/api/v1/parties/{party['id']}/members").json()
            known |= {one["user"][name] for one in members["items"] for name in ("display_name", "username")}
    words = sorted(filter(None, known), key=len, reverse=True)
    return re.compile(rf"https?://\S+|\S+@\S+|@\w+|(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")


@pytest.mark.timeout(600)
def test_every_screen_can_be_translated_and_has_room_for_it(world):
    faults = []
    names = names_of(world)
    for screen in SCREENS:
        if ENGLISH.search(screen.name):
            continue
        page = world.visit(screen, lambda page: resize(page, NARROWEST))
        text = " ".join(names.sub(" ", outside(page.evaluate(TEXTS, THEIRS))).split())
        left = LETTERS.search(text)
        if left:
            faults.append(f"{screen.name}: not translated: {text[left.start() : left.start() + 80]}")
        for direction in ("rtl", "ltr"):
            page.evaluate("(dir) => { document.documentElement.dir = dir; }", direction)
            wide = page.evaluate(LOOK)["wide"]
            faults += [f"{screen.name}: {direction}, 320 px: sticks out: {wide}"] if wide else []

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("text", "rest"),
    [("⟦Hello ⟧Ada", "Ada"), ("Bo⟦ joined⟧", "Bo"), ("⟦a ⟦b⟧ c⟧", ""), ("⟦<b>Bo</b>⟧ left", "left"), ("none", "none")],
)
def test_what_is_outside_of_brackets_is_found(text, rest):
    assert outside(text).strip() == rest


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("%(name)s joined", ["%(name)s"]),
        ("See <a href='x'>it</a>", ["<a href='x'>", "</a>"]),
        ("{number} new", ["{number}"]),
    ],
)
def test_the_language_keeps_what_is_no_text(text, kept):
    assert all(part in pseudo.said(text) for part in kept)
    assert pseudo.said("j M Y") == "j M Y"
    assert pseudo.said("%(a)s: %(b)s") == "%(a)s: %(b)s"
