"""Access tokens that go on: in runs longer than the five minutes that one lasts."""

import threading
import time
from typing import Final

from chatterbox_client import Json
from chatterbox_client.api import request

#: Seconds in which a token that has just been renewed is good for the other clients of its person as well.
ENOUGH: Final = 30.0


class Renewal:
    """One sign-in, shared by all clients of a person: a refresh token is good once. Used from any thread."""

    def __init__(self, url: str, meta: Json) -> None:
        """`meta` is that of the answer which signed them in."""
        self.access, self._refresh = str(meta["access_token"]), str(meta["refresh_token"])
        self._url = f"{url}/accounts/api/auth/app/v1/tokens/refresh"
        self._lock, self._since = threading.Lock(), time.monotonic()

    def fresh(self) -> str:
        """An access token that is new. Raises Refused, Unreachable; then the old one stays."""
        with self._lock:
            if time.monotonic() - self._since > ENOUGH:
                new = request("POST", self._url, {"refresh_token": self._refresh}, {})["data"]
                self.access, self._since = str(new["access_token"]), time.monotonic()
                self._refresh = str(new.get("refresh_token") or self._refresh)
            return self.access
