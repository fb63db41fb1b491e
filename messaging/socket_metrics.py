"""What the sockets of a process and its hub tell Prometheus."""

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from prometheus_client import Counter, Gauge, Histogram

from events.metrics import registry
from messaging.models import CANARY_USER

if TYPE_CHECKING:
    from messaging.hub import Hub

sockets: Final = Gauge("chatterbox_sockets", "Open sockets.", registry=registry)
arriving: Final = Gauge("chatterbox_sockets_arriving", "Sockets that wait to be let in.", registry=registry)
subscriptions: Final = Gauge(
    "chatterbox_socket_subscriptions", "Topics that open sockets read, each counted for each socket.", registry=registry
)
topics: Final = Gauge("chatterbox_socket_topics", "Topics that this process hears of.", registry=registry)
unread: Final = Gauge(
    "chatterbox_socket_unread_bytes", "Bytes that wait for clients that read slowly.", registry=registry
)
delivered: Final = Histogram(
    "chatterbox_delivery_seconds",
    "From the coming of a post, or the commit of another change, to the last local socket.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0),
    registry=registry,
)
together: Final = Histogram(
    "chatterbox_delivery_batch_size",
    "Changes of one topic that left together.",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512),
    registry=registry,
)
frames: Final = Counter("chatterbox_socket_frames", "Frames of changes that were sent to sockets.", registry=registry)
sent: Final = Counter("chatterbox_socket_bytes", "Bytes of these frames.", registry=registry)
received: Final = Counter("chatterbox_socket_received", "Frames that came from clients.", registry=registry)
closed_slow: Final = Counter(
    "chatterbox_socket_closed_slow", "Sockets that were closed because they read too slowly.", registry=registry
)
closed_fast: Final = Counter(
    "chatterbox_socket_closed_fast", "Sockets that were closed because they sent too much.", registry=registry
)
repairs: Final = Counter(
    "chatterbox_hub_repairs", "Topics whose missing changes, or whose access, were read.", registry=registry
)
resumed: Final = Histogram(
    "chatterbox_resume_size",
    "Changes that a subscription had missed and was sent.",
    buckets=(0, 1, 10, 50, 100, 250, 500),
    registry=registry,
)
limited: Final = Counter(
    "chatterbox_resume_limited", "Subscriptions that were too far behind, and were told to load.", registry=registry
)


def note_delivery(moments: Iterable[float], *, receivers: int, frames_each: int, size: int) -> None:
    """Changes of one topic have left for so many sockets, in so many frames each.

    `moments` is when each change began, 0 when not known: of what was read again.
    """
    moment = time.time()
    together.observe(frames_each)
    frames.inc(frames_each * receivers)
    sent.inc(size)
    for began in moments:
        if began:
            delivered.observe(max(0.0, moment - began))


def note_resume(size: int, *, is_limited: bool) -> None:
    """A subscription goes on with what it had missed."""
    if is_limited:
        limited.inc()
    else:
        resumed.observe(size)


def watch(hub: "Hub") -> None:
    """Have the gauges look at this hub whenever somebody asks. The canary is nobody."""
    sockets.set_function(lambda: hub.count - len(hub.people.get(CANARY_USER, ())))
    arriving.set_function(lambda: len(hub.arrivals))
    topics.set_function(lambda: len(hub.topics))
    subscriptions.set_function(lambda: sum(len(feed.sockets) for feed in tuple(hub.topics.values())))
    unread.set_function(lambda: sum(socket.unread for socket in hub.sockets()))
