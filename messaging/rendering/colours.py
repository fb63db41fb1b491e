"""Colours of code, from a process that can be ended: see `messaging/rendering/painter.py`."""

import atexit
import json
import logging
import os
import select
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

#: Classes: a word of the language, a string, a number, a name, a comment.
INKS: Final = ("k", "s", "m", "f", "c")
#: Seconds that a block may wait for its turn, and for its answer; it ends itself long before, by the processor's time.
WAIT: Final = 2.0
#: Blocks that have their turn or wait for it, each with a thread. Any other stays plain, so that most threads are free.
PLACES: Final = 4
#: Seconds more for the first one: the process has to start.
START: Final = 5.0
PAINTER: Final = Path(__file__).with_name("painter.py")

Pieces = list[tuple[str | None, str]]


class Painter:
    """Starts the process when the first block comes, and anew when it has ended. For any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(PLACES)
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    def paint(self, code: str, language: str) -> Pieces | None:
        """Pieces with their inks; None when there are none to be had in time: then code stays plain."""
        if not self._places.acquire(blocking=False):
            return None
        try:
            return self._paint(code, language)
        finally:
            self._places.release()

    def _paint(self, code: str, language: str) -> Pieces | None:
        if not self._lock.acquire(timeout=WAIT):
            return None
        try:
            pieces: Pieces | None = self._ask(json.dumps({"language": language, "code": code}).encode() + b"\n")
        except (OSError, ValueError) as error:
            log.warning("code stays plain: %s", str(error) or type(error).__name__)
            self.close()
            return None
        finally:
            self._lock.release()
        return pieces

    def _ask(self, line: bytes) -> Pieces | None:
        until = time.monotonic() + WAIT
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, str(PAINTER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            until += START
        assert self._process.stdin is not None  # noqa: S101 - both are pipes
        assert self._process.stdout is not None  # noqa: S101
        self._process.stdin.write(line)
        self._process.stdin.flush()
        pieces: Pieces | None = json.loads(_line(self._process.stdout.fileno(), until))
        return pieces

    def close(self) -> None:
        """End the process; the next block starts another one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def _line(source: int, until: float) -> bytes:
    """What is written there up to the end of a line. Raises OSError when that does not come in time, or at all."""
    poll, said = select.poll(), b""
    poll.register(source, select.POLLIN)
    while not said.endswith(b"\n"):
        if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
            raise TimeoutError("no colours in time")
        piece = os.read(source, 65536)
        if not piece:
            raise OSError("the process that colours code has ended")
        said += piece
    return said


painter: Final = Painter()
