"""It is true of the status of a process that…"""

import time

import pytest

from messaging.canary import SILENT
from messaging.canary.components import CANARY, NAMES, called, components
from messaging.canary.status import PARTS, status_of
from messaging.tests.beats import MOMENT, beat, heard


@pytest.fixture(autouse=True)
def deployed(settings):
    """As in production, behind a load balancer."""
    settings.PROFILE = "messaging"
    settings.TRUSTED_PROXIES = 1


def states(watch, moment=MOMENT):
    return {one.name: one.state for one in status_of(watch, moment).components}


def long_after_a_start(watch):
    watch.began = time.monotonic() - SILENT - 1
    return watch


def test_all_is_well_while_the_newest_beat_says_so():
    found = status_of(heard(beat(30), beat(15)), MOMENT)

    assert (found.state, found.missing, found.gaps) == ("ok", [], [])
    assert {one.state for one in found.components} == {"ok"}
    assert (found.shown.p50, found.events.p95) == (40, 500)


def test_it_names_what_the_newest_beat_misses():
    found = status_of(heard(beat(30), beat(15, "kafka", unknown=("messaging-relay",))), MOMENT)

    assert (found.state, found.missing) == ("down", ["kafka"])
    assert {one.name: one.state for one in found.components}["messaging-relay"] == "unknown"


def test_what_an_older_beat_missed_is_a_gap_and_no_more():
    found = status_of(heard(beat(30, "kafka"), beat(15)), MOMENT)

    assert (found.state, found.missing) == ("ok", [])
    assert [(gap.missing, gap.seconds) for gap in found.gaps] == [(["kafka"], 15)]


def test_a_silent_canary_is_missing_and_nothing_else_is_known():
    found = states(heard(beat(SILENT + 1), **{"messaging-web": True}))

    assert found.pop(CANARY) == "down"
    assert found.pop("messaging-web") == "ok"
    assert set(found.values()) == {"unknown"}


def test_a_canary_that_is_just_not_silent_yet_counts():
    assert status_of(heard(beat(SILENT - 1)), MOMENT).state == "ok"


def test_a_beat_of_a_clock_that_was_ahead_says_nothing_of_now():
    assert status_of(heard(beat(15, "kafka"), beat(-3600)), MOMENT).state == "down"
    assert status_of(heard(beat(15), beat(-3600, "kafka")), MOMENT).state == "ok"
    found = status_of(heard(beat(300), beat(-3600)), MOMENT)
    assert [one.name for one in found.components if one.state == "down"] == ["canary"]


def test_what_the_process_sees_itself_is_missing_whatever_the_beat_says():
    found = status_of(heard(beat(15), redis=False, postgresql=True), MOMENT)

    assert (found.state, found.missing) == ("down", ["redis"])


def test_what_the_beat_misses_is_missing_whatever_the_process_sees():
    assert states(heard(beat(15, "redis"), redis=True))["redis"] == "down"


def test_with_both_ways_of_the_news_away_it_names_both_by_itself():
    found = status_of(heard(beat(300), redis=False, postgresql=False), MOMENT)

    assert found.missing == ["postgresql", "redis", CANARY]


def test_right_after_a_start_nothing_is_known():
    assert status_of(heard(), MOMENT).state == "unknown"


def test_long_after_a_start_a_canary_that_never_was_is_missing():
    assert status_of(long_after_a_start(heard()), MOMENT).missing == [CANARY]


def test_on_a_laptop_nobody_has_to_run_one(settings):
    settings.PROFILE = "local"

    assert status_of(long_after_a_start(heard()), MOMENT).state == "unknown"


def test_a_component_that_this_installation_does_not_have_is_not_told_of(settings):
    settings.TRUSTED_PROXIES = 0
    assert "front" not in components()
    settings.TRUSTED_PROXIES = 1
    assert components() == tuple(NAMES)


def test_a_name_from_a_newer_process_is_shown_as_it_is():
    assert called("oracle") == "oracle"


def test_quarters_of_an_hour_are_told_apart():
    found = status_of(heard(beat(20 * 60, "kafka"), beat(20 * 60 - 15), beat(15)), MOMENT)

    assert len(found.parts) == PARTS
    assert found.parts[-2:] == ["down", "down"]  # from 20 min ago on nothing was heard
    assert found.parts[0] == "unknown"


def test_gaps_are_told_the_newest_first():
    found = status_of(heard(beat(75, "kafka"), beat(60), beat(45, "redis"), beat(30)), MOMENT)

    assert [gap.missing for gap in found.gaps] == [["redis"], ["kafka"]]


def test_what_was_away_between_two_beats_stays_to_be_seen():
    watch = heard(beat(30), beat(15))
    watch.note("redis", False, MOMENT - 12)
    assert status_of(watch, MOMENT - 11).missing == ["redis"]
    watch.note("redis", False, MOMENT - 7)
    watch.note("redis", True, MOMENT - 2)

    found = status_of(watch, MOMENT)

    assert found.state == "ok"
    assert [(gap.missing, gap.seconds) for gap in found.gaps] == [(["redis"], 10)]


def test_of_two_that_are_away_one_may_come_back():
    watch = heard(beat(30), beat(15))
    watch.note("redis", False, MOMENT - 12)
    watch.note("postgresql", False, MOMENT - 11)
    watch.note("redis", True, MOMENT - 2)

    found = status_of(watch, MOMENT)

    assert found.missing == ["postgresql"]
    assert [(gap.missing, gap.ended_at) for gap in found.gaps] == [(["redis", "postgresql"], None)]
