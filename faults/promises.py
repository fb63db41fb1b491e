"""What is promised, and how each promise is put to the test. Numbers are those of docs/reliability.md."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Final

from chatterbox_client import Client
from faults.acts import (
    asked,
    deploy,
    dying,
    events,
    health,
    idle,
    late,
    lines,
    malformed,
    pace,
    pauses,
    people,
    recovery,
    soak,
    storm,
)
from faults.acts.breaking import breaking, one_by_one
from faults.breaks import CONSUMERS, KILL, RELAYS
from faults.notice import FRONT
from faults.stage import Act
from scripts.stack.layout import FORWARDED, ONE_EACH, Copies


@dataclasses.dataclass(frozen=True)
class Promise:
    """`act` is done while people talk. `parts` are begun anew by it, so that their memory says nothing.

    `changes`: people and parties change meanwhile, so that there is something to copy; else the act sees to it, or
    counts on what people alone do. `quiet`: those who chat are not to notice anything. `shape` is what the load has
    otherwise than usual (`Size`), `client` who they come with, `processes` how many webs, relays and consumers there
    are. One that is `long` is run only by its number.
    """

    number: int
    title: str
    passes: str
    act: Act
    parts: Sequence[str] = ()
    changes: bool = True
    quiet: bool = False
    shape: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    client: type[Client] = Client
    processes: Copies = ONE_EACH
    long: bool = False


WEB: Final = ("messaging-web",)
#: Of some promises it matters that there are several of each; the second ones are begun for them.
TWO_EACH: Final = Copies(2, 2)
SECOND: Final = tuple(f"{part}-2" for part in ("accounts-web", *WEB, *RELAYS, *CONSUMERS))

#: What `make test` does as well, in one run (`faults.short`).
KILLED_WEB: Final = breaking(WEB, KILL, (0.5, 1.5), 3)
KILLED_RELAYS: Final = breaking(RELAYS, KILL, (0.2, 2.0), 4)
KILLED_CONSUMERS: Final = breaking(CONSUMERS, KILL, (0.2, 2.0), 4)
KILLED_REDIS: Final = breaking(("redis",), KILL, (2.0, 4.0), 2)

_ALL: Final = (
    Promise(
        1,
        "An acknowledged message is never lost",
        "0 lost of all acknowledged",
        one_by_one(KILLED_WEB, breaking((FRONT,), KILL, (0.5, 1.5), 1), seconds=10.0),
        WEB,
    ),
    Promise(
        2,
        "No message is shown twice, whatever the client retries",
        "0 stored or shown twice",
        lines.cut_answers,
        client=lines.Cut,
    ),
    Promise(
        3,
        "Order within a topic is the same for everyone",
        "10 writers in one topic: 0 out of order, 0 gaps",
        breaking((*WEB, "messaging-web-2"), KILL, (0.5, 1.5), 2),
        (*WEB, *SECOND),
        shape={"topics": 1, "follows": 1},
        processes=TWO_EACH,
    ),
    Promise(
        4,
        "kill -9 of the relay, at any step, loses and reorders nothing",
        "copies equal, outboxes empty, after deaths at any time and at each failpoint",
        one_by_one(KILLED_RELAYS, dying.dying(RELAYS, dying.OF_RELAY)),
        RELAYS,
    ),
    Promise(
        5,
        "kill -9 of the consumer, at any step, applies each event",
        "copies equal, nobody behind, after deaths at any time and at each failpoint",
        one_by_one(KILLED_CONSUMERS, dying.dying(CONSUMERS, dying.OF_CONSUMER)),
        CONSUMERS,
    ),
    Promise(
        6,
        "Redis killed, with its memory: delivery recovers alone",
        "posts shown at once again in 5 s, all within 30 s, 0 lost",
        recovery.at_once_again(KILLED_REDIS),
        SECOND,
        processes=TWO_EACH,
    ),
    Promise(
        7,
        "PostgreSQL killed: writes fail cleanly, nothing acknowledged is lost",
        "posts saved again in 5 s, 0 lost, all shown within 30 s; no 5xx but 503",
        recovery.saved_again(breaking(("postgres",), KILL, (3.0, 5.0), 1)),
    ),
    Promise(
        8,
        "MongoDB killed: chat unaffected",
        "0 refused, 0 chat errors, 0 lost; accounts answers in 5 s, well 10 s after",
        asked.without_mongo,
        quiet=True,
    ),
    Promise(
        9,
        "Kafka killed with all its data: events are sent again, copies converge",
        "0 chat errors, copies equal 30 s after `events republish`",
        events.empty_kafka,
        changes=False,
        quiet=True,
    ),
    Promise(
        10,
        "accounts entirely down: chat keeps working for all with a good token",
        "0 failures, also of new sockets, within 40 s",
        people.without_accounts,
        people.ACCOUNTS,
        quiet=True,
    ),
    Promise(
        11,
        "Kicked: nothing more is delivered, history closed",
        "0 shown that was sent after the answer; closed in 1 s; 404 at once",
        people.kick,
        SECOND,
        quiet=True,
        processes=TWO_EACH,
    ),
    Promise(
        12,
        "Sign-in ended elsewhere, or password changed: sockets close",
        "all in 5 s",
        people.end_sign_ins,
        quiet=True,
    ),
    Promise(
        16,
        "Coming back shows exactly what was missed",
        "all of it 0.5 s after coming back",
        lines.come_and_go,
        quiet=True,
    ),
    Promise(
        18,
        "Idle sockets stay open",
        "0 of 200 closed in 10 minutes, hearing nothing but pongs",
        idle.stay_silent,
        changes=False,
        quiet=True,
        shape={"seconds": idle.SILENT, "rate": 1.0},
        long=True,
    ),
    Promise(
        19,
        "A deployment: every process restarted in turn, and nobody notices",
        "0 lost, no 5xx, none unreachable, all back in 15 s, at most 2 x the average of sockets asked for in a second",
        deploy.deploy,
        tuple(part for group in deploy.IN_TURN for part in group),
        shape={"clients": 60},
        processes=TWO_EACH,
    ),
    Promise(
        20,
        "Two relays never publish one aggregate out of order",
        "0 out of order on the wire, taken over in 5 s",
        events.late_relay,
        quiet=True,
    ),
    Promise(
        21,
        "The relay never skips rows that commit late",
        "an early event is sent in 5 s after 1,000 later ones were, and no event is missing on the wire",
        late.commit_late,
        quiet=True,
        shape={"rate": 40.0, "seconds": 30.0},
    ),
    Promise(
        22,
        "A paused process is no different from a crashed one",
        "each for 5 to 30 s: 0 lost, all shown within 30 s, what the others are asked answered in 5 s",
        pauses.pause_each,
        shape={"seconds": pauses.EACH_TAKES * len(pauses.PARTS)},
    ),
    Promise(
        23,
        "Half-open networks do not hang the service",
        "every request answered in 5 s, well 10 s after",
        asked.half_open,
        shape={"seconds": asked.EACH_TAKES * len(FORWARDED)},
    ),
    Promise(
        29,
        "Malformed frames never crash",
        "10,000 of them: an error frame or the documented close, 0 tracebacks, memory within 20 MB",
        malformed.send_malformed,
        quiet=True,
    ),
    Promise(
        39,
        "A copy is built anew from scratch under load",
        "copies equal, in 60 s, 0 chat errors",
        events.build_anew,
        changes=False,
        quiet=True,
    ),
    Promise(
        40,
        "Typing never harms messages",
        "99 in 100 shown in at most 1.5 x the time while all type, ten times a second",
        pace.everybody_types,
        changes=False,
        quiet=True,
        shape={"seconds": pace.SECONDS},
        client=pace.Typist,
    ),
    Promise(
        41,
        "Posts are shown soon when nothing is broken",
        "the median in 60 ms, 99 in 100 in 250 ms; answered: 99 in 100 in 150 ms",
        pace.go_steady,
        changes=False,
        quiet=True,
    ),
    Promise(
        42,
        "No leak in long runs",
        "1 MB in 10 minutes of each process; files, threads, connections and subscriptions as many as before",
        soak.soak,
        shape={"clients": 25, "rate": 10.0},
        changes=False,
        quiet=True,
        long=True,
    ),
    Promise(
        43,
        "Reconnect storm",
        "all back in 30 s, 0 x 5xx after it",
        storm.storm,
        WEB,
    ),
    Promise(
        44,
        "Backlog is visible",
        "told in 13 s (those that waited for 10 s count), well in 5 s; liveness stays well",
        health.show_backlog,
        quiet=True,
    ),
    Promise(
        45,
        "Health endpoints tell the truth",
        "readiness turns in 5 s, either way; liveness never; nothing else is told",
        health.tell_the_truth,
    ),
    Promise(
        56,
        "Cut and slow networks lose nothing",
        "0 lost, every request answered in 5 s, well 10 s after",
        asked.cut_and_slow,
        shape={"seconds": asked.SHORT_TAKES * 2 * len(FORWARDED)},
    ),
)
PROMISES: Final = {promise.number: promise for promise in _ALL}
#: Those of `make faults`: of the first dozen what needs a stack, and what processes and networks do.
USUAL: Final = tuple(number for number in PROMISES if number <= 12 or 19 <= number <= 23 or number == 29)
