"""A Redis of a test's own, to be killed, frozen and started again."""

import os
import shutil
import signal
import socket
import subprocess
import time
from typing import Any

import redis

from events import limiter
from messaging import presence
from messaging.bus import bus

START_SECONDS = 10


def forget_redis() -> None:
    """What this process asks from now on is the Redis of the settings as they are now."""
    bus.cache_clear()
    presence.store.cache_clear()
    limiter.forget()


class RedisServer:
    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[Any] | None = None

    def start(self) -> None:
        program = shutil.which("redis-server")
        assert program, "redis-server is missing"
        flags = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen([program, *flags], stdout=subprocess.DEVNULL, cwd="/")
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            assert time.monotonic() < deadline, "Redis does not start"
            time.sleep(0.02)

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=0.5, socket_connect_timeout=0.5) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def freeze(self) -> None:
        """It accepts connections and answers nothing: worse than being dead."""
        assert self.process
        os.kill(self.process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process
        os.kill(self.process.pid, signal.SIGCONT)

    def drop_listeners(self) -> None:
        """Cut the connections of all who listen, as a network fault does; the server goes on."""
        with redis.Redis.from_url(self.url) as client:
            client.client_kill_filter(_type="pubsub")
