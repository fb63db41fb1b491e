"""What people prove themselves with in journeys: an authenticator app, and a device that keeps passkeys."""

import base64
import hashlib
import hmac
import re
import struct
import time
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from tests import steps
from tests.people import Person

PERIOD = 30


class App:
    """An authenticator app (RFC 6238). A code works once, so each is of a later step than the one before.

    The server takes what is half a minute off, so a page may take that long from a code's making to its arrival.
    """

    def __init__(self, secret: str) -> None:
        self.key = base64.b32decode(secret)
        self._last = 0

    def code(self) -> str:
        step = int(time.time()) // PERIOD
        self._last = max(self._last + 1, step)
        while self._last > int(time.time()) // PERIOD + 1:
            time.sleep(1)  # a minute has no more codes than these
        return self._code_of(self._last)

    def _code_of(self, step: int) -> str:
        mac = hmac.new(self.key, struct.pack(">Q", step), hashlib.sha1).digest()
        at = mac[-1] & 15
        return f"{(struct.unpack('>I', mac[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


class Device:
    """Chromium's virtual authenticator of one page: it knows whose finger it is. `willing` says whether it answers."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self.id = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def credentials(self) -> list[dict]:
        return self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]

    def give(self, credential: dict) -> None:
        """Have a credential of another device, as one that is synchronised has."""
        self.session.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": credential})

    @contextmanager
    def unwilling(self):
        """Inside, the finger is a stranger's."""
        self._verified(False)
        yield
        self._verified(True)

    def _verified(self, verified: bool) -> None:
        self.session.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": verified})


def prove_by_password(page: Page) -> None:
    """Answer "Is it you?", which is asked of whoever has not just signed in."""
    if "/reauthenticate/" in page.url:
        page.get_by_label("Password").fill(steps.PASSWORD)
        page.get_by_role("button", name="Go on").click()
        page.wait_for_load_state()


def set_up_app(person: Person) -> App:
    """From the page of second factors to recovery codes on screen."""
    page = person.page
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Set up Authenticator app").click()
    prove_by_password(page)
    return type_first_code(page)


def type_first_code(page: Page) -> App:
    app = App(page.get_by_label("Or type this secret into it").input_value())
    page.get_by_label("Code that the app shows").fill(app.code())
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    return app


def recovery_codes(page: Page) -> list[str]:
    return re.findall(r"\d{8}", page.get_by_label(re.compile("of 10 left")).input_value())


def add_passkey(page: Page) -> None:
    """From the page of passkeys; afterwards it is added."""
    page.goto("/accounts/2fa/webauthn/add/")
    prove_by_password(page)
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("The passkey is added.")).to_be_visible()
