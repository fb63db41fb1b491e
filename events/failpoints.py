"""Places where a test has a process die, fail or wait: between one step of an event or a message and the next.

CHATTERBOX_FAILPOINT=name:nth:kill|raise|sleep[:seconds] arms one of them for its nth time. Without it a place costs a
look at a variable. Nothing but the environment of the process arms one: no request, row or event can. The production
profiles refuse to start with it unless ALLOW_FAILPOINTS is set as well, and refuse that wherever PUBLIC_URL is not an
address of the machine itself (`refuse_unsafe`); only tests set both.
"""

import logging
import os
import re
import signal
import time
from typing import Final, NamedTuple

from django.conf import settings

log = logging.getLogger(__name__)

#: In the order in which an event meets them, four of the relay and two of the consumer.
OF_EVENTS: Final = (
    "before_send",
    "after_send",
    "after_acknowledgement",
    "after_mark",
    "after_effects",
    "after_commit",
)
#: In messaging: a message is committed and not yet announced; the head of a topic is read and its rows are not.
OF_MESSAGES: Final = ("before_announce", "after_head")
NAMES: Final = OF_EVENTS + OF_MESSAGES
#: Seconds that `sleep` takes unless it says how many.
SLEEP: Final = 1.0
_TEXT: Final = re.compile(
    rf"(?P<name>{'|'.join(NAMES)}):(?P<nth>[1-9]\d{{0,8}}):"
    r"((?P<deed>kill|raise)|(?P<sleep>sleep)(:(?P<seconds>\d{1,4}(\.\d{1,3})?))?)"
)


class FailpointReached(RuntimeError):
    """What `raise` raises."""


class Failpoint(NamedTuple):
    """`deed` is done at the `nth` time (from 1) that a place is reached."""

    name: str
    nth: int
    deed: str
    seconds: float = SLEEP


def parse(text: str) -> Failpoint:
    """The failpoint that a text arms. Raises ValueError, which says what is wanted."""
    match = _TEXT.fullmatch(text)
    if match is None:
        raise ValueError(f"name:nth:kill|raise|sleep[:seconds] is wanted, with a name of {', '.join(NAMES)}")
    return Failpoint(
        match["name"], int(match["nth"]), match["deed"] or match["sleep"], float(match["seconds"] or SLEEP)
    )


def hit(name: str) -> None:
    """Do here what was asked for, if this is the place and the time."""
    armed = _armed()
    if armed is None or armed.name != name:
        return
    global _hits
    _hits += 1
    if _hits == armed.nth:
        log.warning("failpoint_reached", extra={"failpoint": name, "deed": armed.deed})
        _do(armed)


def _do(armed: Failpoint) -> None:
    if armed.deed == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if armed.deed == "raise":
        raise FailpointReached(armed.name)
    time.sleep(armed.seconds)


_hits = 0


def _armed() -> Failpoint | None:
    armed: Failpoint | None = settings.FAILPOINT
    return armed


def forget() -> None:
    """Count from the beginning: for tests."""
    global _hits
    _hits = 0
