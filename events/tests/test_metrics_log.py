"""It is true that a process can log its metrics so that CloudWatch makes metrics of them."""

import io
import json
import threading
import time
from typing import Any

import pytest
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from events import metrics, metrics_log
from events.metrics_log import MetricsLog

pytestmark = pytest.mark.portable


@pytest.fixture
def registry():
    return CollectorRegistry()


def values(line: str) -> dict[str, Any]:
    """What CloudWatch reads out of a line: the values that the directive names, each under its name."""
    told = json.loads(line)
    (directive,) = told["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "Chatterbox"
    assert directive["Dimensions"] == [["Service", "Process"]]
    assert (told["Service"], told["Process"]) == ("messaging", "web")
    assert abs(told["_aws"]["Timestamp"] / 1000 - time.time()) < 60
    return {each["Name"]: told[each["Name"]] for each in directive["Metrics"]}


def test_gauges_are_told_as_they_are_and_counters_as_what_they_grew_by(registry):
    sockets = Gauge("chatterbox_sockets", "…", registry=registry)
    sent = Counter("chatterbox_sent", "…", registry=registry)
    lag = Gauge("chatterbox_lag", "…", ["partition"], registry=registry)
    Gauge("chatterbox_empty", "…", ["partition"], registry=registry)
    Gauge("python_info", "…", registry=registry)
    log = MetricsLog(registry, "messaging", "web")
    sockets.set(7)
    sent.inc(3)
    for partition in ("a", "b"):
        lag.labels(partition).set(1 if partition == "a" else 20)

    assert values(log.line()) == {"chatterbox_sockets": 7, "chatterbox_sent": 3, "chatterbox_lag": [1, 20]}

    sent.inc(2)
    assert values(log.line())["chatterbox_sent"] == 2
    assert values(log.line()) == {"chatterbox_sockets": 7, "chatterbox_lag": [1, 20]}


def test_of_a_histogram_the_slowest_of_a_hundred_is_told_since_the_line_before(registry):
    seconds = Histogram("chatterbox_seconds", "…", ["kind"], buckets=(0.1, 1.0, 5.0), registry=registry)
    log = MetricsLog(registry, "messaging", "web")
    for _ in range(99):
        seconds.labels("fast").observe(0.05)
    seconds.labels("slow").observe(4)

    assert values(log.line()) == {"chatterbox_seconds_count": 100, "chatterbox_seconds_p99": 0.1}

    seconds.labels("slow").observe(0.5)
    seconds.labels("slow").observe(60)
    assert values(log.line()) == {"chatterbox_seconds_count": 2, "chatterbox_seconds_p99": 5.0}
    assert values(log.line()) == {}


def test_no_line_is_longer_than_cloudwatch_takes(registry):
    for number in range(metrics_log.MOST_METRICS + 5):
        Gauge(f"chatterbox_{number}", "…", registry=registry)
    many = Gauge("chatterbox_0_many", "…", ["partition"], registry=registry)
    for number in range(metrics_log.MOST_VALUES + 5):
        many.labels(str(number)).set(number)

    found = values(MetricsLog(registry, "messaging", "web").line())

    assert len(found) == metrics_log.MOST_METRICS
    assert all(len(value) <= metrics_log.MOST_VALUES for value in found.values() if isinstance(value, list))


def test_of_more_values_than_cloudwatch_takes_the_largest_are_told(registry):
    lag = Gauge("chatterbox_lag", "…", ["partition"], registry=registry)
    for number in range(metrics_log.MOST_VALUES + 5):
        lag.labels(str(number)).set(number)

    told = values(MetricsLog(registry, "messaging", "web").line())["chatterbox_lag"]

    assert len(told) == metrics_log.MOST_VALUES
    assert (max(told), min(told)) == (metrics_log.MOST_VALUES + 4, 5)


def test_a_line_comes_each_time_and_a_fault_ends_nothing(registry, monkeypatch):
    monkeypatch.setattr(metrics_log, "SECONDS", 0.01)
    looked, stream = threading.Event(), io.StringIO()
    faults = iter([RuntimeError("no database")])

    def look() -> float:
        for fault in faults:
            raise fault
        looked.set()
        return 1

    Gauge("chatterbox_sockets", "…", registry=registry).set_function(look)
    log = MetricsLog(registry, "messaging", "web", stream)
    log.start()
    assert looked.wait(10)
    assert log.wrote.wait(10)
    log.stop()

    assert values(stream.getvalue().splitlines()[0]) == {"chatterbox_sockets": 1}


def test_without_a_name_nothing_is_logged(settings, monkeypatch):
    started = []
    monkeypatch.setattr(MetricsLog, "start", lambda self: started.append(self.names))
    monkeypatch.setattr(metrics, "registry", CollectorRegistry())
    monkeypatch.setattr(metrics, "_started", False)
    settings.METRICS_PORT, settings.METRICS_LOG = 0, ""
    metrics.start()
    assert started == []

    settings.METRICS_LOG = "relay"
    metrics.start()
    metrics.start()
    assert started == [{"Service": settings.PROFILE, "Process": "relay"}]
