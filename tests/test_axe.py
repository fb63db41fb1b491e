"""It is true of every screen, wide and narrow, that axe finds nothing to complain of and nothing scrolls sideways."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Page

from tests.screens import SCREENS
from tests.screens.world import World

AXE: Final = Path(__file__).parent / "vendor" / "axe.min.js"
WIDE, NARROW, NARROWEST = (1280, 800), (390, 844), (320, 640)
#: Frames hold nothing of ours; what a screenshot would be taken for is off. The name of a day floats over the messages:
#: what happens to be under it is not a small target.
RUN: Final = """async (tags) => {
  for (const label of document.querySelectorAll(".day-label")) label.style.position = "static";
  const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ["violations"], iframes: false });
  return violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.html.slice(0, 200)) }));
}"""
TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
#: What axe does not ask: the widest thing that sticks out, and the head of the page.
LOOK: Final = """() => {
  const { documentElement: root, title } = document;
  const shown = (one) => one.checkVisibility({ checkVisibilityCSS: true });
  const width = root.clientWidth;
  const wide = root.scrollWidth > width && [...document.querySelectorAll("body *")].filter(shown)
    .find((one) => { const { left, right } = one.getBoundingClientRect(); return right > width + 1 || left < -1; });
  const headings = [...document.querySelectorAll("h1")].filter(shown).length;
  return { title, lang: root.lang, headings, wide: wide ? wide.outerHTML.slice(0, 200) : "" };
}"""
THEMES: Final = ["light", pytest.param("dark", marks=pytest.mark.long)]


@pytest.fixture(scope="module")
def world(browser, local_site):
    made = World(browser, local_site)
    yield made
    made.close()


def resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page that is open."""
    faults: list[str] = []
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    for size in (WIDE, NARROW):
        resize(page, size)
        found: list[dict[str, Any]] = page.evaluate(RUN, TAGS)
        faults += [f"{size[0]} px: {one['id']} ({one['help']}): {json.dumps(one['where'])}" for one in found]
    resize(page, NARROWEST)
    look = page.evaluate(LOOK)
    faults += [f"320 px: sticks out: {look['wide']}"] if look["wide"] else []
    faults += [f"{look['headings']} h1"] if look["headings"] != 1 else []
    faults += ["no title"] if not look["title"].strip(" ·") else []
    faults += ["no lang"] if not look["lang"] else []
    return faults


@pytest.mark.timeout(600)
@pytest.mark.parametrize("theme", THEMES)
def test_every_screen_is_accessible(world, theme):
    faults = []
    for screen in SCREENS:
        world.page_of(screen.who).emulate_media(color_scheme=theme)
        try:
            page = world.visit(screen, lambda page: resize(page, WIDE))
        except AssertionError as fault:
            faults.append(str(fault))
        else:
            faults += [f"{screen.name}: {fault}" for fault in faults_of(page)]

    assert not faults, "\n".join(faults)


def test_the_style_guide_is_accessible_in_the_dark_whatever_is_open(world):
    page = world.page_of(None)
    page.emulate_media(color_scheme="dark")
    page.goto("/styleguide/")
    faults = faults_of(page)
    resize(page, WIDE)
    for opener in page.locator("#g-openers button").all():
        opener.click()
        assert page.locator(":popover-open, dialog[open]").count() == 1, opener
        faults += [f"{opener.inner_text()}: {one['id']}: {one['where']}" for one in page.evaluate(RUN, TAGS)]
        page.keyboard.press("Escape")
    page.emulate_media(color_scheme="light")

    assert not faults, "\n".join(faults)


def test_axe_would_say_so(world):
    page = world.page_of(None)
    page.goto("/")
    page.evaluate("""() => {
      document.querySelector("h1").outerHTML = "<img src=/icons.svg><h3>?</h3>";
      document.querySelector("h3").style.inlineSize = "400px";
    }""")

    faults = "\n".join(faults_of(page))

    assert "image-alt" in faults
    assert "320 px: sticks out: <h3" in faults
    assert "0 h1" in faults
