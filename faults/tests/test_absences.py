"""It is true of time without a socket that it is measured, and that who is late, stays or comes in a crowd is named."""

import asyncio
import time
from types import SimpleNamespace

import pytest

from faults.absences import BACK_WITHIN, FEW, Move, Watch, burst_of, faults_of, longest
from faults.checkers import Window
from faults.load import Told


def member(who):
    return SimpleNamespace(client=SimpleNamespace(connection=socket()), journal=SimpleNamespace(who=who))


def socket():
    return SimpleNamespace(asked_at=time.monotonic() - 5.0)


def move(who, at, absent=0.0, asked=None):
    return Move(who, at, absent, at if asked is None else asked)


async def test_moves_are_seen_with_the_time_between_two_sockets(monkeypatch):
    monkeypatch.setattr("faults.absences.LOOK_EVERY", 0.001)
    moved, dropped, stays = (member(who) for who in ("moved", "dropped", "stays"))
    watch = Watch([moved, dropped, stays])
    looking = asyncio.create_task(watch.look())
    await asyncio.sleep(0.01)

    moved.client.connection = socket()
    dropped.client.connection = None
    await asyncio.sleep(0.05)  # by its end the watch, which looks more often, has looked
    noticed = time.monotonic()
    await asyncio.sleep(0.05)
    away = time.monotonic() - noticed
    dropped.client.connection = socket()
    async with asyncio.timeout(60):
        while len(watch.moves) < 2:  # noqa: ASYNC110 - it is looked at as the watch looks
            await asyncio.sleep(0.001)
    looking.cancel()

    found = {move.who: move.absent for move in watch.moves}
    assert found.keys() == {"moved", "dropped"}
    assert found["moved"] == 0.0
    assert all(4.9 < move.at - move.asked < 60 for move in watch.moves)
    assert 0 < away <= found["dropped"] == longest(watch.moves)


RESTART = Window(99.0, 110.0)


def spread(count, seconds):
    return [move(f"client{n}", 100.0 + n * seconds / count) for n in range(count)]


def told_as_they_moved(moves):
    return {move.who: [Told(99.5, move.at)] for move in moves}


def test_sockets_that_move_one_after_another_as_they_were_told_are_right():
    moves = spread(FEW, 4.0)

    assert faults_of(moves, told_as_they_moved(moves), [RESTART]) == []


def test_who_is_away_for_long_is_named():
    moves = [move("ada", 100.0, BACK_WITHIN + 1), move("bo", 100.0, BACK_WITHIN)]

    assert faults_of(moves, told_as_they_moved(moves), []) == ["ada had no socket for 16.0 s"]


def test_who_never_moved_is_named():
    (fault,) = faults_of([], {"bo": [Told(100.0, 101.0)]}, [])

    assert fault.startswith("bo has the socket of before")


def test_who_was_never_told_is_named():
    assert faults_of([move("ada", 100.0, 0.5)], {"ada": []}, []) == ["ada was never told to move"]


@pytest.mark.parametrize(("at", "absent", "wrong"), [(101.0, 0.0, True), (103.0, 0.0, False), (101.0, 0.5, False)])
def test_who_moves_before_its_moment_is_named_unless_its_socket_was_lost(at, absent, wrong):
    faults = faults_of([move("ada", at, absent)], {"ada": [Told(90.0, 91.0), Told(100.0, 103.0)]}, [])

    assert faults == (["ada moved 2.0 s before its moment"] if wrong else [])


@pytest.mark.parametrize(
    ("restart", "named"),
    [(RESTART, "2.4 x as many sockets were asked for"), (Window(200.0, 210.0), "too few sockets were asked for")],
)
def test_a_crowd_is_named_when_it_moved_at_that_restart_and_a_restart_without_moves_as_well(restart, named):
    moves = [*spread(FEW, 4.0), *(move(f"crowd{n}", 103.0) for n in range(FEW))]

    (fault,) = faults_of(moves, told_as_they_moved(moves), [restart])

    assert fault.startswith(named)


def test_those_who_are_let_in_together_are_no_crowd_when_they_asked_one_after_another():
    moves = [move(f"client{n}", 104.0, asked=100.0 + n * 4.0 / FEW) for n in range(FEW)]

    assert faults_of(moves, told_as_they_moved(moves), [RESTART]) == []


def test_a_burst_is_told_against_the_average():
    assert burst_of([n / 8 for n in range(40)]) == pytest.approx(0.975)  # 8 of 40 in a second of 4.875
    assert burst_of([1.0] * FEW) == 1.0  # all there is, in the one second that there is
    assert burst_of([1.0] * (FEW - 1)) == 0.0
