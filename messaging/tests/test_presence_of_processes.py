"""Whoever another process serves is there, and gone with it: at once when it ends, after a while when it is killed."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from messaging import presence, roll
from messaging.models import Party, User
from messaging.tests.sockets import Socket

pytestmark = [pytest.mark.django_db(databases=["messaging"], transaction=True), pytest.mark.servers]

#: Seconds within which others see that somebody came.
ONLINE_WITHIN = 10.0
#: A process with a hub and one person in one party, and nothing else.
PROCESS = """
import asyncio, signal, sys, uuid
import django
django.setup()
from messaging import presence, repairs, roll
from messaging.hub import close_hub, hub

class Open:
    active, ses = True, ""

    def end(self, code):
        pass  # it has no connection

async def serve(party, user, lasts):
    # It says so often, because a busy machine may hold it up. Its database is not that of the test: it never looks.
    presence.LASTS, presence.REFRESH = lasts, lasts / 10
    repairs.POLL, roll.LOOK_AGAIN = 1e6, 10**6
    here, ended = hub(), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    here.people[user] = {Open()}
    await here.roll.came_all([(user, [party])])
    print("here", flush=True)
    await ended.wait()
    await close_hub()

asyncio.run(serve(uuid.UUID(sys.argv[1]), uuid.UUID(sys.argv[2]), int(sys.argv[3])))
"""


@contextmanager
def process(party: Party, person: User, lasts: int) -> Iterator["subprocess.Popen[str]"]:
    """Another process that serves this person; it refreshes what lasts for so many seconds."""
    command = [sys.executable, "-c", PROCESS, str(party.id), str(person.id), str(lasts)]
    running = subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        assert running.stdout.readline() == "here\n"
        yield running
    finally:
        running.kill()
        running.wait(10)


async def told(socket: Socket, person: User, state: str, within: float) -> float:
    """Wait until the socket is told that somebody is in a state; the seconds that it took."""
    began = pinged = time.monotonic()
    while time.monotonic() - began < within:
        if time.monotonic() - pinged > 10:
            pinged = time.monotonic()
            await socket.send("ping")
        await socket.silent(0.1)
        seen, socket.frames[:] = list(socket.frames), []
        if any(str(person.id) in frame["d"][state] for frame in seen if frame.get("t") == "presence"):
            return time.monotonic() - began
    pytest.fail(f"not {state} within {within} s")


async def watching(sockets: Callable[..., Any], person: User, party: Party) -> Socket:
    socket: Socket = await sockets(person)
    await socket.send("sub", members=[str(party.id)])
    await socket.expect("synced")
    return socket


@pytest.mark.parametrize(
    ("lasts", "within"),
    [(5, 30.0), pytest.param(presence.LASTS, 60.0, marks=[pytest.mark.long, pytest.mark.alone])],
)
async def test_a_killed_process_takes_its_people_with_it_after_a_while(
    sockets: Callable[..., Any],
    ada: User,
    bo: User,
    party: Party,
    lasts: int,
    within: float,
    monkeypatch: pytest.MonkeyPatch,
):
    if lasts < presence.LASTS:
        monkeypatch.setattr(roll, "SWEEP", 0.5)
        monkeypatch.setattr(roll, "COALESCE", 0.1)
    socket = await watching(sockets, ada, party)
    with process(party, bo, lasts) as running:
        came = await told(socket, bo, "online", 30)
        assert came < ONLINE_WITHIN or lasts < presence.LASTS  # where nothing runs beside it
        await asyncio.sleep(6)  # it says so again, where that is soon
        assert presence.store().states(party.id, [bo.id]) == {bo.id: "online"}
        running.send_signal(signal.SIGKILL)

        await told(socket, bo, "offline", within)

    assert presence.store().states(party.id, [ada.id, bo.id]) == {ada.id: "online", bo.id: "offline"}


async def test_a_process_that_ends_says_that_its_people_are_gone(
    sockets: Callable[..., Any], ada: User, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(roll, "SWEEP", 1000)
    socket = await watching(sockets, ada, party)
    with process(party, bo, 1000) as running:
        await told(socket, bo, "online", 30)
        running.send_signal(signal.SIGTERM)

        await told(socket, bo, "offline", 30)
