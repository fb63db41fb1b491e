"""What a screen is."""

import dataclasses
from collections.abc import Callable

from playwright.sync_api import Page


def shows(selector: str) -> Callable[[Page], None]:
    """Wait for what makes the screen."""
    return lambda page: page.locator(selector).first.wait_for()


def opened(opener: str, shown: str) -> Callable[[Page], None]:
    """Press something, and wait for what it opens."""

    def press(page: Page) -> None:
        page.locator(opener).first.click()
        page.wait_for_selector(shown)

    return press


def typed(field: str, keys: str | tuple[str, ...], shown: str) -> Callable[[Page], None]:
    """Focus something, type a text or press keys there, and wait for what that brings."""

    def use(page: Page) -> None:
        page.locator(field).last.focus()
        if isinstance(keys, str):
            page.keyboard.type(keys)
        else:
            for key in keys:
                page.keyboard.press(key)
        page.wait_for_selector(shown)

    return use


@dataclasses.dataclass(frozen=True)
class Screen:
    """One state of one page. `path` has the names of `World.ids` in braces.

    `who` looks at it: somebody whom `world` makes, None for a stranger. `do` brings the page into its state
    once it is loaded. `status` is how it answers.
    """

    name: str
    path: str
    who: str | None = "ada"
    do: Callable[[Page], None] | None = None
    status: int = 200
