"""Devices that people prove themselves with: an authenticator app, and one that keeps passkeys."""

import json
import secrets
import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from conftest import PASSWORD, csrf_of

FLAG = AuthenticatorData.FLAG


class App:
    """An authenticator app. A code works once, so each call gives the next: of a moment ago, now, and soon."""

    def __init__(self, secret: str | None = None) -> None:
        self.secret = secret or generate_totp_secret()
        self._last = 0

    def code(self) -> str:
        now = time.time()
        step, left = int(now // 30), 30 - now % 30
        # One of a moment ago is too old when this step ends, and on a busy machine it takes seconds to arrive.
        self._last = max(self._last + 1, step - 1 if left > 10 else step)
        if self._last == step + 2 and left <= 10:
            time.sleep(left + 0.1)
            step += 1
        assert self._last <= step + 1, "more codes than this minute has"
        return format_hotp_value(hotp_value(self.secret, self._last))


class Device:
    """A device with one passkey at most. `verified`: it knows whose finger it was."""

    def __init__(self, origin: str, *, verified: bool = True) -> None:
        self.origin, self.verified = origin, verified
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(32)
        self.handle = b""
        self.signed = 0

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """What the browser says when a passkey was made."""
        wanted = options["publicKey"]
        self.handle = websafe_decode(wanted["user"]["id"])
        public = ES256.from_cryptography_key(self.key.public_key())
        kept = AttestedCredentialData.create(b"\0" * 16, self.credential_id, public)
        data = self._data(wanted["rp"]["id"], FLAG.AT, kept)
        attestation = AttestationObject.create("none", data, {})
        client = self._client(CollectedClientData.TYPE.CREATE, wanted["challenge"])
        response = {"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(attestation)}
        return self._said(response) | {"clientExtensionResults": {"credProps": {"rk": True}}}

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """What the browser says when the passkey was used."""
        wanted = options["publicKey"]
        data = self._data(wanted["rpId"], FLAG(0))
        client = self._client(CollectedClientData.TYPE.GET, wanted["challenge"])
        signature = self.key.sign(data + sha256(client), ec.ECDSA(SHA256()))
        return self._said(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": websafe_encode(self.handle),
            }
        )

    def _data(self, rp_id: str, flags: Any, kept: bytes = b"") -> AuthenticatorData:
        self.signed += 1
        flags |= FLAG.UP | (FLAG.UV if self.verified else FLAG(0))
        return AuthenticatorData.create(sha256(rp_id.encode()), flags, self.signed, kept)

    def _client(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(kind, websafe_decode(challenge), self.origin)

    def _said(self, response: dict[str, str]) -> dict[str, Any]:
        name = websafe_encode(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}


def options_on(page: Any) -> dict[str, Any]:
    """What a page tells the browser about the passkey that it wants."""
    data = page.context["js_data"]
    return dict(data.get("creation_options") or data["request_options"])


def send(browser: Client, path: str, **fields: Any) -> Any:
    """A form as a browser sends it, with its CSRF token."""
    given = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in fields.items()}
    return browser.post(path, given | {"csrfmiddlewaretoken": csrf_of(browser)})


def set_up_app(browser: Client) -> App:
    """Go through the page that sets up an app."""
    app = App(browser.get("/accounts/2fa/totp/activate/").context["form"].secret)
    answer = send(browser, "/accounts/2fa/totp/activate/", code=app.code())
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/recovery-codes/"), answer.content[:2000]
    return app


def add_passkey(browser: Client, device: Device, **fields: Any) -> Any:
    """Go through the page that adds a passkey."""
    page = browser.get("/accounts/2fa/webauthn/add/")
    return send(browser, "/accounts/2fa/webauthn/add/", credential=device.create(options_on(page)), **fields)


def forget_proofs(browser: Client) -> None:
    """As if the last proof of who is there were long ago: what comes next asks for one."""
    session = browser.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [record | {"at": 0} for record in records]
    session.save()


def begin_to_sign_in(user: Any) -> Client:
    """A browser in which the password was right, and the second factor is asked for."""
    browser = Client(enforce_csrf_checks=True)
    browser.get("/accounts/login/")
    answer = send(browser, "/accounts/login/", login=user.email, password=PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/authenticate/")
    return browser
