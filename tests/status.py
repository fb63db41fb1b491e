"""What /status.json of a running site says, and waiting for it."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any


def read(url: str) -> dict[str, Any] | None:
    """The status, or None where nobody answers."""
    try:
        with urllib.request.urlopen(f"{url}/status.json", timeout=5) as answer:
            found: dict[str, Any] = json.load(answer)
            return found
    except (urllib.error.URLError, OSError, ValueError):
        return None


def page(url: str) -> str:
    """What people read."""
    with urllib.request.urlopen(f"{url}/status", timeout=5) as answer:
        return str(answer.read().decode())


def missing(status: dict[str, Any]) -> list[str]:
    return [one["name"] for one in status["components"] if one["state"] == "down"]


def await_status(url: str, holds: Callable[[dict[str, Any]], bool], seconds: float) -> tuple[float, dict[str, Any]]:
    """When the status was so, in seconds from now, and the status. Raises AssertionError with the last one."""
    began, last = time.monotonic(), None
    while time.monotonic() - began < seconds:
        last = read(url)
        if last is not None and holds(last):
            return time.monotonic() - began, last
        time.sleep(0.25)
    raise AssertionError(f"not within {seconds:.0f} s; the last status: {json.dumps(last)[:3000]}")
