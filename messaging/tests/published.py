"""Listening in on what is published, in place of the bus or before it."""

from collections.abc import Callable, Iterable
from typing import Any

from messaging.realtime import Signal


def each(hear: Callable[[str, Any], object]) -> Callable[[Iterable[Signal]], None]:
    """For `realtime._publish`: `hear(channel, signal)` of each signal, in order."""

    def publish(signals: Iterable[Signal]) -> None:
        for channel, signal in signals:
            hear(channel, signal)

    return publish
