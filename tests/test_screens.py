"""It is true of every screen that anybody can use it, that its texts can be translated, and that there is room."""

import itertools
import os
import re
from typing import Any, Final

import pytest
from playwright.sync_api import Error

from tests import pseudo, sites
from tests.screens import SCREENS, Screen
from tests.screens.looks import NARROW, WIDE, barriers, bring_axe, found_by_axe, resize, untranslated, what_sticks_out
from tests.screens.world import World

#: Screens for those who program or build pages: they are English, from left to right.
ENGLISH: Final = re.compile(r"api-docs|dev-mail|styleguide|error-500")
#: Names of things, and what `World` has people write where no API tells it.
NAMES: Final = {"Chatterbox", "Google", "GitHub", "Chrome", "Linux", "Django", "Paper Fleet", "Folded", "Archived"} | {
    *("glue", "has:wings", "Sank a boat", "Glue is for trains."),
}
#: By turns, because axe takes longer than all else: states of one page stand beside each other on the list.
SIZES: Final = [(WIDE, NARROW)] if os.environ.get("LONG") == "1" else [(WIDE,), (NARROW,)]
THEMES: Final = ["light", pytest.param("dark", marks=pytest.mark.long)]

# One walk over all screens, whose findings several tests look at: the first of them waits for it.
pytestmark = pytest.mark.timeout(1500)


@pytest.fixture(scope="module")
def world(browser, tmp_path_factory, collected):
    """Its language is longer than English, in brackets, and written from the right."""
    folder = pseudo.make(tmp_path_factory.mktemp("pseudo") / "locale")
    data = tmp_path_factory.mktemp("pseudo-site") / "data"
    variables = {"DJANGO_SETTINGS_MODULE": "tests.pseudo.settings", "PSEUDO_LOCALE": str(folder)}
    with sites.local_site(data, STATIC_ROOT=collected, **variables) as site:
        made = World(browser, site)
        for who in {screen.who for screen in SCREENS}:
            bring_axe(made.page_of(who).context)
        yield made
        made.close()


@pytest.fixture(scope="module", params=THEMES)
def faults(world, request) -> dict[str, list[str]]:
    """What is wrong, by what it is about, in one walk over all screens."""
    found: dict[str, list[str]] = {"drawn": [], "barriers": [], "texts": [], "room": []}
    names = names_of(world)
    for screen, sizes in zip(SCREENS, itertools.cycle(SIZES), strict=False):
        world.page_of(screen.who).emulate_media(color_scheme=request.param)
        for about, fault in faults_of(world, screen, names, sizes):
            found[about].append(f"{screen.name}: {fault}")
    return found


def faults_of(
    world: World, screen: Screen, names: re.Pattern[str], sizes: tuple[tuple[int, int], ...]
) -> list[tuple[str, str]]:
    is_english = ENGLISH.search(screen.name)
    try:
        page = world.visit(screen, lambda page: resize(page, sizes[0]))
        found = [("barriers", fault) for fault in barriers(page, sizes)]
        if not is_english and (text := untranslated(page, names)):
            found.append(("texts", text))
        found += [("room", fault) for fault in what_sticks_out(page, ("ltr",) if is_english else ("rtl", "ltr"))]
    except (AssertionError, Error) as fault:
        return [("drawn", str(fault))]
    return found


def names_of(world: World) -> re.Pattern[str]:
    """What people, parties and topics of the world are called, addresses, names of things, and places for values."""
    known = set(NAMES)
    for who in ("ada", "bo", "kim", "eve", "nia", "gil"):
        request = world.page_of(who).context.request
        request.get("/accounts/renew?next=/status")  # the walk may have taken longer than an access token lasts
        sync: Any = request.get("/api/v1/sync").json()
        known |= {sync["me"]["display_name"], sync["me"]["username"]}
        for party in sync["parties"]:
            known |= {party["name"], party["description"]}
            known |= {text for topic in party["topics"] for text in (topic["name"], topic["description"])}
            members: Any = request.get(f"/api/v1/parties/{party['id']}/members").json()
            known |= {one["user"][name] for one in members["items"] for name in ("display_name", "username")}
            known |= {
                one["code"] for one in request.get(f"/api/v1/parties/{party['id']}/invites").json().get("items", [])
            }
    words = sorted(filter(None, known), key=len, reverse=True)
    return re.compile(rf"{{\w*}}|https?://\S+|\S+@\S+|@\w+|(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")


def test_every_screen_is_drawn(faults):
    assert not faults["drawn"], "\n".join(faults["drawn"])


def test_every_screen_is_accessible(faults):
    assert not faults["barriers"], "\n".join(faults["barriers"])


def test_every_text_can_be_translated(faults):
    assert not faults["texts"], "\n".join(faults["texts"])


def test_every_screen_has_room_for_longer_texts_from_both_sides(faults):
    assert not faults["room"], "\n".join(faults["room"])


def test_the_style_guide_is_accessible_in_the_dark_whatever_is_open(world):
    page = world.page_of(None)
    page.emulate_media(color_scheme="dark")
    page.goto("/styleguide/")
    found = barriers(page)
    resize(page, WIDE)
    for opener in page.locator("#g-openers button").all():
        opener.click()
        assert page.locator(":popover-open, dialog[open]").count() == 1, opener
        found += [f"{opener.inner_text()}: {fault}" for fault in found_by_axe(page)]
        page.keyboard.press("Escape")
    page.emulate_media(color_scheme="light")

    assert not found, "\n".join(found)


def test_what_is_wrong_would_be_found(world):
    page = world.page_of(None)
    page.goto("/")
    page.evaluate("""() => {
      document.querySelector("h1").outerHTML = "<img src=/icons.svg><h3>?</h3>";
      document.querySelector("h3").style.inlineSize = "400px";
      document.querySelector("template").content.append(document.createElement("p"));
      document.querySelector("template").content.lastChild.textContent = "left over";
    }""")
    found = "\n".join(barriers(page))

    assert "image-alt" in found
    assert "0 h1" in found
    assert untranslated(page, names_of(world)).startswith("left over")
    assert [fault[:28] for fault in what_sticks_out(page)] == [
        f"{direction}, 320 px: sticks out: <h3" for direction in ("rtl", "ltr")
    ]
