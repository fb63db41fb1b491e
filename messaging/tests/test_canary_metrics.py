"""It is true of the canary's metrics that they say what /status says, and that every alarm is about one of them."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from prometheus_client import CollectorRegistry, generate_latest

from messaging.canary.metrics import PREFIX, CanaryMetrics
from messaging.canary.status import status_of
from messaging.tests.beats import MOMENT, beat, heard

ALARMS = json.loads((Path(settings.BASE_DIR) / "terraform" / "canary_alarms.json").read_text())["alarms"]


@pytest.fixture(autouse=True)
def deployed(settings):
    settings.PROFILE, settings.TRUSTED_PROXIES = "messaging", 1


def told(*beats, **sees):
    registry = CollectorRegistry()
    registry.register(CanaryMetrics(lambda: status_of(heard(*beats, **sees), MOMENT)))
    lines = [line.rpartition(" ") for line in generate_latest(registry).decode().splitlines() if line[0] != "#"]
    return {name.removeprefix(PREFIX): float(value) for name, _, value in lines}


def test_a_good_day():
    found = told(beat(30, shown_ms=80), beat(15))

    assert (found["ok"], found["gaps"], found["gap_seconds"]) == (1, 0, 0)
    assert {value for name, value in found.items() if name.startswith("up{")} == {1}
    assert (found["shown_seconds"], found["events_seconds"]) == (0.04, 0.5)
    assert found['shown_day_seconds{quantile="0.95"}'] == 0.08


def test_what_is_missing_is_0_and_what_is_not_known_is_not_told():
    found = told(beat(15, "redis", unknown=("kafka",), shown_ms=None))

    assert (found["ok"], found["gaps"], found["gap_seconds"]) == (0, 1, 15)
    assert found['up{component="redis"}'] == 0
    assert 'up{component="kafka"}' not in found
    assert "shown_seconds" not in found


def test_right_after_a_start_there_is_no_verdict():
    assert "ok" not in told()


@pytest.mark.parametrize("alarm", ALARMS, ids=lambda alarm: alarm["name"])
def test_an_alarm_is_about_a_metric_that_there_is(alarm):
    assert alarm["metric"].startswith(PREFIX)
    assert alarm["metric"].removeprefix(PREFIX) in told(beat(15))
    assert alarm["statistic"] in {"Minimum", "Maximum", "Average"}
    assert alarm["when"] in {"LessThanThreshold", "GreaterThanThreshold"}
    assert alarm["missing"] in {"breaching", "notBreaching", "ignore", "missing"}
    assert alarm["period_seconds"] % 60 == 0
    assert alarm["says"].endswith(".")
