"""It is true of a web process that it hears of beats on the bus and in rows, and sees who of the two is away."""

import asyncio
import time
from datetime import timedelta

import pytest
from django.conf import settings

from events.ids import new_id
from events.times import now
from messaging import services
from messaging.bus import RedisBus
from messaging.canary import watch as watching
from messaging.canary.beats import Beat, beat_of, packed, row_of, unpacked
from messaging.canary.watch import Watch
from messaging.models import CanaryBeat
from messaging.tests.redis_server import RedisServer

pytestmark = [pytest.mark.portable, pytest.mark.django_db(databases=["messaging"], transaction=True)]


def beat(ago=5.0, *missing):
    return Beat(id=str(new_id()), at=round(time.time() - ago, 3), shown_ms=1, round_ms=2, missing=missing)


def known(watch):
    return [one.id for one in watch.history.beats()]


def test_a_beat_is_the_same_after_its_way_over_bus_and_row():
    one = beat(5, "kafka")

    assert unpacked(packed(one)) == one
    assert beat_of(row_of(one)) == one


def test_what_is_published_is_heard_and_nonsense_is_not():
    watch, one = Watch(), beat()

    watch.hear([("canary", packed(one)), ("canary", b"{"), ("canary", b"{}"), ("elsewhere", packed(beat()))])

    assert known(watch) == [one.id]


async def test_rows_of_a_day_are_read_at_the_start_and_then_only_new_ones(monkeypatch):
    old, young = beat(3600), beat(20)
    await save(old, young)
    watch = Watch()

    await watch.look()
    assert known(watch) == [old.id, young.id]
    assert watch.sees == {"postgresql": True}

    await age(old, young)
    newest = beat(1)
    await save(newest)
    asked = []
    monkeypatch.setattr(watching, "beat_of", lambda row: asked.append(row) or beat_of(row))
    await watch.look()

    assert known(watch) == [old.id, young.id, newest.id]
    assert len(asked) == 1


async def test_a_beat_under_way_is_not_read():
    await asyncio.to_thread(services.begin_beat, new_id(), now())
    watch = Watch()

    await watch.look()

    assert known(watch) == []


async def test_without_a_database_it_says_so_and_keeps_what_it_knows(monkeypatch):
    one = beat()
    await save(one)
    watch = Watch()
    await watch.look()

    def gone(since):
        raise OSError("gone")

    monkeypatch.setattr(watching.queries, "beats_since", gone)
    await watch.look()

    assert watch.sees == {"postgresql": False}
    assert known(watch) == [one.id]


async def test_a_database_that_hangs_is_away_and_asked_once(monkeypatch):
    watch, gate, asked = Watch(), asyncio.Event(), []

    async def hang(call):
        asked.append(call)
        await gate.wait()
        return []

    monkeypatch.setattr(watching, "ask", hang)
    monkeypatch.setattr(watching, "WITHIN", 0.02)
    await watch.look()
    await watch.look()
    assert (watch.sees, len(asked)) == ({"postgresql": False}, 1)

    gate.set()
    await watch.look()
    await watch.look()
    assert watch.sees == {"postgresql": True}


@pytest.mark.wide
async def test_it_sees_whether_redis_answers_and_hears_beats_over_it(settings, monkeypatch):
    server = RedisServer()
    await asyncio.to_thread(server.start)
    settings.REDIS_URL = server.url
    monkeypatch.setattr(watching, "bus", lambda: RedisBus(server.url))
    monkeypatch.setattr(watching, "LOOK", 0.02)
    watch, one = Watch(), beat()
    running = asyncio.create_task(watch.run())
    try:
        await until(lambda: watch.sees.get("redis") is True)
        RedisBus(server.url).publish([("canary", packed(one))])
        await until(lambda: known(watch) == [one.id])
        await asyncio.to_thread(server.kill)
        await until(lambda: watch.sees["redis"] is False)
        await asyncio.to_thread(server.start)
        await until(lambda: watch.sees["redis"] is True)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await asyncio.to_thread(server.kill)


async def until(holds):
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - what is waited for knows no events
            await asyncio.sleep(0.02)


async def save(*beats):
    await asyncio.to_thread(services.save_beats, [row_of(one) for one in beats])


async def age(*beats):
    """These were saved a minute ago."""

    def change():
        rows = CanaryBeat.objects.using(settings.MESSAGING_DB).filter(id__in=[one.id for one in beats])
        rows.update(saved_at=now() - timedelta(minutes=1))

    await asyncio.to_thread(change)
