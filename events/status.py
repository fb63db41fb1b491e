"""How the events of a service are doing: what waits, what lies aside, who works, what ran last."""

from datetime import datetime

import msgspec
from django.conf import settings
from django.db.models import Count

from events.lag import lag
from events.models import DeadLetter, JobRun, Lease, OutboxEvent, Resync
from events.outages import DependencyLost
from events.registry import topics_of
from events.relay import parked_rows
from events.times import iso, now


class Outbox(msgspec.Struct, frozen=True):
    """`age` is of the oldest row that waits, in seconds."""

    waiting: int
    age: float
    parked: int


class JobStatus(msgspec.Struct, frozen=True):
    name: str
    started_at: str
    seconds: float
    touched: int
    fault: str


class ResyncStatus(msgspec.Struct, frozen=True):
    kind: str
    id: str
    finished_at: str | None
    outcome: str


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """`lag` is records behind, by topic/partition, where there is any; `kafka` why that is not known."""

    service: str
    outbox: Outbox
    dead_letters: dict[str, int]
    lag: dict[str, int]
    kafka: str
    leases: dict[str, str]
    jobs: list[JobStatus]
    resyncs: list[ResyncStatus]


def status_of(app: str, using: str) -> Status:
    behind, kafka = lag_of(app)
    letters = DeadLetter.objects.using(using).values_list("reason").annotate(number=Count("id")).order_by("reason")
    return Status(
        service=app,
        outbox=outbox_of(using),
        dead_letters=dict(letters),
        lag=behind,
        kafka=kafka,
        leases=dict(Lease.objects.using(using).order_by("name").values_list("name", "holder")),
        jobs=[_job(run) for run in JobRun.objects.using(using).order_by("name")],
        resyncs=[_resync(each) for each in Resync.objects.using(using).order_by("-id")[:5]],
    )


def outbox_of(using: str) -> Outbox:
    rows = OutboxEvent.objects.using(using)
    return Outbox(rows.filter(waiting=True).count(), outbox_age(using), parked_rows(using).count())


def outbox_age(using: str) -> float:
    """Seconds that the oldest row waits; 0 when none does."""
    # By the index of waiting rows; ids are made with the rows, so the lowest is the oldest but for milliseconds.
    waiting = OutboxEvent.objects.using(using).filter(waiting=True).order_by("waiting", "id")
    oldest: datetime | None = waiting.values_list("created_at", flat=True).first()
    return round(max(0.0, (now() - oldest).total_seconds()), 3) if oldest else 0.0


def lag_of(app: str) -> tuple[dict[str, int], str]:
    """Records that the consumers of a service are behind, by topic/partition, and why it is not known."""
    servers, topics = settings.KAFKA_SERVERS, topics_of(app)
    if not servers or not topics:
        return {}, ""
    prefix: str = settings.KAFKA_PREFIX
    try:
        found = lag(servers, prefix + app, [prefix + topic for topic in topics])
    except DependencyLost as lost:
        return {}, str(lost)
    return {f"{topic.removeprefix(prefix)}/{number}": behind for (topic, number), behind in found.items()}, ""


def _job(run: JobRun) -> JobStatus:
    return JobStatus(run.name, iso(run.started_at), run.seconds, run.touched, run.fault)


def _resync(resync: Resync) -> ResyncStatus:
    return ResyncStatus(resync.kind, resync.id, iso(resync.finished_at), resync.outcome)


def lines_of(status: Status) -> list[str]:
    """For people."""
    box = status.outbox
    behind = sum(status.lag.values())
    aside = ", ".join(f"{number} {reason}" for reason, number in status.dead_letters.items()) or "none"
    lines = [
        f"{status.service}",
        f"  outbox        {box.waiting} waiting, the oldest for {box.age:.1f} s; {box.parked} parked",
        f"  dead letters  {aside}",
        f"  lag           {status.kafka or f'{behind} records'}",
        *(f"    {place:<20} {number}" for place, number in status.lag.items() if number),
        *(f"  lease {name:<7} {holder}" for name, holder in status.leases.items()),
        *(f"  resync        {r.kind} {r.id}: {r.outcome or 'under way'}" for r in status.resyncs),
    ]
    for job in status.jobs:
        told = job.fault or f"{job.touched} rows in {job.seconds:.1f} s"
        lines.append(f"  job           {job.name} at {job.started_at}: {told}")
    return lines
