"""Whether a site does what people see first, asked from outside as they would."""

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Final, NamedTuple
from urllib.parse import urljoin

from scripts.deploy.errors import DeployError

ANSWER_SECONDS: Final = 10
MOST_BYTES: Final = 4 * 1024 * 1024
STYLES: Final = re.compile(r'<link[^>]+href="([^"]+\.css)"')


class Answer(NamedTuple):
    """`fault` says why there was none."""

    status: int
    kind: str
    body: str
    fault: str = ""


def look(service: str, url: str, *, within: float, pause: float = 2.0) -> None:
    """Return when every check of a service is fine at once. Raises DeployError with what is not, when time is over."""
    deadline = time.monotonic() + within
    while faults := faults_of(service, url):
        if time.monotonic() > deadline:
            raise DeployError(f"{url} does not do what {service} has to: {'; '.join(faults)}.")
        time.sleep(pause)


def faults_of(service: str, url: str) -> list[str]:
    return [f"{path}: {fault}" for path, check in CHECKS[service].items() if (fault := check(urljoin(url, path)))]


def _is_there(url: str) -> str:
    answer = ask(url)
    return "" if answer.status == 200 else answer.fault


def _is_ready(url: str) -> str:
    answer = ask(url)
    if answer.status != 200:
        return answer.fault or answer.body[:200]
    try:
        said = json.loads(answer.body)
    except ValueError:
        return "its answer is not JSON"
    return "" if said.get("status") == "ok" else answer.body[:200]


def _has_keys(url: str) -> str:
    answer = ask(url)
    if answer.status != 200:
        return answer.fault
    try:
        return "" if json.loads(answer.body)["keys"] else "it has no keys"
    except (ValueError, KeyError, TypeError):
        return "its answer is no key set"


def _is_styled(url: str) -> str:
    """Whether a page is there, and a style sheet that it names as well: static files of this very version."""
    answer = ask(url)
    if answer.status != 200:
        return answer.fault
    found = STYLES.search(answer.body)
    if found is None:
        return "the page names no style sheet"
    sheet = urljoin(url, found[1])
    styles = ask(sheet)
    if styles.status != 200:
        return f"{sheet}: {styles.fault}"
    return "" if styles.kind == "text/css" else f"{sheet}: {styles.kind}"


def ask(url: str) -> Answer:
    if not url.startswith(("http://", "https://")):
        return Answer(0, "", "", f"{url} is no address of the web")
    try:
        with urllib.request.urlopen(url, timeout=ANSWER_SECONDS) as answer:  # noqa: S310 - see above
            body = answer.read(MOST_BYTES).decode("utf-8", "replace")
            return Answer(answer.status, answer.headers.get_content_type(), body, f"answered {answer.status}")
    except urllib.error.HTTPError as answer:
        return Answer(answer.code, "", "", f"answered {answer.code}")
    except OSError as error:
        return Answer(0, "", "", f"did not answer ({error})")


#: By service: what is asked, and what finds the fault in it.
CHECKS: Final[dict[str, dict[str, Callable[[str], str]]]] = {
    "accounts": {
        "/accounts/health/live": _is_there,
        "/accounts/health/ready": _is_ready,
        "/accounts/.well-known/jwks.json": _has_keys,
        "/accounts/login/": _is_styled,
        "/accounts/api/v1/openapi.json": _is_there,
    },
    "messaging": {
        "/health/live": _is_there,
        "/health/ready": _is_ready,
        "/": _is_styled,
        "/sw.js": _is_there,
        "/api/v1/openapi.json": _is_there,
    },
}
