"""It is true of pages on a device that wants less to move, or has colours of its own, that…"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests import arrivals, steps
from tests.people import Person
from tests.sites import LocalSite, Site

pytestmark = pytest.mark.once

ANY = re.compile(".")
#: How long the slowest movement takes in all that a selector finds, in seconds: a transition, or an animation.
SLOWEST = """
(selector) => {
  const timesOf = (one, part) => {
    const { animationName, animationDuration, transitionDuration } = getComputedStyle(one, part);
    const animation = animationName === "none" ? "" : animationDuration;
    return `${animation}, ${transitionDuration}`.split(", ").map(parseFloat);
  };
  const all = [...document.querySelectorAll(selector)];
  const times = [null, "::before", "::after"].flatMap((part) => all.flatMap((one) => timesOf(one, part)));
  return times.filter((time) => time > 0).reduce((most, time) => Math.max(most, time), 0);
}
"""
#: Nobody sees that something has moved in so many seconds.
UNSEEN_S = 0.01
#: What moves by itself, for ever.
ENDLESS = (".message-skeleton", ".folding i", ".strip .turning")
RUNS = "() => document.getAnimations().some(({ playState }) => playState === 'running')"
STANDS_STILL = "() => document.getAnimations().every(({ playState }) => playState !== 'running')"
#: Whether a page comes in over the one before.
REVEALED = "addEventListener('pagereveal', ({ viewTransition }) => { window.fades = viewTransition !== null; });"
#: How a browser says that one page was too late to come in over the other.
TOO_LATE = "Transition"
#: A colour of the device, as styles are computed.
COLOUR = """
(name) => {
  const one = document.body.appendChild(document.createElement("i"));
  one.style.color = name;
  const { color } = getComputedStyle(one);
  one.remove();
  return color;
}
"""
#: The width of the ring around something, in pixels.
RING = """
(one) => {
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  return outlineStyle === "none" ? 0 : parseFloat(outlineWidth);
}
"""
#: What has the focus, and the width of the ring on it or on the frame that it stands in.
FOCUS = f"""
() => {{
  const one = document.activeElement;
  const frames = [one, one.parentElement, one.parentElement?.parentElement].filter(Boolean);
  return [one.outerHTML.slice(0, 160), Math.max(...frames.map({RING.strip()}))];
}}
"""
#: The ring of base.css.
WIDE_PX = 2
MOST_TABS = 120


@pytest.fixture(scope="module")
def met(browser: Browser, site: Site) -> Iterator[tuple[Person, str]]:
    """ada, and the path of a topic in which bo names her and then does not; to the first ada says 👍, and bo 🔭."""
    ada, bo = Person(browser, "ada", site.url), Person(browser, "bo", site.url)
    name = arrivals.sign_up(ada, site)
    link = arrivals.create_party(ada, "Paper Boats")
    general = ada.page.url
    arrivals.create_topic(ada, "kites")
    arrivals.sign_up(bo, site)
    arrivals.join(bo, link)
    steps.write(bo.page, f"Saturn at nine, @{name}?")
    steps.write(bo.page, "Jupiter at ten")
    expect(steps.message(bo.page, "Jupiter")).to_have_attribute("data-id", ANY)
    saturn = steps.message(bo.page, "Saturn").get_attribute("data-id")
    for who, emoji in ((ada, "👍"), (bo, "🔭")):
        assert steps.api(who.context, "PUT", f"/messages/{saturn}/reactions/{emoji}", {}) in (200, 201)
    bo.close()
    assert not bo.faults, "\n".join(bo.faults)
    yield ada, general
    ada.close()


@pytest.fixture
def page(met: tuple[Person, str]) -> Iterator[Page]:
    """ada has the topic open, on a device without such wishes. Fails when the browser has complained."""
    ada, general = met
    ada.page.emulate_media(reduced_motion="no-preference", forced_colors="none")
    ada.page.goto(general)
    steps.keys_are_there(ada.page)
    steps.came(ada.page, "conversation/handling")
    expect(reaction(ada.page, "👍")).to_have_attribute("aria-pressed", "true")
    expect(steps.message(ada.page, "Saturn")).to_contain_class("mentions-me")
    yield ada.page
    assert not ada.faults, "\n".join(ada.faults)


@pytest.fixture
def guide(browser: Browser, local_site: LocalSite) -> Iterator[Page]:
    """The style guide, which has every piece in its states. Fails when the browser has complained."""
    stranger = Person(browser, "stranger", local_site.url)
    stranger.goto("/styleguide/")
    yield stranger.page
    stranger.close()
    assert not stranger.faults, "\n".join(stranger.faults)


def reaction(page: Page, emoji: str) -> Locator:
    return steps.message(page, "Saturn").locator(f'.reaction[data-emoji="{emoji}"]')


def slowest(page: Page, selector: str = "*") -> float:
    return float(page.evaluate(SLOWEST, selector))


def ring(one: Locator) -> float:
    return float(one.evaluate(RING))


def walk(page: Page) -> dict[str, float]:
    """Whatever Tab leads to, from the beginning of a page to its end, and the ring that is seen there."""
    seen: dict[str, float] = {}
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        what, width = page.evaluate(FOCUS)
        if what.startswith("<body") or what == next(iter(seen), None):
            return seen
        seen[what] = min(width, seen.get(what, width))
    raise AssertionError(f"{MOST_TABS} times Tab did not lead through the page")


def test_no_piece_moves_where_less_is_to_move(guide):
    for selector in (*ENDLESS, ".menu", ".button"):
        assert slowest(guide, selector) > UNSEEN_S, selector
    guide.wait_for_function(RUNS)

    guide.emulate_media(reduced_motion="reduce")

    guide.wait_for_function(STANDS_STILL)
    assert slowest(guide) < UNSEEN_S
    guide.get_by_role("button", name="Of a topic").click()
    expect(guide.locator("#topic-menu")).to_be_visible()
    assert slowest(guide) < UNSEEN_S


def test_nothing_moves_on_the_pages_that_people_live_in_where_less_is_to_move(page):
    switcher = page.locator("#switcher[open]")
    for path, moving in ((page.url, ".reaction"), ("/", ".party-card")):
        page.emulate_media(reduced_motion="no-preference")
        page.goto(path)
        steps.keys_are_there(page)
        page.keyboard.press("Control+k")
        expect(switcher).to_be_visible()
        for selector in (moving, "#switcher", ".party-link .party-fold"):
            assert slowest(page, selector) > UNSEEN_S, selector

        page.emulate_media(reduced_motion="reduce")
        assert slowest(page) < UNSEEN_S, path
        page.keyboard.press("Escape")
        expect(switcher).to_have_count(0)
        assert slowest(page) < UNSEEN_S, path


def test_a_page_takes_the_place_of_the_one_before_at_once_where_less_is_to_move(person):
    stranger = person("stranger")
    page = stranger.page
    page.add_init_script(REVEALED)

    def fades() -> bool:
        """Whether the page that a link of another leads to comes in over that."""
        page.goto("/")
        page.get_by_role("link", name="Sign in", exact=True).first.click()
        expect(page).to_have_url(re.compile("/accounts/login/"))
        page.wait_for_function("() => 'fades' in window")
        return bool(page.evaluate("window.fades"))

    with stranger.expecting(TOO_LATE):
        assert any(fades() for _ in range(3))  # a page that takes too long does not
        page.emulate_media(reduced_motion="reduce")
        assert not any(fades() for _ in range(3))


def test_in_colours_of_the_device_one_sees_what_is_pressed_and_what_is_chosen(page):
    pressed, other = reaction(page, "👍"), reaction(page, "🔭")
    marked = [page.locator(".topic-link[aria-current]"), page.locator(".party-link[aria-current]")]
    marked.append(steps.message(page, "Saturn"))  # which names ada
    plain = [page.locator(".topic-row", has_text="kites").locator(".topic-link"), steps.message(page, "Jupiter")]
    paper = pressed.evaluate("one => getComputedStyle(one).backgroundColor")
    assert paper != page.evaluate(COLOUR, "Highlight")
    expect(other).not_to_have_css("background-color", paper)
    assert [ring(one) for one in (*marked, *plain)] == [0, 0, 0, 0, 0]

    page.emulate_media(forced_colors="active")
    highlight = page.evaluate(COLOUR, "Highlight")
    expect(pressed).to_have_css("background-color", highlight)
    expect(pressed.locator(".count")).to_have_css("color", page.evaluate(COLOUR, "HighlightText"))
    expect(other).not_to_have_css("background-color", highlight)
    assert [ring(one) for one in (*marked, *plain)] == [1, 1, 1, 0, 0]
    page.get_by_label("Message", exact=True).press("Control+k")
    chosen, another = (page.locator(f".option[aria-selected={now}]").first for now in ("true", "false"))
    expect(another).to_be_visible()
    assert [ring(one) for one in (chosen, another)] == [1, 0]
    assert ring(page.locator(".switcher-field")) == WIDE_PX
    page.keyboard.press("Escape")


def test_in_colours_of_the_device_one_sees_where_one_is_wherever_tab_leads(page):
    address, composer, find = page.url, page.locator("#composer"), page.locator(".find")
    field = page.get_by_label("Message", exact=True)
    usual = walk(page)
    narrow = [what for what, width in usual.items() if width < WIDE_PX]
    assert len(narrow) == 2, narrow  # which show it by their frames
    assert [what.split()[0] for what in narrow] == ["<input", "<textarea"]
    for box in (find, composer):
        expect(box).to_have_css("box-shadow", "none")
        box.locator("textarea, [type=search]").focus()
        expect(box).not_to_have_css("box-shadow", "none")

    page.emulate_media(forced_colors="active")
    page.goto(address)
    steps.keys_are_there(page)
    steps.came(page, "conversation/handling")
    assert [ring(box) for box in (find, composer)] == [0, 0]
    forced = walk(page)
    assert min(len(usual), len(forced)) > 20
    assert not [what for what, width in forced.items() if width < WIDE_PX]

    # And only there.
    current = page.locator(".topic-link[aria-current]")
    field.focus()
    assert [ring(one) for one in (find, composer, current)] == [0, WIDE_PX, 1]
    current.focus()
    assert [ring(one) for one in (find, composer, current)] == [0, 0, WIDE_PX]
