"""A site with people and parties in every state that a screen wants to show, made once and in any language.

Everything is done by addresses and names of fields, never by words on the page.
"""

import re
import time
from collections.abc import Callable
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Page, Request

from scripts.stack.letters import letter_to
from tests import arrivals, factors, steps
from tests.arrivals import post_form, sign_in
from tests.people import WAIT_MS
from tests.screens.screen import Screen
from tests.sites import DEMO_PASSWORD, LocalSite

DEMO: Final = ("ada", "bo", "eve")
OPTIONS: Final = {
    "locale": "en-GB",
    "viewport": {"width": 1440, "height": 900},
    "reduced_motion": "reduce",
    "service_workers": "block",
}
#: Until the page has drawn, and begun what it waited to do then.
BREATH: Final = "() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))"
#: So many of them without a request: what a module does that has just come, asks for another within one.
BREATHS: Final = 3
SETTLED_WITHIN: Final = 30
#: What somebody began to write on one screen stands on no other.
FORGET: Final = """if (location.protocol.startsWith("http")) {
  for (const key of Object.keys(localStorage)) if (key.startsWith("words:")) localStorage.removeItem(key);
}"""
#: Longer than any column, and nowhere to break it.
LONG: Final = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2


class World:
    """`ids` fill the braces of screens' paths. Everybody has one tab, in which they look at their screens."""

    def __init__(self, browser: Browser, site: LocalSite, **options: Any) -> None:
        self.browser = browser
        self.site = site
        self.options = {**OPTIONS, **options}
        self.pages: dict[str | None, Page] = {}
        self.under_way: dict[Page, set[Request]] = {}
        self.ids: dict[str, str] = {}
        _Making(self).everything()

    def page_of(self, who: str | None) -> Page:
        """Somebody's tab; those of the demo are signed in when they are first asked for, None is a stranger."""
        if who not in self.pages:
            context = self.browser.new_context(base_url=self.site.url, **self.options)
            context.set_default_timeout(WAIT_MS)
            context.add_init_script(FORGET)
            if who in DEMO:
                sign_in(context, f"{who}@example.org", DEMO_PASSWORD)
            self.pages[who] = self._tab(context)
        return self.pages[who]

    def _tab(self, context: BrowserContext) -> Page:
        """A tab whose requests are counted."""
        page = context.new_page()
        waiting: set[Request] = set()
        self.under_way[page] = waiting
        page.on("request", lambda request: waiting.add(request))
        page.on("requestfinished", lambda request: waiting.discard(request))
        page.on("requestfailed", lambda request: waiting.discard(request))
        return page

    def settle(self, page: Page) -> None:
        """Wait until all is there that a page fetches by itself, and what that has fetched: modules ask for others."""
        deadline = time.monotonic() + SETTLED_WITHIN
        breaths = 0
        while breaths < BREATHS:
            page.evaluate(BREATH)
            breaths = 0 if self.under_way[page] else breaths + 1
            waiting = [request.url for request in self.under_way[page]]
            assert time.monotonic() < deadline, f"{page.url} still fetches {waiting}"

    def visit(self, screen: Screen, prepare: Callable[[Page], None] = lambda page: None) -> Page:
        """The tab with a screen on it. `prepare` is called before it is loaded."""
        page = self.page_of(screen.who)
        page.context.set_offline(False)
        page.unroute_all(behavior="ignoreErrors")
        self.under_way[page].clear()  # what the page before still wanted
        prepare(page)
        path = screen.path.format_map(self.ids)
        answer = page.goto(path)
        assert answer is not None, f"{screen.name}: no answer from {path}"
        assert answer.status == screen.status, f"{screen.name}: {path} answered {answer.status}"
        here, asked = page.url.removeprefix(self.site.url), path.partition("?")[0]
        assert "/accounts/login/" not in here or "/login/" in asked, f"{screen.name}: {path} led to {here}"
        self.settle(page)
        if screen.do:
            screen.do(page)
            self.settle(page)
        return page

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()


class _Making:
    """Brings a world into being: by the API where there is one, else by forms."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ids = world.ids

    def everything(self) -> None:
        self.demo_party()
        self.fleet()
        self.offered()
        self.invites()
        self.mails()
        self.nia()
        self.half_way_in()
        self.by_provider()
        self.lonely()
        log = self.world.site.log.read_text()
        self.ids["first_admin"] = re.findall(r"/accounts/first-admin/(\S+)", log)[-1]

    @staticmethod
    def client_id() -> str:
        return f"screens-{time.monotonic_ns()}"

    def api(self, who: str, method: str, path: str, **body: Any) -> Any:
        context = self.world.page_of(who).context
        answer = arrivals.send(context, method, f"/api/v1/{path}", data=body or None)
        return answer.json() if answer.text() else None

    def make(self, path: str, kind: str, **body: Any) -> dict[str, Any]:
        made: dict[str, Any] = self.api("ada", "POST", path, client_id=self.client_id(), **body)[kind]
        return made

    def say(self, who: str, topic: str, text: str, **more: Any) -> str:
        sent = self.api(who, "POST", f"topics/{topic}/messages", client_id=self.client_id(), text=text, **more)
        return str(sent["message"]["id"])

    def demo_party(self) -> None:
        sync = self.api("ada", "GET", "sync")
        party = next(one for one in sync["parties"] if one["name"] == "Small Telescope Club")
        busiest = max(party["topics"], key=lambda one: one["last_n"])
        self.ids |= {"party": party["id"], "topic": busiest["id"], "ada": sync["me"]["id"]}
        newest = self.api("ada", "GET", f"topics/{busiest['id']}/messages")["items"][-1]
        self.ids["message"] = newest["id"]

    def fleet(self) -> None:
        """A party of ada's in which bo is a member, kim has a break and eve is banned."""
        made = self.api("ada", "POST", "parties", client_id=self.client_id(), name="Paper Fleet")
        party = made["party"]["id"]
        self.ids |= {"fleet": party, "busy": made["topics"][0]["id"]}
        self.ids["kim_email"] = arrivals.new_account(self.world.page_of("kim").context, f"kim{time.time_ns()}")
        for who in ("bo", "kim"):
            self.api(who, "POST", f"invites/{made['invite']['code']}/accept")
            self.ids[who] = self.api(who, "GET", "sync")["me"]["id"]
        self.ids["eve"] = self.api("eve", "GET", "sync")["me"]["id"]
        for name in ("empty", "archived", "private", "announcement", "slow"):
            flags = {name: True} if name in {"private", "announcement"} else {}
            topic = self.make(f"parties/{party}/topics", "topic", name=name.title(), description="Folded", **flags)
            self.ids[name] = topic["id"]
        self.say("ada", self.ids["archived"], "It was good while it lasted.")
        self.say("ada", self.ids["private"], "Only for us.")
        self.say("ada", self.ids["announcement"], "We sail at **nine**.")
        self.api("ada", "PATCH", f"topics/{self.ids['slow']}", slow_mode_s=6 * 3600)
        self.say("bo", self.ids["slow"], "Once a quarter of a day is enough.")
        self.talk(self.ids["busy"])
        self.api("ada", "POST", f"topics/{self.ids['archived']}/archive")
        self.api("ada", "PUT", f"parties/{party}/bans/{self.ids['eve']}", reason="Sank a boat")
        until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 5400))
        self.api("ada", "PATCH", f"parties/{party}/members/{self.ids['kim']}", timeout_until=until)
        audit = self.api("ada", "GET", f"parties/{party}/audit")["items"]
        self.ids["entry"] = next(one["id"] for one in audit if one["action"] == "member_banned")

    def lonely(self) -> None:
        """A party of gil's, to which nobody has come yet."""
        made = self.api("gil", "POST", "parties", client_id=self.client_id(), name="Lighthouse")
        self.ids |= {"lonely": made["party"]["id"], "alone": made["topics"][0]["id"]}

    def offered(self) -> None:
        """A party that ada offers to bo."""
        made = self.api("ada", "POST", "parties", client_id=self.client_id(), name="Glue Works")
        self.ids["offered"] = made["party"]["id"]
        self.api("bo", "POST", f"invites/{made['invite']['code']}/accept")
        self.api("ada", "POST", f"parties/{self.ids['offered']}/transfer", user_id=self.ids["bo"])

    def talk(self, topic: str) -> None:
        """A message of every kind."""
        first = self.say("ada", topic, "Who brings the **glue**? See https://example.org/glue and `code`.")
        self.ids["theirs"] = self.say("bo", topic, "I do, two tubes. @ada", reply_to=first)
        self.say("kim", topic, f"{LONG} and\n```\n{LONG}\n```")
        self.say("bo", topic, "> Quoted\n\n- a list\n- of two\n\n||a secret||")
        self.say("bo", topic, "🎉")
        gone = self.say("bo", topic, "Oops")
        edited = self.say("ada", topic, "Tonite")
        self.ids |= {"edited": edited, "first": first}
        self.api("ada", "PATCH", f"messages/{edited}", text="Tonight")
        self.api("bo", "DELETE", f"messages/{gone}")
        self.api("ada", "PUT", f"messages/{first}/pin")
        for who, emoji in (("ada", "🎉"), ("bo", "🎉"), ("bo", "👍")):
            self.api(who, "PUT", f"messages/{first}/reactions/{emoji}")
        self.api("bo", "POST", f"messages/{first}/report", reason="Glue is for trains.")

    def invites(self) -> None:
        invites = f"parties/{self.ids['party']}/invites"
        wanted: dict[str, dict[str, int | None]] = {
            "invite": {"expires_in": None},
            "invite_expired": {"expires_in": 1},
            "invite_full": {"max_uses": 1},
            "invite_revoked": {},
        }
        for name, limits in wanted.items():
            self.ids[name] = self.make(invites, "invite", **limits)["code"]
        self.ids["invite_banned"] = self.make(f"parties/{self.ids['fleet']}/invites", "invite")["code"]
        self.api("kim", "POST", f"invites/{self.ids['invite_full']}/accept")
        self.api("ada", "DELETE", f"invites/{self.ids['invite_revoked']}")

    def mails(self) -> None:
        """A mail to look at, the key in it, and somebody who waits for a code by mail."""
        bo, waiting = self.world.page_of("bo").context, self.world.page_of("waiting").context
        post_form(waiting, "/accounts/password/reset/", email=self.ids["kim_email"])
        post_form(waiting, "/accounts/login/code/", email="bo@example.org")
        other = f"bo{time.time_ns()}@example.org"
        post_form(bo, "/accounts/reauthenticate/", password=DEMO_PASSWORD)
        post_form(bo, "/accounts/email/", email=other, action_add="")
        folder = self.world.site.data / "mails"
        reset = letter_to(folder, self.ids["kim_email"], "reset/key")  # who signs in again ends the link
        self.ids["reset"] = _found(r"password/reset/key/([^/\s]+)", reset)
        self.ids["key"] = _found(r"confirm-email/([^/\s]+)", letter_to(folder, other, "confirm-email"))
        self.ids["mail"] = max(folder.glob("*.log"), key=lambda file: file.stat().st_mtime).name

    def nia(self) -> None:
        """Somebody with an authenticator app, recovery codes and a passkey."""
        page = self.world.page_of("nia")
        self.ids["nia_email"] = arrivals.new_account(page.context, f"nia{time.time_ns()}")
        post_form(page.context, "/accounts/reauthenticate/", password=steps.PASSWORD)
        page.goto("/accounts/2fa/totp/activate/")
        app = factors.App(page.locator("#secret").input_value())
        page.locator("input[name=code]").fill(app.code())
        page.locator("form button.primary").click()
        page.wait_for_url("**/recovery-codes/")
        factors.Device(page)
        page.goto("/accounts/2fa/webauthn/add/")
        page.locator("form[data-passkey] button.primary").click()
        page.wait_for_url(lambda url: "/add/" not in url)
        page.goto("/accounts/2fa/webauthn/")
        edit = page.locator("a[href*='/webauthn/keys/'][href$='/edit/']").first.get_attribute("href") or ""
        self.ids["passkey"] = _found(r"/keys/([^/]+)/", edit)

    def half_way_in(self) -> None:
        sign_in(self.world.page_of("halfway").context, self.ids["nia_email"], steps.PASSWORD)

    def by_provider(self) -> None:
        """gil has no password; whoever is linking comes with an address that is known here."""
        for who, house in {"gil": "github", "linking": "google"}.items():
            page = self.world.page_of(who)
            page.goto(f"/accounts/{house}/login/")
            page.locator("button.provider").click()
            if who == "gil":
                page.locator("summary").first.click()
                page.locator("input[name=name]").fill("Gil Winter")
                page.locator("input[name=address]").fill(f"gil{time.time_ns()}@example.net")
                page.locator("button[value=other]").click()
            else:
                page.locator("button[value=ada]").click()
            page.wait_for_url(lambda url: url.startswith(self.world.site.url))


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, f"{pattern} is not in {text[:300]}"
    return found[1]
