"""What people do on the way: signing up, making a party, talking. Each step is done as a person would, by label.

Most journeys are not about how they begin: see `arrivals`.
"""

import re
import secrets
import time
from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import BrowserContext, Locator, Page, expect

from scripts.stack.letters import letter_to
from tests.people import Person
from tests.sites import Site

PASSWORD = "a-boat-of-folded-paper-7"
#: Posts so many messages one after the other, as the API takes them.
SAY_MANY = """
async ({count, words}) => {
  const [, , , , topic] = location.pathname.split("/");
  const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
  for (let n = 1; n <= count; n += 1) {
    await fetch(`/api/v1/topics/${topic}/messages`, {
      method: "POST", headers: {"Content-Type": "application/json", "X-CSRFToken": token},
      body: JSON.stringify({client_id: `${words}-${n}`, text: `${words} ${n} of ${count}`}),
    });
  }
}
"""
#: Over once a module that the page fetches has been run. Not by `performance`, which a clock of a test's own empties.
COMES = """
(module) => new Promise((done, failed) => {
  new PerformanceObserver((list, observer) => {
    const fetched = list.getEntries().find(({ name }) => name.includes(`/js/${module}.`));
    if (!fetched) return;
    observer.disconnect();
    import(fetched.name).then(() => done(true), failed);
  }).observe({ type: "resource", buffered: true });
})
"""
#: As `said`, all that was said to those who can't see the page.
WATCH_SAID = """
window.said = [];
addEventListener("DOMContentLoaded", () => {
  const region = document.getElementById("announcer");
  new MutationObserver(() => window.said.push(region.textContent)).observe(region, { childList: true });
});
"""
#: Under which names the browser keeps drafts and messages on their way.
KEPT_WORDS = "Object.keys(localStorage).filter(key => key.startsWith('words:'))"
T = TypeVar("T")


def sign_up(person: Person, site: Site, path: str) -> str:
    """Make an account by e-mail and password; answers with the username, which is new in every run."""
    username = f"{person.name}{secrets.token_hex(3)}"
    page = person.page
    page.goto(path)
    page.get_by_label("E-mail", exact=False).first.fill(f"{username}@example.org")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name=re.compile("make|sign up|account", re.I)).first.click()
    page.wait_for_load_state()
    if "confirm-email" in page.url:
        confirm(person, site, f"{username}@example.org")
    return username


def confirm(person: Person, site: Site, address: str) -> None:
    """Open the link of the mail that went to an address."""
    link = re.search(r"http\S+/accounts/confirm-email/\S+", letter_to(site.mails, address))
    assert link, "no link in the mail"
    person.page.goto(link[0])
    person.page.get_by_role("button", name="Yes, it is mine").click()
    person.page.wait_for_load_state()


def wait_for(look: Callable[[], T], what: str, seconds: float) -> T:
    """What `look` finds, as soon as it finds something. Raises AssertionError."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"{what} not within {seconds:.0f} s"
        time.sleep(0.2)
    return found


def sign_in(person: Person, email: str, password: str, path: str = "/accounts/login/") -> None:
    page = person.page
    page.goto(path)
    page.get_by_label("E-mail", exact=False).first.fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()


def keys_are_there(page: Page) -> None:
    """They come after what one sees."""
    came(page, "base/keys")


def came(page: Page, module: str) -> None:
    """Wait until the page has a module, "base/keys" say, that it imports when one sees it already.

    Who imports it second is answered second: by then the page has begun with it.
    """
    page.wait_for_function(COMES, arg=module)


def end_word(field: Locator) -> None:
    """The Enter by which an input method ends a word, as Safari tells of it: late, with a number of its own."""
    field.evaluate(
        "(field) => field.dispatchEvent(new KeyboardEvent('keydown',"
        " { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }))"
    )


def create_party(person: Person, name: str) -> str:
    """A new party; answers with its invite link, which is on screen afterwards."""
    page = person.page
    page.goto("/parties/new")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_role("heading", name="general")).to_be_visible()
    return page.get_by_label("Invite link").first.input_value()


def write(page: Page, text: str) -> None:
    """Type a message and press Enter."""
    composer = page.get_by_label("Message", exact=True)
    composer.fill(text)
    composer.press("Enter")


def say_many(page: Page, count: int, words: str) -> None:
    """Post "{words} 1 of {count}" and so on into the topic that is open, without waiting for the page to show them."""
    page.evaluate(SAY_MANY, {"count": count, "words": words})


def api(context: BrowserContext, method: str, path: str, data: dict[str, object]) -> int:
    """What the API answers to the person of this context, without their page taking part."""
    token = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Origin": "/".join(context.pages[0].url.split("/")[:3])}
    return context.request.fetch(f"/api/v1{path}", method=method, data=data, headers=headers).status


def message(page: Page, text: str):
    """The settled message with this text."""
    return page.locator("article.message:not([data-state=pending])", has_text=text)
