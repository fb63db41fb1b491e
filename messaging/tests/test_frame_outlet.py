"""It is true of ready-made frames that they leave at once, are held in bounds while a client does not read, and end."""

import asyncio

import pytest

from messaging import outlets
from messaging.outlets import MOST_WAITING, FrameOutlet, Parcel

pytestmark = pytest.mark.portable


class Wire:
    def __init__(self):
        self.written, self.codes, self.slow = [], [], 0
        self.fills = False  # whether each write is as much as the transport takes

    def write(self, data):
        self.written.append(data)
        if self.fills:
            self.pause()

    def bind(self, pause, resume, lost):
        self.pause, self.resume, self.lost = pause, resume, lost

    def note_slow(self):
        self.slow += 1


@pytest.fixture
async def wire():
    return Wire()


@pytest.fixture
async def outlet(wire):
    return FrameOutlet(wire, wire.codes.append, wire.note_slow)


def parcel(size=10):
    return Parcel(b"x" * size)


async def test_what_is_sent_leaves_in_one_write_however_many_frames_it_has(wire, outlet):
    three = Parcel(b"a", b"b", b"c")

    outlet.send(three)

    assert wire.written == [three.wire]
    assert outlet.is_empty


async def test_what_waits_leaves_together_and_in_order_when_the_client_reads_again(wire, outlet):
    first, second = Parcel(b"first"), Parcel(b"second")
    wire.pause()
    outlet.send(first)
    outlet.send(second)
    assert (wire.written, outlet.waiting) == ([], first.size + second.size)

    wire.resume()

    assert wire.written == [first.wire + second.wire]
    assert (outlet.waiting, outlet.is_empty) == (0, True)


async def test_up_to_the_bound_it_is_held_and_beyond_it_the_client_is_too_slow(wire, outlet):
    wire.pause()
    piece = parcel(MOST_WAITING // 4 - 64)
    for _ in range(4):
        outlet.send(piece)
    assert wire.slow == 0

    outlet.send(piece)

    assert wire.slow == 1


async def test_who_waits_for_a_client_to_read_goes_on_when_it_does_or_is_gone(wire, outlet):
    for comes in (wire.resume, wire.lost):
        wire.pause()
        waits = asyncio.create_task(outlet.drained())
        await asyncio.sleep(0)
        assert not waits.done()

        comes()

        await asyncio.wait_for(waits, 1)
    assert wire.slow == 0


async def test_who_waits_for_a_client_to_read_waits_for_what_was_held_as_well(wire, outlet):
    wire.pause()
    outlet.send(parcel())
    waits = asyncio.create_task(outlet.drained())
    await asyncio.sleep(0)
    wire.fills = True

    wire.resume()
    await asyncio.sleep(0.01)
    assert (wire.written, waits.done()) == ([parcel().wire], False)

    wire.resume()
    await asyncio.wait_for(waits, 1)
    assert wire.slow == 0


async def test_who_waits_for_a_client_to_read_is_stopped_even_in_the_moment_in_which_it_does(wire, outlet):
    wire.pause()
    waits = asyncio.create_task(outlet.drained())
    for _ in range(3):
        await asyncio.sleep(0)

    wire.resume()
    waits.cancel()
    await asyncio.wait([waits])

    assert waits.cancelled()


async def test_who_does_not_read_for_too_long_is_too_slow(wire, outlet, monkeypatch):
    monkeypatch.setattr(outlets, "DRAIN_WITHIN", 0.01)
    wire.pause()

    await outlet.drained()

    assert wire.slow == 1


async def test_after_the_end_nothing_leaves(wire, outlet):
    wire.pause()
    outlet.send(parcel())

    outlet.shut(4009)
    wire.resume()
    outlet.send(parcel())

    assert (wire.written, wire.codes) == ([], [4009])
