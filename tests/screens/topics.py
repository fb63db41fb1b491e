"""Screens of topics: the conversation in all its states, its panels and settings."""

from collections.abc import Callable
from typing import Final

from playwright.sync_api import Page

from tests.screens.screen import Screen, opened, shows, typed

MINE: Final = "article.message.mine:not([data-state])"
FIELD: Final = "#composer textarea"


def refuse(page: Page) -> None:
    """The server refuses a message for good."""
    messages = "**/api/v1/topics/*/messages"
    page.route(messages, lambda route: route.fulfill(status=403, json={"code": "forbidden", "message": ""}))
    typed(FIELD, ("?", "Enter"), "article[data-state=failed] [data-retry]")(page)
    page.unroute(messages)


def send_nothing(page: Page) -> None:
    """As a browser without scripts does."""
    page.evaluate("() => document.getElementById('composer').submit()")
    page.wait_for_selector("#composer:has(.emoji:not([hidden])) #composer-error")  # the script is there and leaves it


def find_emoji(page: Page) -> None:
    """Those that a word finds: axe would look at all of them for seconds."""
    typed(MINE, ("+",), ".emoji-picker:popover-open [data-pick]")(page)
    typed(".emoji-picker input", "wave", "section:nth-of-type(2):not([hidden]) [data-pick]")(page)


def cut_off(page: Page) -> None:
    page.context.set_offline(True)
    page.wait_for_selector(".strip[data-strip=offline]")


#: The socket ends at its next sign of life, which is asked for, and no other opens.
BREAK: Final = """(code) => {
  WebSocket.prototype.send = function () { this.close(); };
  window.WebSocket = class {
    constructor() { setTimeout(() => this.onclose({ code })); }
    close() {}
  };
  dispatchEvent(new Event("online"));
}"""


def without_socket(strip: str, code: int = 1006, *, deaf: bool = False) -> Callable[[Page], None]:
    """Each try ends with this code, and this is what the page says of it; a deaf page hears no other way either."""

    def lose(page: Page) -> None:
        if deaf:
            page.route("**/api/**", lambda route: route.abort())
        page.evaluate(BREAK, code)
        page.wait_for_selector(f".strip[data-strip={strip}]")

    return lose


SCREENS: Final = (
    Screen("topic", "/p/{party}/t/{topic}"),
    Screen("topic-of-a-member", "/p/{party}/t/{topic}", "bo"),
    Screen("topic-people", "/p/{party}/t/{topic}?panel=people"),
    Screen("topic-alone", "/p/{party}/t/{topic}?panel=none"),
    Screen("topic-pins", "/p/{fleet}/t/{busy}?panel=pins"),
    Screen("topic-empty", "/p/{fleet}/t/{empty}"),
    Screen("topic-states", "/p/{fleet}/t/{busy}"),
    Screen("topic-archived", "/p/{fleet}/t/{archived}"),
    Screen("topic-private", "/p/{fleet}/t/{private}"),
    Screen("topic-announcement", "/p/{fleet}/t/{announcement}", "bo"),
    Screen("topic-timed-out", "/p/{fleet}/t/{busy}", "kim"),
    Screen("topic-new", "/p/{party}/topics/new"),
    Screen("level", "/p/{party}/t/{topic}/level"),
    Screen("topic-search", "/p/{fleet}/t/{busy}?panel=search&q=glue"),
    Screen("topic-search-nothing", "/p/{fleet}/t/{busy}?panel=search&q=zeppelin"),
    Screen("topic-unread", "/p/{fleet}/t/{busy}?panel=unread", "kim"),
    Screen("topic-caught-up", "/p/{fleet}/t/{empty}?panel=unread"),
    Screen("topic-revisions", "/m/{edited}/revisions"),
    Screen("topic-menu", "/p/{fleet}/t/{private}", do=lambda page: page.locator("[popovertarget=topic-menu]").click()),
    Screen("topic-edit", "/p/{fleet}/t/{busy}/edit"),
    Screen("topic-archive", "/p/{fleet}/t/{busy}/archive"),
    Screen("topic-restore", "/p/{fleet}/t/{archived}/restore"),
    Screen("topic-delete", "/p/{fleet}/t/{busy}/delete"),
    Screen("topic-members", "/p/{fleet}/t/{private}/members"),
    Screen("topic-leave", "/p/{fleet}/t/{private}/leave"),
    Screen("search", "/search"),
    Screen("search-found", "/search?q=glue&party={fleet}"),
    Screen("search-refused", "/search?q=has:wings"),
    Screen("share", "/share?text=Glue&url=https://example.org/"),
    Screen("share-nothing", "/share"),
    Screen("away", "/away?party={fleet}", "kim"),
    Screen("away-topic", "/away?topic={busy}", "kim"),
    Screen("away-caught-up", "/away?topic={empty}"),
    Screen("permalink", "/m/{message}"),
    Screen("topic-lonely", "/p/{lonely}/t/{alone}", "gil", do=shows(".empty .input-with-button")),
    Screen("topic-slow", "/p/{fleet}/t/{slow}", "bo", do=shows(".slow .left:not(:empty)")),
    Screen("topic-refused", "/p/{fleet}/t/{busy}", do=send_nothing),
    Screen("topic-failed", "/p/{fleet}/t/{busy}", do=refuse),
    Screen("topic-offline", "/p/{fleet}/t/{busy}", do=cut_off),
    Screen("topic-reconnecting", "/p/{fleet}/t/{busy}", do=without_socket("reconnecting", deaf=True)),
    Screen("topic-polling", "/p/{fleet}/t/{busy}", do=without_socket("polling")),
    Screen("topic-without-line", "/p/{fleet}/t/{busy}", do=without_socket("refused", 4003)),
    Screen("topic-editing", "/p/{fleet}/t/{busy}", do=typed(MINE, ("e",), ".message-edit textarea")),
    Screen("topic-message-menu", "/p/{fleet}/t/{busy}", do=typed(MINE, ("Shift+F10",), "#message-menu:popover-open")),
    Screen("topic-emoji", "/p/{fleet}/t/{busy}", do=find_emoji),
    Screen("topic-date", "/p/{fleet}/t/{busy}", do=opened(".day-label button", "#date-jump:popover-open")),
    Screen("topic-completion", "/p/{fleet}/t/{busy}", do=typed(FIELD, "@", ".completion [role=option]")),
    Screen("topic-switcher", "/p/{fleet}/t/{busy}", do=typed(FIELD, ("Control+k",), "#switcher[open] [role=option]")),
)
