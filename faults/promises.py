"""What is promised, and how each promise is put to the test. Numbers are those of docs/reliability.md."""

import dataclasses
from collections.abc import Sequence
from typing import Final

from faults.breaks import HALF_OPEN, KILL, MIGRATE, PAUSE, ROLL
from scripts.stack.layout import FORWARDED, ONE_EACH, Copies


@dataclasses.dataclass(frozen=True)
class Promise:
    """One of `parts` is broken `count` times within a run, for `lasts` seconds (from, to).

    `each`: instead each of them is, one after another. `copies`: both copies are compared with their sources
    afterwards, which takes some seconds more. `probed`: requests are sent all the time, and none may hang. `seconds` of
    talk, where it needs more than usual. `processes`: how many webs, relays and consumers there are. `groups`: what is
    restarted in turn instead, of all processes. `clients`: how many sockets there are, if not as many as in other runs.
    """

    number: int
    title: str
    passes: str
    parts: Sequence[str]
    how: str
    lasts: tuple[float, float]
    count: int
    copies: bool = False
    each: bool = False
    probed: bool = False
    seconds: float = 0.0
    processes: Copies = ONE_EACH
    groups: Sequence[Sequence[str]] = ()
    clients: int = 0

    @property
    def rolls(self) -> bool:
        return bool(self.groups)


RELAYS: Final = ("accounts-relay", "messaging-relay")
CONSUMERS: Final = ("accounts-consume", "messaging-consume")
ALL: Final = ("messaging-web", *RELAYS, *CONSUMERS, "redis", "postgres", "mongo", "kafka")

#: In the order of a deployment: the tables first, the front last.
IN_TURN: Final = (
    (MIGRATE,),
    ("accounts-web", "accounts-web-2", "messaging-web", "messaging-web-2"),
    tuple(f"{part}{number}" for part in (*RELAYS, *CONSUMERS) for number in ("", "-2")),
    ("accounts-jobs", "accounts-mails", "messaging-jobs", "messaging-canary"),
    ("nginx",),
)

PROMISES: Final = {
    promise.number: promise
    for promise in (
        Promise(
            1,
            "An acknowledged message is never lost",
            "0 lost of all acknowledged",
            ("messaging-web",),
            KILL,
            (0.5, 1.5),
            3,
        ),
        Promise(
            4,
            "kill -9 of the relay loses and reorders nothing",
            "copies equal, outboxes empty",
            RELAYS,
            KILL,
            (0.2, 2.0),
            4,
            copies=True,
        ),
        Promise(
            5,
            "kill -9 of the consumer applies each event",
            "copies equal, nobody behind",
            CONSUMERS,
            KILL,
            (0.2, 2.0),
            4,
            copies=True,
        ),
        Promise(
            6,
            "Redis killed, with its memory: delivery recovers alone",
            "all shown within 30 s, 0 lost",
            ("redis",),
            KILL,
            (2.0, 4.0),
            2,
        ),
        Promise(
            7,
            "PostgreSQL killed: writes fail cleanly, nothing acknowledged is lost",
            "0 lost, all shown within 30 s",
            ("postgres",),
            KILL,
            (3.0, 5.0),
            1,
        ),
        Promise(
            8,
            "MongoDB killed: chat unaffected",
            "0 refused, 0 lost",
            ("mongo",),
            KILL,
            (8.0, 12.0),
            1,
        ),
        Promise(
            19,
            "A deployment: every process restarted in turn, and nobody notices",
            "0 lost, no 5xx, none unreachable, all back in 15 s, at most 2 x the average of moves in a second",
            tuple(part for group in IN_TURN for part in group),
            ROLL,
            (0.0, 0.0),
            sum(map(len, IN_TURN)),
            copies=True,
            processes=Copies(2, 2),
            groups=IN_TURN,
            clients=90,
        ),
        Promise(
            22,
            "A paused process is no different from a crashed one",
            "0 lost, all shown within 30 s",
            ALL,
            PAUSE,
            (3.0, 6.0),
            2,
            copies=True,
        ),
        Promise(
            23,
            "Half-open networks do not hang the service",
            "every request answered in 5 s, well 10 s after",
            FORWARDED,
            HALF_OPEN,
            (6.0, 8.0),
            len(FORWARDED),
            copies=True,
            each=True,
            probed=True,
            seconds=18.0 * len(FORWARDED),
        ),
    )
}
#: Those of `make test`.
SHORT: Final = (1, 4, 5, 6)
