"""It is true of parts that are to die that each does at each step, and that who stays alive there is told."""

import itertools
from types import SimpleNamespace

import pytest

from events.failpoints import OF_EVENTS, parse
from faults.acts import dying
from faults.breaks import CONSUMERS, RELAYS
from faults.tests.stages import empty_stage


class Relay:
    """A stack with one part, which says `said` and ends, or goes on."""

    def __init__(self, said, ends):
        self.done, self.said, self.ends = [], said, ends

    def part(self, name):
        return SimpleNamespace(process=SimpleNamespace(pid=lambda: None if self.ends else 7, written=lambda: self.said))

    def kill(self, name):
        self.done.append("kill")

    def launch(self, name, settings):
        self.done.append(settings["CHATTERBOX_FAILPOINT"])


@pytest.mark.parametrize(("parts", "places"), [(RELAYS, dying.OF_RELAY), (CONSUMERS, dying.OF_CONSUMER)])
def test_each_part_has_its_death_at_each_step(parts, places):
    planned = dying.plan(empty_stage(), parts, places)

    assert sorted((part, parse(point).name) for part, point in planned) == sorted(itertools.product(parts, places))
    assert planned == dying.plan(empty_stage(), parts, places)
    assert {parse(point).deed for _, point in planned} == {"kill"}


def test_every_step_of_an_event_is_one_of_the_relay_or_of_the_consumer():
    assert (*dying.OF_RELAY, *dying.OF_CONSUMER) == OF_EVENTS


@pytest.mark.parametrize(
    ("said", "ends", "faults"),
    [
        (b'{"message": "failpoint_reached"}', True, []),
        (b"ImproperlyConfigured", True, ["relay has not died at after_send:1:kill"]),
        (b"worker_ready", False, ["relay has not died at after_send:1:kill"]),
    ],
)
def test_who_ends_for_another_reason_or_not_at_all_is_a_fault(said, ends, faults, monkeypatch):
    monkeypatch.setattr(dying, "WITHIN", 0.05)
    stage = empty_stage()
    stage.stack = Relay(said, ends)

    dying._die(stage, "relay", "after_send:1:kill")

    assert stage.faults == faults
    assert stage.breaks == ["relay dies at after_send:1:kill"]
    assert stage.stack.done == ["kill", "after_send:1:kill", "kill"]
