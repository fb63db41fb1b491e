"""How a journey begins: who is here, and in which party. By the requests that a browser would send for it.

Drawing every page on the way would cost more than the journey; `steps` has these ways as people go them, by hand.
"""

import re
import secrets
from typing import Any

from playwright.sync_api import APIResponse, BrowserContext, expect

from scripts.stack.letters import letter_to
from tests.people import Person
from tests.sites import Site
from tests.steps import PASSWORD


def meet(owner: Person, member: Person, site: Site) -> tuple[str, str]:
    """The party Paper Boats, whose only topic both have open; its invite link and the member's username."""
    sign_up(owner, site)
    link = create_party(owner, "Paper Boats")
    username = sign_up(member, site)
    join(member, link)
    return link, username


def sign_up(person: Person, site: Site) -> str:
    """A new account, signed in in this person's browser; its username, which is new in every run."""
    username = f"{person.name}{secrets.token_hex(3)}"
    address = new_account(person.context, username)
    if any(cookie["name"] == "chatterbox_access" for cookie in person.context.cookies()):
        return username
    link = re.search(r"http\S+(/accounts/confirm-email/\S+)", letter_to(site.mails, address, "confirm-email"))
    assert link, "no link in the mail"
    post_form(person.context, link[1])
    return username


def create_party(person: Person, name: str) -> str:
    """A new party with its first topic, which is on screen afterwards; its invite link."""
    given = {"client_id": secrets.token_hex(8), "name": name}
    made = send(person.context, "POST", "/api/v1/parties", data=given).json()
    person.goto(f"/p/{made['party']['id']}/t/{made['topics'][0]['id']}")
    expect(person.page.get_by_role("heading", name="general")).to_be_visible()
    return f"{person.url}/i/{made['invite']['code']}"


def create_topic(person: Person, name: str) -> str:
    """A new topic of the party on screen, which is on screen afterwards; its address."""
    party_id = person.page.url.split("/p/")[1].split("/")[0]
    given = {"client_id": secrets.token_hex(8), "name": name}
    topic = send(person.context, "POST", f"/api/v1/parties/{party_id}/topics", data=given).json()["topic"]
    person.goto(f"/p/{party_id}/t/{topic['id']}")
    expect(person.page.get_by_role("heading", name=name, level=1)).to_be_visible()
    return person.page.url


def join(person: Person, link: str) -> None:
    """Become a member by an invite, and land in the party's first topic."""
    party = send(person.context, "POST", f"/api/v1/invites/{link.rpartition('/')[2]}/accept").json()["party"]["id"]
    first, *_others = send(person.context, "GET", f"/api/v1/parties/{party}/topics").json()["items"]
    person.goto(f"/p/{party}/t/{first['id']}")


def sign_in(context: BrowserContext, email: str, password: str) -> None:
    landed = post_form(context, "/accounts/login/", login=email, password=password)
    assert not landed.endswith("/login/"), f"{email} was not let in"


def new_account(context: BrowserContext, username: str) -> str:
    """A new account by the form; its address. Where addresses are to be proved, it is not signed in yet."""
    email = f"{username}@example.org"
    landed = post_form(context, "/accounts/signup/", email=email, username=username, password1=PASSWORD)
    assert not landed.endswith("/signup/"), f"{email} could not sign up"
    return email


def post_form(context: BrowserContext, path: str, **fields: str) -> str:
    """Send a form of a page as the browser would, and say where that leads."""
    context.request.get(path)  # the cookie that CSRF wants comes with the page
    return send(context, "POST", path, form={**fields, "csrfmiddlewaretoken": _csrf(context)}).url


def send(context: BrowserContext, method: str, path: str, **body: Any) -> APIResponse:
    headers = {"X-CSRFToken": _csrf(context)}
    answer = context.request.fetch(path, method=method, headers=headers, **body)
    assert answer.ok, f"{method} {path} answered {answer.status}: {answer.text()[:300]}"
    return answer


def _csrf(context: BrowserContext) -> str:
    return next((cookie["value"] for cookie in context.cookies() if cookie["name"] == "csrftoken"), "")
