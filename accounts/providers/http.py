"""The only way to a provider: every call is bounded in time and size, goes to a known address and is not sent on."""

import time
from typing import Any, Final

import requests
import urllib3

from accounts.providers import answers
from accounts.providers.answers import BadAnswer

CONNECT_SECONDS: Final = 2.0
#: Longest silence of a provider while it answers.
SILENT_SECONDS: Final = 4.0
#: Longest that a whole answer may take.
ANSWER_SECONDS: Final = 6.0
MOST_BYTES: Final = 256 * 1024
PIECE: Final = 16 * 1024


class ProviderSession(requests.Session):
    """What allauth calls providers with. Raises RequestException for whatever is not a good answer in time."""

    def __init__(self) -> None:
        super().__init__()
        # With an `auth` of its own, credentials of a .netrc can't take the place of the token that we send.
        self.auth = _as_it_is

    def request(self, method: str, url: str, *args: Any, **more: Any) -> requests.Response:  # type: ignore[override]
        if url not in answers.SHAPES:
            raise BadAnswer("an address that we do not know")
        bounds = {"timeout": (CONNECT_SECONDS, SILENT_SECONDS), "stream": True, "allow_redirects": False}
        deadline = time.monotonic() + ANSWER_SECONDS
        with super().request(method, url, *args, **more | bounds) as response:
            response._content = _body_of(response, deadline)
            response._content_consumed = True
        answers.read(response, url)
        return response


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _body_of(response: requests.Response, deadline: float) -> bytes:
    """The body, piece by piece as it arrives. Raises BadAnswer when it is too large or takes too long."""
    pieces: list[bytes] = []
    size = 0
    try:
        while piece := response.raw.read1(PIECE, decode_content=True):
            pieces.append(piece)
            size += len(piece)
            if size > MOST_BYTES:
                raise BadAnswer("too large")
            if time.monotonic() > deadline:
                raise BadAnswer("too slow")
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise BadAnswer(type(error).__name__) from error
    return b"".join(pieces)
