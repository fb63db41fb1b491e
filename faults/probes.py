"""Requests that are sent all the time while something is broken: how long each took and what it was told."""

import asyncio
import dataclasses
import json
import math
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from chatterbox_client.access import Access
from faults.breaks import GRACE, mendings
from faults.checkers import Window, first

if TYPE_CHECKING:
    from faults.load import Load

#: Seconds between two requests of one kind; those that are under way don't hold the next one up.
EVERY: Final = 0.5
#: Seconds after which a request is given up, and those that it may take to be answered, whatever the answer is.
GIVEN_UP, ANSWERED_WITHIN = 12.0, 5.0
#: Seconds after the mending within which every kind is answered well again, and stays so.
WELL_WITHIN: Final = 10.0
#: Windows end GRACE after the mending.
FURTHER: Final = WELL_WITHIN - GRACE
#: Names of the requests that each service answers.
OF_MESSAGING: Final = frozenset({"status", "messages", "post"})
OF_ACCOUNTS: Final = frozenset({"me", "keys"})
#: Told with `Answer.status` when there was none.
NONE: Final = 0


@dataclasses.dataclass(frozen=True)
class Probe:
    """A request of one kind, by whoever `access` lets in at that moment. `body` makes it a POST of JSON; `well` are
    statuses of a service that works.
    """

    name: str
    url: str
    access: Access | None = None
    body: bytes | None = None
    well: frozenset[int] = frozenset({200})


@dataclasses.dataclass(frozen=True)
class Answer:
    """`at` is time.time() when the request went, `took` in seconds, `status` NONE when it was given up or cut."""

    probe: str
    at: float
    took: float
    status: int
    well: bool


def of(load: "Load") -> list[Probe]:
    """Of each service something that it reads, and a post that is saved once and found to be so from then on."""
    client, topic = load.members[0].client, load.members[0].topics[0]
    messages = f"{load.url}/api/v1/topics/{topic}/messages"
    post = json.dumps({"client_id": secrets.token_hex(8), "text": "still there?"}).encode()
    return [
        Probe("status", f"{load.url}/status.json"),
        Probe("messages", f"{messages}?limit=1", client.access),
        Probe("post", messages, client.access, post, frozenset({200, 201})),
        Probe("me", f"{load.url}/accounts/api/v1/me", client.access),
        Probe("keys", f"{load.url}/accounts/.well-known/jwks.json"),
    ]


def ask(probe: Probe) -> Answer:
    at, began = time.time(), time.monotonic()
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    headers |= probe.access.headers() if probe.access else {}
    wanted = urllib.request.Request(probe.url, data=probe.body, headers=headers)  # noqa: S310 - of the stack
    try:
        with urllib.request.urlopen(wanted, timeout=GIVEN_UP) as answer:  # noqa: S310
            status = int(answer.status)
            answer.read()
    except urllib.error.HTTPError as refusal:
        status = refusal.code
    except OSError:
        status = NONE
    return Answer(probe.name, at, time.monotonic() - began, status, status in probe.well)


async def ask_all_the_time(probes: Sequence[Probe], until: asyncio.Event) -> list[Answer]:
    """One of each every EVERY seconds, until it is set and all are answered."""
    asked: list[asyncio.Future[Answer]] = []
    loop = asyncio.get_running_loop()
    # Threads of their own: those that hang hold up neither each other nor whoever mends what they wait for.
    with ThreadPoolExecutor(len(probes) * math.ceil(GIVEN_UP / EVERY + 1)) as threads:
        while not until.is_set():
            asked += [loop.run_in_executor(threads, ask, probe) for probe in probes]
            try:
                await asyncio.wait_for(until.wait(), EVERY)
            except TimeoutError:
                continue
        return list(await asyncio.gather(*asked))


def slowest(answers: Iterable[Answer]) -> float:
    return max((answer.took for answer in answers), default=0.0)


def back_after(answers: Sequence[Answer], windows: Sequence[Window]) -> float:
    """The longest time, in seconds, from a mending to the end of what was not answered well before the next break."""
    return max(
        (
            max(0.0, one.at + one.took - mended)
            for window, (mended, following) in zip(windows, mendings(windows), strict=True)
            for one in answers
            if not one.well and window.since <= one.at + one.took and one.at + one.took < following
        ),
        default=0.0,
    )


def words(answers: Sequence[Answer], windows: Sequence[Window]) -> str:
    return f"the slowest answer {slowest(answers):.1f} s, all well {back_after(answers, windows):.1f} s after a mending"


def nothing_hangs(answers: Sequence[Answer], windows: Sequence[Window]) -> list[str]:
    """All are answered in time, if they are refused with 503 (429), and well again soon after each window."""
    faults = [
        f"{one.probe}: {one.status or 'no answer'} after {one.took:.1f} s"
        for one in answers
        if one.took > ANSWERED_WITHIN or not (one.well or one.status in (429, 503))
    ]
    faults += [
        f"{one.probe}: {one.status or 'no answer'} while nothing was broken"
        for one in answers
        if not one.well and not any(w.since - one.took <= one.at <= w.until + FURTHER for w in windows)
    ]
    return first(faults)
