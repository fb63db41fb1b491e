"""It is true of a schedule of breaks that it comes from its seed, and of carrying it out that all is mended again."""

import asyncio
import time
from types import SimpleNamespace

import pytest

from faults import breaks, forwarder
from faults.breaks import CONNECTIONS, CUT, EMPTY, KILL, MIGRATE, PAUSE, ROLL, Break
from scripts.stack import StackError
from scripts.stack.layout import FORWARDED


def test_a_seed_gives_the_same_schedule_again_and_another_gives_another():
    made = [breaks.schedule(seed, ("redis", "kafka"), KILL, (1.0, 2.0), 4, 20.0) for seed in (7, 7, 8)]

    assert made[0] == made[1] != made[2]


def test_breaks_come_one_after_another_within_the_time():
    plan = breaks.schedule(1, ("redis",), PAUSE, (1.0, 2.0), 5, 20.0)

    assert [one.at for one in plan] == sorted(one.at for one in plan)
    assert all(0 < one.at < 20 and 1 <= one.lasts <= 2 and one.part == "redis" for one in plan)


class FakeStack:
    """Notes what is done with parts."""

    def __init__(self):
        self.done = []
        self.layout = SimpleNamespace(forwarder_port=18000)

    def __getattr__(self, name):
        return lambda *words: self.done.append((name, *words)) or True


def test_what_is_killed_is_started_and_what_is_paused_goes_on():
    stack = FakeStack()
    began = time.time()

    plan = [Break(0.0, "redis", KILL, 0.05), Break(0.01, "kafka", PAUSE, 0.0)]
    first, second = asyncio.run(breaks.carry_out(stack, plan))

    assert stack.done == [("kill", "redis"), ("start", "redis"), ("pause", "kafka"), ("resume", "kafka")]
    assert began <= first.since < first.until - 0.05 < second.until


@pytest.mark.parametrize("how", CONNECTIONS)
def test_connections_are_broken_by_the_forwarder_and_pass_again(how, monkeypatch):
    stack, told = FakeStack(), []
    monkeypatch.setattr(forwarder, "tell", lambda *words: told.append(words))

    asyncio.run(breaks.carry_out(stack, [Break(0.0, "redis", how, 0.0)]))

    assert told == [(18000, "redis", how), (18000, "redis", "passes")]
    assert stack.done == []


def test_who_is_emptied_is_started_and_kafka_gets_its_topics():
    stack = FakeStack()

    asyncio.run(breaks.carry_out(stack, [Break(0.0, part, EMPTY, 0.0) for part in ("redis", "kafka")]))

    assert stack.done == [
        ("empty", "redis"),
        ("start", "redis"),
        ("empty", "kafka"),
        ("start", "kafka"),
        ("manage", "messaging", "events", "create-topics"),
    ]


def test_a_connection_that_was_cut_counts_as_broken_until_it_passes(monkeypatch):
    monkeypatch.setattr(forwarder, "tell", lambda *words: None)

    (window,) = asyncio.run(breaks.carry_out(FakeStack(), [Break(0.0, "redis", CUT, 0.05)]))

    assert window.until - window.since >= 0.05 + breaks.GRACE


def test_each_part_is_broken_once_in_an_order_of_the_seed():
    plans = [breaks.schedule(seed, ("a", "b", "c", "d"), PAUSE, (1.0, 2.0), 4, 40.0, each=True) for seed in range(5)]

    assert all(sorted(one.part for one in plan) == ["a", "b", "c", "d"] for plan in plans)
    assert len({tuple(one.part for one in plan) for plan in plans}) > 1


def test_every_part_is_restarted_once_group_by_group_in_an_order_of_the_seed():
    groups = (("tables",), ("a", "b", "c", "d"), ("front",))
    plans = [breaks.in_turn(seed, groups, 10.0) for seed in (1, 1, 2, 3)]

    assert plans[0] == plans[1]
    assert len({tuple(one.part for one in plan) for plan in plans}) > 1
    for plan in plans:
        assert [one.part for one in plan][::5] == ["tables", "front"]
        assert sorted(one.part for one in plan[1:5]) == ["a", "b", "c", "d"]
        assert [one.at for one in plan] == sorted(one.at for one in plan)


def test_a_restart_excuses_nothing_and_migrations_come_to_both_services():
    stack = FakeStack()

    windows = asyncio.run(breaks.carry_out(stack, [Break(0.0, part, ROLL, 0.0) for part in (MIGRATE, "redis")]))

    assert stack.done == [
        ("manage", "accounts", "migrate", "--no-input"),
        ("manage", "messaging", "migrate", "--no-input"),
        ("roll", "redis"),
    ]
    assert [window.excuses for window in windows] == [False, False]


def test_a_part_that_has_to_be_killed_is_a_fault():
    stack = SimpleNamespace(roll=lambda part: False)

    with pytest.raises(StackError, match="redis did not end"):
        asyncio.run(breaks.carry_out(stack, [Break(0.0, "redis", ROLL, 0.0)]))


@pytest.mark.parametrize(("forwarded", "servers"), [(True, FORWARDED), (False, ())])
def test_what_a_run_left_broken_is_mended_before_the_next(forwarded, servers, monkeypatch):
    stack, told = FakeStack(), []
    stack.parts = ("redis", "nginx")
    stack.layout.forwarded = forwarded
    monkeypatch.setattr(forwarder, "tell", lambda port, server, mode: told.append((server, mode)))

    breaks.mend_all(stack)

    assert stack.done == [("resume", "redis"), ("resume", "nginx"), ("up",)]
    assert set(told) == {(server, "passes") for server in servers}
