"""It is true that Redis is used over TLS and with a password as it is without, as ElastiCache wants it."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from events.shared import GONE, Shared
from events.tests.certificates import certified
from messaging.bus import RedisBus
from messaging.tests.redis_server import RedisServer
from messaging.tests.test_bus import Ear, patient

__all__ = ["patient"]

pytestmark = [pytest.mark.portable, pytest.mark.wide]
PASSWORD = "of-sixteen-bytes-or-more"
CHANNEL = "tls"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Of a Redis that speaks TLS only; its authority is believed by this process."""
    certificate, key = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    server = RedisServer()
    program = shutil.which("redis-server")
    assert program
    files = ["--tls-cert-file", str(certificate), "--tls-key-file", str(key), "--tls-ca-cert-file", str(certificate)]
    flags = [
        "--port",
        "0",
        "--tls-port",
        str(server.port),
        "--tls-auth-clients",
        "no",
        "--requirepass",
        PASSWORD,
        "--save",
        "",
    ]
    server.process = subprocess.Popen(
        [program, *flags, *files, "--bind", "127.0.0.1"], stdout=subprocess.DEVNULL, cwd="/"
    )
    server.url = f"rediss://:{PASSWORD}@127.0.0.1:{server.port}/0"
    deadline = time.monotonic() + 30
    while not server.answers():
        assert time.monotonic() < deadline, "Redis does not start"
        time.sleep(0.02)
    yield server.url
    server.kill()


async def test_what_is_published_is_heard_over_one_connection(url, patient):
    the_bus = RedisBus(url)
    ear = Ear(the_bus)
    await ear.listener.subscribe(CHANNEL)

    the_bus.publish([(CHANNEL, b"0")])
    connection = the_bus._connection
    for number in range(1, 50):
        the_bus.publish([(CHANNEL, str(number).encode())])

    assert [data for _, data in await ear.until(50)] == [str(number).encode() for number in range(50)]
    # What TLS says unasked, such as its tickets, is not taken for the end of the connection.
    assert the_bus._connection is connection is not None
    await ear.listener.close()


def test_what_processes_share_is_asked_with_the_password_and_without_it_refused(url):
    shared = Shared(url, "no redis", seconds=2)
    assert shared.ask(lambda: shared.client.set("a", "1"))
    assert shared.ask(lambda: shared.client.get("a")) == b"1"

    stranger = Shared(url.replace(PASSWORD, "another one"), "no redis", seconds=2)
    assert stranger.ask(lambda: stranger.client.get("a")) is GONE


def test_a_script_keeps_its_connection(url):
    script = Shared(url, "no redis", seconds=2).script("return 7")

    assert script([], []) == 7
    socket = script._own.connection._sock
    assert [script([], []) for _ in range(20)] == [7] * 20
    assert script._own.connection._sock is socket


def test_whose_certificate_nobody_vouches_for_is_not_spoken_with(url, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")

    with redis.Redis.from_url(url, socket_timeout=2) as client, pytest.raises(redis.ConnectionError):
        client.ping()
