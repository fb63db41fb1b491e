"""Somebody at a browser who comes in by Google or GitHub: our pages by Django's client, the provider's over HTTP."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from django.test import Client

from accounts.models import User

#: The provider sends people back to this machine's own names only.
HOST = "localhost"
SECONDS = 10


class Visitor:
    """`provider` is google or github. Each step answers with what the browser got."""

    def __init__(self, provider: str, **client: Any) -> None:
        self.provider = provider
        self.client = Client(SERVER_NAME=HOST, **client)

    def go(self, **query: str) -> str:
        """Press the button; the address at the provider that one is sent to."""
        answer = self.client.post(f"/accounts/{self.provider}/login/", query_params={"process": "login"} | query)
        assert answer.status_code == 302, answer.content[:500]
        return str(answer["Location"])

    def choose(self, page: str, /, **form: str) -> str:
        """Choose a person on the provider's page (or `deny`); the path of ours that one is sent back to."""
        shown = requests.get(page, timeout=SECONDS)
        assert (shown.status_code, "Demo provider" in shown.text) == (200, True), shown.text
        decided = requests.post(page, data=form, allow_redirects=False, timeout=SECONDS)
        assert decided.status_code == 302, decided.text
        back = urlsplit(decided.headers["Location"])
        assert back.netloc == HOST
        return f"{back.path}?{back.query}"

    def come_back(self, path: str) -> Any:
        return self.client.get(path)

    def come(self, *, next: str = "", **form: str) -> Any:
        """All three steps; as nia unless the form says otherwise."""
        page = self.go(**({"next": next} if next else {}))
        return self.come_back(self.choose(page, **({"person": "nia"} | form)))

    def user(self) -> User | None:
        """Who is signed in."""
        answer = self.client.get("/accounts/api/v1/me")
        return User.objects.get(pk=answer.json()["user"]["id"]) if answer.status_code == 200 else None


def parameters_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def other(name: str, address: str = "", **more: str) -> dict[str, str]:
    """Fields of somebody who is none of the demo provider's own people; `key` tells two of one name apart."""
    return {"person": "other", "name": name, "address": address} | more
