"""A person at a browser of their own. Whatever their browser complains about fails the test."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Response

#: Told to the console, where it is collected; the browser's own words do not always name the element.
REPORT_VIOLATIONS = """
addEventListener('securitypolicyviolation', event => console.error(
  `CSP violation: ${event.violatedDirective} blocked ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`));
"""
#: Options of the browser of somebody with a phone, and of somebody with a tablet.
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
TABLET: dict[str, Any] = {"viewport": {"width": 1180, "height": 820}, "has_touch": True, "is_mobile": True}
WAIT_MS = 30_000
#: Of what is promised at once: by polling it would come later by itself, and a sign of typing expires after 8 s.
AT_ONCE_MS = 7_000
#: What Chromium says where one of two pages has no transition, or goes before it is done.
GOES_EARLY = re.compile("Transition was (aborted|skipped)")
#: What a page says without a network: the browser of any request, htmx of a part of the page that it wanted to fetch.
NO_LINE = "ERR_INTERNET_DISCONNECTED|ERR_FAILED|htmx:(sendError|afterRequest)"
#: What Playwright itself says where `service_workers` is "block".
BLOCKED = "Service Worker registration blocked by Playwright"


class Person:
    """A browser context: cookies, storage and pages of one person. `page` is their first tab."""

    def __init__(self, browser: Browser, name: str, url: str, **options: Any) -> None:
        self.name = name
        self.url = url
        self.faults: list[str] = []
        self._expected: list[re.Pattern[str]] = [re.compile("Service Worker registration blocked by Playwright")]
        # What goes through a worker, Playwright neither routes nor sees; the journeys that are about it allow it.
        options = {"locale": "en-GB", "service_workers": "block", **options}
        self.context: BrowserContext = browser.new_context(base_url=url, **options)
        self.context.set_default_timeout(WAIT_MS)
        self.context.add_init_script(REPORT_VIOLATIONS)
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self._note(f"uncaught: {error.error}"))
        self.context.on("response", self._answered)
        self.page = self.context.new_page()

    def tab(self) -> Page:
        return self.context.new_page()

    def goto(self, path: str) -> None:
        self.page.goto(path)

    @contextmanager
    def expecting(self, pattern: str) -> Iterator[None]:
        """Inside, complaints that match are part of the journey, such as the browser's note of a refused form."""
        self._expected.append(re.compile(pattern))
        try:
            yield
            self._hear_out()
        finally:
            self._expected.pop()

    def close(self) -> None:
        self.context.close()

    def _hear_out(self) -> None:
        """Wait for what the browser is still about to say; a page that is busy says it only when it gets to it."""
        for page in self.context.pages:
            with suppress(Error):  # of one that is just being left
                page.evaluate("0")
        self.page.wait_for_timeout(100)

    def _heard(self, message: ConsoleMessage) -> None:
        if BLOCKED in message.text:
            return
        if message.type in ("error", "warning"):
            place = message.location.get("url", "")
            self._note(f"console {message.type}: {message.text} ({place})")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self._note(f"{response.status} from {response.request.method} {response.url}")

    def _note(self, fault: str) -> None:
        if not any(pattern.search(fault) for pattern in self._expected):
            self.faults.append(fault)
