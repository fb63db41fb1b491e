"""How fast events travel: relay and apply on both databases, and a backlog that is worked off beside live events.

Runs on the servers of the stack in STACK_DIR and STACK_PORT (`python -m scripts.stack up --servers-only`), in
databases and topics of its own. Figures are the median of all rounds.
"""

import argparse
import dataclasses
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from bench.backlog import csv_of, svg_of, work_off
from bench.bar import Bar
from bench.servers import Place, place
from scripts.stack import Stack
from scripts.stack.layout import ROOT, Layout

IMAGE: Final = ROOT / "docs" / "images" / "events-backlog.svg"
TIME: Final = "2026-11-24T10:17:15.042Z"


@dataclasses.dataclass
class Result:
    name: str
    unit: str
    rounds: list[float]

    @property
    def median(self) -> float:
        return round(statistics.median(self.rounds), 1)


class Side:
    """One database: its outbox is filled, relayed and applied by the service that has its copies there."""

    def __init__(self, name: str, using: str, app: str, topic: str, here: Place) -> None:
        self.name, self.using, self.app, self.topic, self.here = name, using, app, topic, here

    def fill(self, count: int, bar: Bar | None = None) -> None:
        from events import outbox, txn
        from events.models import OutboxEvent

        for start in range(0, count, 1000):
            rows = [outbox.row_of(self._event(), source="bench") for _ in range(min(1000, count - start))]
            with txn.atomic(self.using):
                OutboxEvent.objects.using(self.using).bulk_create(rows)
            if bar:
                bar.at(start)

    def _event(self) -> Any:
        from events.catalogue import MemberUpdated, UserUpdated
        from events.ids import new_id

        if self.app == "accounts":
            ids = {"party_id": str(new_id()), "user_id": str(new_id())}
            return MemberUpdated(version=1, **ids, role="member", joined_at=TIME)
        shown: dict[str, Any] = {"username": "somebody", "display_name": "Some Body", "avatar_url": "", "locale": "en"}
        user_id = str(new_id())
        return UserUpdated(
            version=1, user_id=user_id, **shown, is_staff=False, zoneinfo="Europe/London", created_at=TIME
        )

    def relay(self, bar: Bar) -> float:
        """Events a second from the outbox to the broker's acknowledgement, marked."""
        from django.conf import settings

        from events.kafka import KafkaSender
        from events.relay import relay_batch

        sender, done, began = KafkaSender(settings.KAFKA_SERVERS, prefix=self.here.prefix), 0, time.monotonic()
        while sent := relay_batch(sender, self.using):
            done += sent
            bar.at(done)
        seconds = time.monotonic() - began
        sender.close()
        return done / seconds

    def apply(self, count: int, bar: Bar) -> float:
        """Events a second from the broker into the copy, offsets committed, from the first batch on."""
        from django.conf import settings

        from events.consumer import apply_batch
        from events.kafka import KafkaReceiver

        group = f"{self.here.prefix}{self.app}"
        receiver = KafkaReceiver(settings.KAFKA_SERVERS, group=group, topics=[self.topic], prefix=self.here.prefix)
        done, began = 0, 0.0
        while done < count:
            records = receiver.receive()
            began = began or (time.monotonic() if records else 0.0)
            apply_batch(records, self.app, self.using)
            receiver.commit()
            done += len(records)
            bar.at(done)
        seconds = time.monotonic() - began
        receiver.close()
        return done / seconds

    def look(self) -> tuple[int, int]:
        """Rows that wait, and rows of the copy."""
        from events.models import OutboxEvent
        from messaging.models import User

        waiting = OutboxEvent.objects.using(self.using).filter(waiting=True).count()
        return waiting, User.objects.using(self.using).count()

    def clear(self) -> None:
        from accounts.models import MembershipCopy
        from events.models import OutboxEvent
        from messaging.models import User

        model: Any = User if self.app == "messaging" else MembershipCopy
        model.objects.using(self.using).all().delete()
        OutboxEvent.objects.using(self.using).all().delete()


def measure_rates(side: Side, count: int, rounds: int) -> list[Result]:
    relay, apply = Result(f"relay on {side.name}", "events/s", []), Result(f"apply on {side.name}", "events/s", [])
    # Of the one process, the servers' not counted: it says the same whatever else the machine does.
    relay_cpu, apply_cpu = (Result(f"  processor time of {step}", "us/event", []) for step in ("relay", "apply"))
    for number in range(rounds):
        side.clear()
        step = f"{side.name} {number + 1}/{rounds}"
        _with_bar(f"fill {step}", count, lambda bar: side.fill(count, bar))
        began = time.process_time()
        relay.rounds.append(_with_bar(f"relay {step}", count, side.relay))
        between = time.process_time()
        apply.rounds.append(_with_bar(f"apply {step}", count, lambda bar: side.apply(count, bar)))
        relay_cpu.rounds.append((between - began) / count * 1e6)
        apply_cpu.rounds.append((time.process_time() - between) / count * 1e6)
    return [relay, relay_cpu, apply, apply_cpu]


def _with_bar(name: str, whole: int, work: Callable[[Bar], Any]) -> Any:
    bar = Bar(name, whole)
    try:
        return work(bar)
    finally:
        bar.end()


def measure_backlog(side: Side, given: argparse.Namespace, log: Path) -> list[Result]:
    seconds, memory = Result("backlog gone", "s", []), Result("memory grew, relay and consumer", "MiB", [])
    for _ in range(given.rounds):
        side.clear()
        _with_bar("fill the backlog", given.backlog, lambda bar: side.fill(given.backlog, bar))
        took, live, samples = work_off(side.here, given.backlog, given.live, side.fill, side.look, log)
        seconds.rounds.append(took)
        # From the first sample in which both were at work: before, they still load their code.
        working = [sample for sample in samples if sample.behind < given.backlog * 0.9]
        first, last = working[0], working[-1]
        memory.rounds.append(last.relay_mb + last.consumer_mb - first.relay_mb - first.consumer_mb)
        IMAGE.with_suffix(".csv").write_text(csv_of(samples))
        IMAGE.write_text(svg_of(samples, f"{given.backlog:,} events waiting, {live:,} live ones meanwhile"))
    return [seconds, memory]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.events", description=__doc__)
    parser.add_argument("--events", type=int, default=20_000, help="events a round of relay and apply (20000)")
    parser.add_argument("--backlog", type=int, default=100_000, help="events that wait at the start (100000)")
    parser.add_argument("--live", type=int, default=100, help="live events a second meanwhile (100)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of everything (3)")
    parser.add_argument("--only", choices=["rates", "backlog"], help="leave out the other")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    layout = Layout.from_environment()
    log = layout.directory / "logs" / "bench.log"
    results: list[Result] = []
    with place(Stack(layout.directory, layout.port), log) as here:
        postgresql = Side("postgresql", "messaging", "messaging", "users", here)
        mongodb = Side("mongodb", "default", "accounts", "parties", here)
        if given.only != "backlog":
            results += measure_rates(postgresql, given.events, given.rounds)
            results += measure_rates(mongodb, given.events, given.rounds)
        if given.only != "rates":
            results += measure_backlog(postgresql, given, log)
    print(_json(results) if given.json else _table(results))
    return 0


def _json(results: list[Result]) -> str:
    return json.dumps([dataclasses.asdict(result) | {"median": result.median} for result in results])


def _table(results: list[Result]) -> str:
    lines = [f"{'':<34} {'median':>10} {'':<9} rounds"]
    for result in results:
        rounds = ", ".join(f"{number:,.1f}" for number in result.rounds)
        lines.append(f"{result.name:<34} {result.median:>10,.1f} {result.unit:<9} {rounds}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
