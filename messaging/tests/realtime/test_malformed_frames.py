"""It is true of any frame, however malformed, that an error frame or the documented close comes of it, and no more."""

import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from websockets import ConnectionClosed, InvalidStatus, Origin
from websockets.sync.client import connect

from chatterbox_client import Api, Closed, Phone
from events.times import now
from faults.attack import Attack
from faults.malformed import ANSWER, ERROR, KINDS, malformed
from faults.wire import Line
from messaging.models import Ticket
from messaging.tests.realtime.servers import Pair, Process
from messaging.tests.tokens import token_of

pytestmark = [pytest.mark.servers, pytest.mark.django_db(databases=["messaging"], transaction=True)]

#: Bytes by which a process may be larger afterwards.
GROWTH = 20 * 1024 * 1024
#: Origins that are not ours ({}), however much they look like it.
FOREIGN = (
    "https://evil.example",
    "https://{}",
    "http://{}.evil.example",
    "http://evil.{}",
    "http://{}@evil.example",
    "http://{}/",
    "http://evil.example http://{}",
    "HTTP://{}",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "null",
    "",
)


def api_at(process: Process, person: Any) -> Api:
    return Api(f"http://127.0.0.1:{process.port}", Phone(token_of(person)))


@pytest.fixture
def server(pair: Pair) -> Process:
    return pair.one


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=[pytest.mark.long, pytest.mark.timeout(600)])])
def test_malformed_frames(server: Process, ada: Any, topic: Any, count: int):
    attack = Attack(api_at(server, ada))
    attack.send_all(malformed(seed=1, count=200))
    before = server.memory()

    attack.send_all(malformed(seed=2, count=count))

    assert not attack.wrong, "\n".join(attack.wrong[:20])
    assert len({kind for kind, _ in attack.outcomes}) == len(KINDS)
    assert attack.outcomes["types", ERROR] > attack.outcomes["types", ANSWER]
    assert abs(server.memory() - before) < GROWTH
    assert "Traceback" not in server.written()


def test_five_hundred_subscriptions_at_once_are_refused_and_the_socket_stays(server: Process, ada: Any, topic: Any):
    line = Line(api_at(server, ada))
    line.say("sub", topics={f"0197a000-0000-7000-8000-{number:012}": 0 for number in range(500)})

    [refusal] = line.until_pong(1)
    line.say("sub", topics={str(topic.id): 0})
    answers = line.until_pong(2)

    assert (refusal["op"], refusal["code"]) == ("error", "invalid")
    assert answers[-1]["op"] == "synced"
    line.close()


def test_foreign_origins_and_used_or_old_tickets_let_nobody_in(pair: Pair, server: Process, ada: Any, topic: Any):
    ours, api = pair.url.removeprefix("http://"), api_at(server, ada)

    def address() -> str:
        return f"ws://127.0.0.1:{server.port}/ws?v=1&ticket={api.ask('POST', '/ws-ticket', {})['ticket']}"

    used = address()
    for origin in FOREIGN:
        with pytest.raises(InvalidStatus) as refused, connect(used, origin=Origin(origin.format(ours)), proxy=None):
            pass
        assert refused.value.response.status_code in {400, 403}  # 400: it is no origin at all
    with connect(used, proxy=None) as socket:  # none of them has used it up
        assert json.loads(socket.recv(timeout=20))["op"] == "hello"
    old = address()
    Ticket.objects.update(expires_at=now() - timedelta(seconds=1))
    for ticket in (used, old):
        with connect(ticket, proxy=None) as socket, pytest.raises(ConnectionClosed) as end:
            socket.recv(timeout=20)
        assert end.value.rcvd
        assert end.value.rcvd.code == 4003


def rest_of(line: Line) -> tuple[Counter[str], int]:
    """The ops, of errors the codes, of all that comes, and the code with which the server closes."""
    heard: Counter[str] = Counter()
    try:
        while True:
            frame = line.next()
            heard[frame.get("code") or frame["op"]] += 1
    except Closed as end:
        return heard, end.code


async def test_a_flood_is_told_so_and_then_closed(extra: Any, ada: Any, topic: Any):
    # So many an hour, not a minute, so that none is given back meanwhile, however slow the machine is.
    [strict] = await extra(1, LIMIT_FACTOR="1", LIMIT_FRAMES="120/h")
    line = Line(api_at(strict, ada))
    for number in range(150):
        line.say("ping", c=number)

    heard, code = rest_of(line)

    assert code == 4008
    assert 120 <= heard["pong"] < 130
    assert 1 <= heard["rate_limited"] < 30
    line.close()
