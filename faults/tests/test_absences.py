"""It is true of time without a socket that it is measured, and that who is late, stays or comes in a crowd is named."""

import asyncio
from types import SimpleNamespace

import pytest

from faults.absences import BACK_WITHIN, FEW, Move, Watch, burst_of, faults_of, longest
from faults.checkers import Window


def member(who):
    return SimpleNamespace(client=SimpleNamespace(connection=object()), journal=SimpleNamespace(who=who))


async def test_moves_are_seen_with_the_time_between_two_sockets(monkeypatch):
    monkeypatch.setattr("faults.absences.LOOK_EVERY", 0.001)
    moved, dropped, stays = (member(who) for who in ("moved", "dropped", "stays"))
    watch = Watch([moved, dropped, stays])
    looking = asyncio.create_task(watch.look())
    await asyncio.sleep(0.01)

    moved.client.connection = object()
    dropped.client.connection = None
    await asyncio.sleep(0.05)
    dropped.client.connection = object()
    async with asyncio.timeout(5):
        while len(watch.moves) < 2:  # noqa: ASYNC110 - it is looked at as the watch looks
            await asyncio.sleep(0.001)
    looking.cancel()

    found = {move.who: move.absent for move in watch.moves}
    assert found.keys() == {"moved", "dropped"}
    assert found["moved"] == 0.0
    assert 0.03 < found["dropped"] == longest(watch.moves)


def spread(count, seconds, absent=0.1):
    return [Move(f"client{n}", 100.0 + n * seconds / count, absent) for n in range(count)]


def test_sockets_that_move_one_after_another_are_right():
    moves = spread(FEW, 4.0)

    assert faults_of(moves, [move.who for move in moves], [Window(99.0, 110.0)]) == []


def test_who_is_away_for_long_is_named():
    moves = [Move("ada", 100.0, BACK_WITHIN + 1), Move("bo", 100.0, BACK_WITHIN)]

    assert faults_of(moves, ["ada", "bo"], []) == ["ada had no socket for 16.0 s"]


def test_who_never_moved_is_named():
    (fault,) = faults_of([Move("ada", 100.0, 0.0)], ["ada", "bo"], [])

    assert fault.startswith("bo has the socket of before")


@pytest.mark.parametrize(("restart", "count"), [(Window(99.0, 110.0), 1), (Window(200.0, 210.0), 0)])
def test_a_crowd_is_named_when_it_is_one_of_that_restart(restart, count):
    crowd = [Move(f"crowd{n}", 103.0, 0.0) for n in range(FEW)]
    moves = [*spread(FEW, 4.0), *crowd]

    faults = faults_of(moves, [move.who for move in moves], [restart])

    assert len(faults) == count
    assert all("x as many sockets moved" in fault for fault in faults)


def test_a_burst_is_told_against_the_average():
    assert burst_of([n / 8 for n in range(40)]) == pytest.approx(0.975)  # 8 of 40 in a second of 4.875
    assert burst_of([1.0] * FEW) == 1.0  # all there is, in the one second that there is
    assert burst_of([1.0] * (FEW - 1)) == 0.0
