"""Events that were lost with Kafka (9), a relay that wakes up too late (20), copies that are built anew (39)."""

import asyncio
import datetime
import json
import math
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Final

import psycopg
from confluent_kafka import OFFSET_END, Consumer, TopicPartition

from faults.acts.changes import changing
from faults.breaks import CONSUMERS
from faults.stage import Stage
from scripts.stack import Stack, services
from scripts.stack.copies import COPIES, differences, look_at, resync
from scripts.stack.services import Worker

#: Seconds that Kafka is away.
AWAY: Final = (5.0, 8.0)
#: Seconds in which changes are made whose events are lost, and after which the relays have surely sent them.
LOST, SENT_WITHIN = 4.0, 3.0
#: Seconds after `events republish` within which both copies are right again.
RIGHT_WITHIN: Final = 30.0
#: Seconds that a relay is paused: longer than anybody waits for it.
PAUSED: Final = 30.0
#: Seconds within which another relay sends.
TAKEN_WITHIN: Final = 5.0
#: Seconds that building a copy anew may take.
BUILT_WITHIN: Final = 60.0


async def empty_kafka(stage: Stage) -> None:
    """Promise 9: Kafka is killed and comes back with nothing; what it had not handed on is sent again."""
    began, stack = datetime.datetime.now(datetime.UTC), stage.stack
    await asyncio.sleep(stage.seconds / 4)
    # What is sent and not applied is lost for good, unless it is sent again. Nothing changes afterwards: a later change
    # of the same row would bring what was lost.
    await asyncio.to_thread(_each, stack.pause, CONSUMERS)
    async with changing(stage):
        await asyncio.sleep(LOST)
    await asyncio.sleep(SENT_WITHIN)
    with stage.broken("empty kafka"):
        await asyncio.to_thread(stack.empty, "kafka")
        await asyncio.to_thread(_each, stack.resume, CONSUMERS)
        await asyncio.sleep(stage.random.uniform(*AWAY))
        await asyncio.to_thread(stack.start, "kafka")
        await asyncio.to_thread(stack.manage, "messaging", "events", "create-topics")
    for copy in COPIES:
        lost = await asyncio.to_thread(differences, stack, copy, stage.load.folder)
        stage.words.append(f"{len(lost)} of {copy} lost")
        stage.insist(bool(lost), f"nothing was lost of {copy}, so sending again proves nothing")
    since = began.isoformat()
    said = await asyncio.gather(
        *(
            asyncio.to_thread(stack.manage, service, "events", "republish", "--since", since, "--json")
            for service in services.PROFILES
        )
    )
    told = datetime.datetime.now(datetime.UTC)  # a command takes seconds to start, which belong to whoever types it
    counts = [sum(json.loads(each)["republished"].values()) for each in said]
    stage.words.append(f"{sum(counts):,} events sent again")
    stage.insist(all(counts), "a service had nothing to send again")
    right = await _right_at(stage)
    took = (right - told).total_seconds() if right else math.inf
    stage.within("copies right after republishing:", [took], RIGHT_WITHIN)


def _each(do: Callable[[str], None], names: Iterable[str]) -> None:
    for name in names:
        do(name)


async def _right_at(stage: Stage) -> datetime.datetime | None:
    """When both copies were seen to equal their sources: a look takes seconds itself, so the moment of reading counts.

    None when no look that began within RIGHT_WITHIN seconds has seen it.
    """
    until = time.monotonic() + RIGHT_WITHIN
    while time.monotonic() < until:
        looks = await asyncio.gather(
            *(asyncio.to_thread(look_at, stage.stack, copy, stage.load.folder) for copy in COPIES)
        )
        if not any(look.differences for look in looks):
            return max(look.read_at for look in looks)
    return None


async def late_relay(stage: Stage) -> None:
    """Promise 20: the relay at work is paused, a second one takes over, and the first wakes up again."""
    stack = stage.stack
    second = Worker(stack.layout, {}, "messaging", "relay-2", "relay_events")
    read = asyncio.create_task(asyncio.to_thread(Wire(stack).read_until, stop := threading.Event()))
    await asyncio.to_thread(second.start)
    try:
        with stage.broken("pause messaging-relay"):
            before = await asyncio.to_thread(holder, stack)
            stack.pause("messaging-relay")
            took = await asyncio.to_thread(_taken, stack, before)
            await asyncio.sleep(PAUSED - took)
            stack.resume("messaging-relay")
        await asyncio.sleep(stage.seconds / 3)
    finally:
        await asyncio.to_thread(second.stop)
        stop.set()
        sent = await read
    stage.insist(before.startswith("messaging-relay:"), f"{before} was at work, not the one that was paused")
    judge_wire(stage, took, sent)


def judge_wire(stage: Stage, took: float, sent: dict[str, list[int]]) -> None:
    """`took`: seconds until somebody else sent; `sent`: see `Wire.read_until`."""
    stage.within("taken over after", [took], TAKEN_WITHIN)
    out_of_order, count = inversions(sent), sum(map(len, sent.values()))
    stage.words.append(f"{count:,} events on the wire, {len(out_of_order)} of them out of order")
    stage.faults += out_of_order
    stage.insist(count > 0, "no event was seen on the wire")


def holder(stack: Stack) -> str:
    """Who holds the lease of messaging's relay: the name of its process first."""
    with psycopg.connect(stack.env("test")["POSTGRES_URL"], connect_timeout=10) as connection:
        row = connection.execute("SELECT holder FROM events_lease WHERE _id = 'relay'").fetchone()
    return str(row[0]) if row else ""


def _taken(stack: Stack, before: str) -> float:
    """Seconds until somebody else holds the lease, PAUSED when nobody does."""
    began = time.monotonic()
    while (passed := time.monotonic() - began) < PAUSED:
        if holder(stack) != before:
            return passed
        time.sleep(0.05)
    return PAUSED


class Wire:
    """Reads what messaging sends about messages, from now on, as a consumer of nobody's group."""

    def __init__(self, stack: Stack) -> None:
        servers = stack.env("test")["KAFKA_SERVERS"]
        self._consumer = Consumer({"bootstrap.servers": servers, "group.id": "faults", "enable.auto.commit": False})
        known = self._consumer.list_topics("messages", timeout=10).topics["messages"].partitions
        self._consumer.assign([TopicPartition("messages", number, OFFSET_END) for number in known])
        self._consumer.poll(1.0)  # only then it is known where the end was
        self.ids: Counter[str] = Counter()  # how often each event came

    def read_until(self, stop: threading.Event) -> dict[str, list[int]]:
        """The versions of each aggregate in the order of the wire."""
        versions: defaultdict[str, list[int]] = defaultdict(list)
        while not stop.is_set():
            message = self._consumer.poll(0.2)
            if message is not None and not message.error() and (value := message.value()):
                event = json.loads(value)
                self.ids[event["id"]] += 1
                versions[(message.key() or b"").decode()].append(event["aggregateversion"])
        self._consumer.close()
        return versions


def inversions(sent: dict[str, list[int]]) -> list[str]:
    """Where a version came for the first time after a higher one of its key. What comes again is no fault."""
    faults = []
    for key, versions in sent.items():
        highest, seen = 0, set[int]()
        for version in versions:
            if version not in seen and version < highest:
                faults.append(f"{key}: version {version} came after {highest}")
            seen.add(version)
            highest = max(highest, version)
    return faults


_SPOIL: Final = "UPDATE messaging_user SET display_name = 'Spoilt' WHERE id IN (SELECT id FROM messaging_user LIMIT 50)"


async def build_anew(stage: Stage) -> None:
    """Promise 39: rows of messaging's copy are wrong; both copies are built anew while everybody goes on."""
    stack = stage.stack
    with psycopg.connect(stack.env("test")["POSTGRES_URL"], connect_timeout=10, autocommit=True) as connection:
        spoilt = connection.execute(_SPOIL).rowcount
    before = await asyncio.to_thread(differences, stack, "users", stage.load.folder)
    stage.insist(0 < len(before) <= spoilt, f"{spoilt} rows were spoilt and {len(before)} were found to differ")
    async with changing(stage):
        took = []
        for copy in COPIES:
            began = time.monotonic()
            await asyncio.to_thread(resync, stack, copy)
            took.append(time.monotonic() - began)
    stage.words.append(f"{len(before)} rows differed before")
    stage.within("each copy built anew in", took, BUILT_WITHIN)
