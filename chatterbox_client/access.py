"""Who a client is: a phone with access tokens, or a browser with cookies."""

from collections.abc import Callable, Mapping
from typing import Protocol

from chatterbox_client.api import Json, request


class Access(Protocol):
    """What lets somebody in. `renew` is called when the server says that it is too old, from a thread."""

    takes_ticket: bool

    def headers(self) -> dict[str, str]:
        """For requests."""

    def handshake(self) -> dict[str, str]:
        """For opening a socket."""

    def renew(self) -> None: ...


class Phone:
    """By `Authorization: Bearer`; sockets by tickets. `fresh` makes a new access token, by a refresh token say."""

    takes_ticket = True

    def __init__(self, token: str, fresh: Callable[[], str] | None = None) -> None:
        self.token, self._fresh = token, fresh

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def handshake(self) -> dict[str, str]:
        return {}

    def renew(self) -> None:
        if self._fresh is not None:
            self.token = self._fresh()


class Browser:
    """By the cookies of a signed-in browser, as a page of `origin` sends them. `fresh` makes new cookies."""

    takes_ticket = False

    def __init__(
        self, cookies: Mapping[str, str], origin: str, fresh: Callable[[], Mapping[str, str]] | None = None
    ) -> None:
        self.cookies, self.origin, self._fresh = dict(cookies), origin, fresh

    def headers(self) -> dict[str, str]:
        return {**self.handshake(), "X-CSRFToken": self.cookies.get("csrftoken", "")}

    def handshake(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": cookies, "Origin": self.origin}

    def renew(self) -> None:
        if self._fresh is not None:
            self.cookies |= self._fresh()


def sign_up(url: str, username: str, password: str) -> str:
    """A new account by e-mail and password; its access token. Raises Refused, Unreachable."""
    fields = {"email": f"{username}@example.org", "username": username, "password": password}
    return _authenticated(url, "signup", fields)


def sign_in(url: str, email: str, password: str) -> str:
    """The access token of somebody who signs in as phones do. Raises Refused, Unreachable."""
    return _authenticated(url, "login", {"email": email, "password": password})


def _authenticated(url: str, how: str, fields: Json) -> str:
    answer = request("POST", f"{url}/accounts/api/auth/app/v1/auth/{how}", fields, {})
    return str(answer["meta"]["access_token"])
