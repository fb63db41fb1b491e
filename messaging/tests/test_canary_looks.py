"""It is true of a look of the canary's at a server that it says what is missing, and never takes long."""

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from messaging.canary import looks
from messaging.tests.redis_server import RedisServer

pytestmark = pytest.mark.wide

NOBODY = "127.0.0.1:1"


class Says(BaseHTTPRequestHandler):
    def do_GET(self):
        status, body = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *given):
        pass


@pytest.fixture
def house(settings):
    """An HTTP server that answers with `house.answer`; the canary comes to it, and finds accounts there."""
    server = HTTPServer(("127.0.0.1", 0), Says)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.CANARY_URL = settings.ACCOUNTS_URL = f"http://127.0.0.1:{server.server_port}"
    server.answer = (200, b"")
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def deaf(settings, monkeypatch):
    """Something that takes connections and never answers."""
    monkeypatch.setattr(looks, "ANSWER", 0.2)
    monkeypatch.setattr(looks, "SERVER", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"127.0.0.1:{listening.getsockname()[1]}"
        settings.CANARY_URL = settings.ACCOUNTS_URL = f"http://{address}"
        settings.REDIS_URL, settings.KAFKA_SERVERS = f"redis://{address}/0", [address]
        yield


def test_the_way_in_and_a_web_process_are_there(house):
    house.answer = (200, b'{"status": "ok"}')

    assert looks.look_at_front() == {"front": True, "messaging-web": True}


@pytest.mark.parametrize(
    "answer", [(502, b"<html>Bad Gateway"), (200, b"Welcome"), (200, b"[]"), (503, b'{"status": "down"}')]
)
def test_a_way_in_that_leads_nowhere_is_a_missing_web_process(house, answer):
    house.answer = answer

    assert looks.look_at_front() == {"front": True, "messaging-web": False}


def test_nobody_at_the_door_is_a_missing_way_in(settings):
    settings.CANARY_URL = f"http://{NOBODY}"

    assert looks.look_at_front() == {"front": False, "messaging-web": None}


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ((200, {"status": "ok", "dependencies": {"default": "ok", "kafka": "degraded"}}), (True, True)),
        ((503, {"status": "down", "dependencies": {"default": "down"}}), (True, False)),
        ((502, {}), (False, None)),
        ((200, {"dependencies": 3}), (False, None)),
    ],
)
def test_accounts_says_of_its_database(house, answer, found):
    house.answer = (answer[0], json.dumps(answer[1]).encode())

    assert looks.look_at_accounts() == {"accounts-web": found[0], "mongodb": found[1]}


def test_without_accounts_nothing_is_known_of_its_database(settings):
    settings.ACCOUNTS_URL = f"http://{NOBODY}"

    assert looks.look_at_accounts() == {"accounts-web": False, "mongodb": None}


def test_who_takes_a_connection_and_says_nothing_is_missing_soon(deaf):
    began = time.monotonic()

    assert looks.look_at_front() == {"front": None, "messaging-web": False}
    assert looks.look_at_accounts() == {"accounts-web": False, "mongodb": None}
    assert looks.look_at_redis() == {"redis": False}
    assert looks.look_at_kafka() == {"kafka": False}
    assert time.monotonic() - began < 20  # else it waits for ever


def test_redis_is_there_or_missing(settings):
    server = RedisServer()
    server.start()
    settings.REDIS_URL = server.url
    try:
        assert looks.look_at_redis() == {"redis": True}
    finally:
        server.kill()
    assert looks.look_at_redis() == {"redis": False}


def test_kafka_that_is_not_there_is_missing(settings, monkeypatch):
    monkeypatch.setattr(looks, "SERVER", 0.3)
    settings.KAFKA_SERVERS = [NOBODY]

    assert looks.look_at_kafka() == {"kafka": False}


@pytest.mark.servers
def test_kafka_that_is_there_is_there():
    assert looks.look_at_kafka() == {"kafka": True}
