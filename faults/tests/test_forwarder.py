"""It is true of the forwarder that all arrives, unless it was told to break connections, and again once it passes."""

import asyncio
import contextlib

import pytest

from faults import forwarder
from faults.forwarder import CUT, HALF_OPEN, HOST, PASSES, SLOW, Route, tell

#: Seconds in which what passes is there, and in which what does not is looked for.
SOON, A_MOMENT = 30.0, 0.15


@pytest.fixture
async def echo():
    """The port of a server that says everything again, and what it has heard."""
    heard = []

    async def answer(reader, writer):
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(65536):
                heard.append(piece)
                writer.write(piece)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, HOST, 0)
    yield server.sockets[0].getsockname()[1], heard
    server.close()


@pytest.fixture
async def route(echo):
    made = Route(0, echo[0], delay=0.1, most=3)
    await made.begin()
    yield made
    await asyncio.wait_for(made.end(), SOON)


async def said(reader, count):
    return await asyncio.wait_for(reader.readexactly(count), SOON)


async def connected(route):
    reader, writer = await asyncio.open_connection(HOST, route.listen)
    writer.write(b"hello")
    assert await said(reader, 5) == b"hello"
    return reader, writer


async def test_much_passes_both_ways_and_an_end_as_well(route):
    reader, writer = await connected(route)
    much = bytes(range(256)) * 40_000

    writer.write(much)
    writer.write_eof()

    assert await asyncio.wait_for(reader.read(-1), SOON) == much


async def test_cut_resets_connections_old_and_new_until_it_passes(route):
    reader, _ = await connected(route)

    route.turn(CUT)

    with pytest.raises(ConnectionResetError):
        await said(reader, 1)
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await said((await asyncio.open_connection(HOST, route.listen))[0], 1)
    route.turn(PASSES)
    await connected(route)


async def test_half_open_takes_everything_and_nothing_arrives_until_it_passes(route, echo):
    pairs = [await connected(route)]
    echo[1].clear()

    route.turn(HALF_OPEN)
    pairs.append(await asyncio.open_connection(HOST, route.listen))
    for reader, writer in pairs:
        writer.write(b"are you there?")
        await writer.drain()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), A_MOMENT)
    assert echo[1] == []
    route.turn(PASSES)

    assert [await said(reader, 14) for reader, _ in pairs] == [b"are you there?"] * 2


async def test_the_end_of_one_side_does_not_arrive_while_half_open(route, echo):
    ended = asyncio.Event()

    async def wait_for_end(reader, writer):
        await reader.read(-1)
        ended.set()
        writer.close()

    server = await asyncio.start_server(wait_for_end, HOST, 0)
    route.target = server.sockets[0].getsockname()[1]
    _, writer = await asyncio.open_connection(HOST, route.listen)
    writer.write(b"x")
    route.turn(HALF_OPEN)
    writer.close()

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(ended.wait(), A_MOMENT)
    route.turn(PASSES)
    await asyncio.wait_for(ended.wait(), SOON)
    server.close()


async def test_slow_takes_its_delay_each_way_and_keeps_the_order(route):
    reader, writer = await connected(route)
    loop = asyncio.get_running_loop()
    route.turn(SLOW)
    began = loop.time()

    for n in range(100):
        writer.write(b"%3d" % n)
        await writer.drain()

    assert await said(reader, 300) == b"".join(b"%3d" % n for n in range(100))
    assert 0.2 <= loop.time() - began < SOON


async def test_more_connections_than_it_may_have_are_reset(route):
    kept = [await connected(route) for _ in range(3)]

    reader, _ = await asyncio.open_connection(HOST, route.listen)
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await said(reader, 1)

    kept[0][1].write(b"more")
    assert await said(kept[0][0], 4) == b"more"


async def test_a_server_that_is_away_resets_whoever_wants_it(route, unused_tcp_port):
    route.target = unused_tcp_port

    reader, _ = await asyncio.open_connection(HOST, route.listen)

    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await said(reader, 1)


async def test_it_obeys_at_its_control_port(route):
    server = await forwarder.control({"redis": route}, 0)
    port = server.sockets[0].getsockname()[1]

    await asyncio.to_thread(tell, port, "redis", SLOW)
    assert route.mode == SLOW
    for name, mode in (("kafka", CUT), ("redis", "gone"), ("", "")):
        with pytest.raises(ValueError, match="unknown"):
            await asyncio.to_thread(tell, port, name, mode)
    assert route.mode == SLOW
    server.close()


def test_a_route_is_read_from_a_command_line():
    name, route = forwarder.route_of("redis:18001:18002")

    assert (name, route.listen, route.target) == ("redis", 18001, 18002)
