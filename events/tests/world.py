"""A source that people keep changing, and what has become of it at the other end of the event log."""

import random
from typing import Any

from confluent_kafka import Consumer
from django.conf import settings

from events.ids import new_id
from events.models import JobRun, OutboxEvent
from events.tests.people import record, user_event
from events.tests.processes import until


class World:
    """Some people whose versions go up by one; the worker of these tests keeps a copy and counts what came."""

    def __init__(self, using: str, rng: random.Random, people: int = 20) -> None:
        self.using = using
        self.rng = rng
        self.versions: dict[str, int] = {str(new_id()): 0 for _ in range(people)}

    @property
    def total(self) -> int:
        return sum(self.versions.values())

    def write(self, count: int) -> None:
        """Change people at random, in transactions of random size."""
        left = count
        while left:
            size = min(left, self.rng.randint(1, 20))
            record(*(self._change() for _ in range(size)), using=self.using)
            left -= size

    def _change(self) -> Any:
        person = self.rng.choice(list(self.versions))
        self.versions[person] += 1
        return user_event(user_id=person, version=self.versions[person])

    def counted(self, name: str = "count") -> int:
        return self.counted_in(self.using, name)

    @staticmethod
    def counted_in(using: str, name: str) -> int:
        """What a counter of the worker says."""
        found = JobRun.objects.using(using).filter(name=name).values_list("touched", flat=True).first()
        return found or 0

    def arrives(self, seconds: float) -> float:
        """Wait until all that was written has been counted at the other end; the seconds that it took."""
        return until(lambda: self.counted() >= self.total and not self.waiting(), seconds=seconds)

    def waiting(self) -> int:
        return OutboxEvent.objects.using(self.using).filter(waiting=True).count()

    def differences(self) -> dict[str, Any]:
        """What the copy and the counters say otherwise than the source; empty when they are exact."""
        names = [name for name, version in self.versions.items() if version]
        copies = dict(JobRun.objects.using(self.using).filter(name__in=names).values_list("name", "touched"))
        wrong: dict[str, Any] = {
            name: (self.versions[name], copies.get(name)) for name in names if copies.get(name) != self.versions[name]
        }
        for counter in ("count", "tally"):
            if self.counted(counter) != self.total:
                wrong[counter] = (self.total, self.counted(counter))
        return wrong


def on_the_wire(prefix: str, topic: str) -> list[tuple[str, bytes]]:
    """Key and value of every record of a topic, in order within each partition."""
    reader = Consumer(
        {
            "bootstrap.servers": ",".join(settings.KAFKA_SERVERS),
            "group.id": f"{prefix}reader-{new_id()}",
            "auto.offset.reset": "earliest",
            "enable.partition.eof": True,
        }
    )
    reader.subscribe([prefix + topic])
    found: list[tuple[str, bytes]] = []
    ended: set[int | None] = set()
    partitions = len(reader.list_topics(prefix + topic, timeout=30).topics[prefix + topic].partitions)
    while len(ended) < partitions:
        message: Any = reader.poll(30)
        assert message is not None, "the broker does not answer"
        if message.error():
            ended.add(message.partition())
        else:
            found.append(((message.key() or b"").decode(), message.value()))
    reader.close()
    return found
