"""Metrics for Prometheus, on a port of each process's own (METRICS_PORT): never on one that people reach. And for
CloudWatch, as lines of its log (METRICS_LOG).

What this process counted comes from `events.counters`; what waits and lies aside is looked up when somebody asks.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final

import msgspec
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.models import Count
from prometheus_client import CollectorRegistry, Histogram, ProcessCollector, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from events import counters
from events.databases import databases
from events.metrics_log import MetricsLog
from events.models import DeadLetter
from events.outages import first_line
from events.records import Record
from events.status import lag_of, outbox_of
from events.times import now

log = logging.getLogger(__name__)

#: What this process has counted, by the name in `events.counters`.
COUNTED: Final = {
    "events_published": "Events that the broker, or the service in this process, has acknowledged.",
    "events_applied": "Events whose effects were committed.",
    "events_unknown": "Events of an unknown type that were left out.",
    "events_dead": "Events that were laid aside as dead letters.",
    "events_parked": "Events that can't be published.",
    "presence_put_off": "Tellings of who came or went that wait, because something else is still waiting to be read.",
    "typing_dropped": "Signs of typing that were not shown, because something else was still waiting to be read.",
}
_BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0)

registry = CollectorRegistry()
_apply = Histogram(
    "chatterbox_events_apply_seconds",
    "Applying one batch, with its commit.",
    ["service"],
    buckets=_BOUNDS,
    registry=registry,
)
_delay = Histogram(
    "chatterbox_events_delay_seconds",
    "From the recording of a batch's first event to the commit of its effects.",
    ["service"],
    buckets=_BOUNDS,
    registry=registry,
)


class _Timed(msgspec.Struct):
    """The part of an envelope that says when it was recorded."""

    time: datetime


def timed_apply(apply: Callable[[Sequence[Record]], int], records: Sequence[Record], app: str) -> int:
    """`apply(records)`, which says how many it has applied, with a stopwatch."""
    started = time.monotonic()
    applied = apply(records)
    if applied:
        _apply.labels(app).observe(time.monotonic() - started)
        recorded = _recorded_at(records[0])
        if recorded is not None:
            _delay.labels(app).observe(max(0.0, (now() - recorded).total_seconds()))
    return applied


def _recorded_at(record: Record) -> datetime | None:
    try:
        moment = msgspec.json.decode(record.value or b"", type=_Timed).time
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return moment if moment.tzinfo else None


class _Collector(Collector):
    """Looks things up in the databases of this process, and in Kafka where `lag` says so."""

    def __init__(self, lag: bool) -> None:
        self.lag = lag

    def collect(self) -> Iterator[Metric]:
        counted = counters.counted()
        for name, text in COUNTED.items():
            yield CounterMetricFamily(f"chatterbox_{name}", text, value=counted.get(name, 0))
        try:
            yield from self._looked_up()
        finally:
            connections.close_all()  # this thread ends with the answer

    def _looked_up(self) -> Iterator[Metric]:
        up = _gauge("up", "Whether the service's database could be asked.", "service")
        age = _gauge("outbox_age_seconds", "Age of the oldest event that waits to be sent.", "service")
        waiting = _gauge("outbox_waiting", "Events that wait to be sent.", "service")
        parked = _gauge("outbox_parked", "Events that can't be published, and those behind them.", "service")
        dead = _gauge("dead_letters", "Events that lie aside.", "service", "reason")
        behind = _gauge("lag", "Records that the service's consumers have not applied yet.", "service", "partition")
        for app, using in databases().items():
            try:
                box = outbox_of(using)
                letters = dict(DeadLetter.objects.using(using).values_list("reason").annotate(number=Count("id")))
            except Exception as error:  # whatever it is, Prometheus is to hear of it
                log.warning("metrics_without_database", extra={"service": app, "fault": first_line(error)})
                up.add_metric([app], 0)
                continue
            up.add_metric([app], 1)
            age.add_metric([app], box.age)
            waiting.add_metric([app], box.waiting)
            parked.add_metric([app], box.parked)
            for reason, number in letters.items():
                dead.add_metric([app, reason], number)
            for place, number in (lag_of(app)[0] if self.lag else {}).items():
                behind.add_metric([app, place], number)
        yield from (up, age, waiting, parked, dead, behind)


def _gauge(name: str, text: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"chatterbox_events_{name}", text, labels=labels)


_started = False


def start(*, lag: bool = False) -> None:
    """Open METRICS_PORT and write METRICS_LOG, once per process; nothing where neither is set.

    Raises ImproperlyConfigured when the port is taken.
    """
    global _started
    if _started or not (settings.METRICS_PORT or settings.METRICS_LOG):
        return
    registry.register(_Collector(lag))
    ProcessCollector(registry=registry)
    if settings.METRICS_PORT:
        _open_port()
    if settings.METRICS_LOG:
        MetricsLog(registry, settings.PROFILE, settings.METRICS_LOG).start()
    _started = True


def _open_port() -> None:
    try:
        start_http_server(settings.METRICS_PORT, settings.METRICS_HOST, registry)
    except OSError as error:
        raise ImproperlyConfigured(
            f"METRICS_PORT: port {settings.METRICS_PORT} of {settings.METRICS_HOST} can't be opened ({error.strerror})."
        ) from error
