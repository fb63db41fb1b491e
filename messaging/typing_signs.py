"""Who is typing: a sign that lives for a few seconds, is never stored or numbered, and is the first to go under load.

A client shows a sign for eight seconds and says every five that its person still types, so one that is lost does no
harm. Signs are thinned out twice by the same rule: before the database is asked whether somebody may write, and in each
process that shows them, because one person's sockets may be served by several.
"""

import uuid
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from events.counters import count
from messaging import frames
from messaging.outlets import Parcel

if TYPE_CHECKING:
    from messaging.feeds import TopicFeed

#: Seconds between two signs of one person in one topic. A little less than what clients keep to, so that one whose
#: timer or network is early by a moment is not silenced for a whole turn.
EVERY: Final = 4.5
#: Signs of one topic that are told within a second. Nobody reads more names than that.
MOST: Final = 10


class Pace:
    """Lets one sign of a person in a topic through in EVERY seconds, and MOST of a topic in a second."""

    def __init__(self) -> None:
        # Both have the oldest first.
        self._last: OrderedDict[tuple[uuid.UUID, uuid.UUID], float] = OrderedDict()
        self._topics: OrderedDict[uuid.UUID, tuple[float, int]] = OrderedDict()  # since when, and how many since

    def allows(self, topic_id: uuid.UUID, user_id: uuid.UUID, moment: float) -> bool:
        """Whether a sign may pass now; `moment` is of a monotonic clock."""
        self._forget(moment)
        if (topic_id, user_id) in self._last:
            return False
        since, signs = self._topics.get(topic_id, (moment, 0))
        if signs >= MOST:
            return False
        self._topics[topic_id] = since, signs + 1
        self._last[topic_id, user_id] = moment
        return True

    def forgive(self, topic_id: uuid.UUID, user_id: uuid.UUID) -> None:
        """The sign that was let through was none."""
        self._last.pop((topic_id, user_id), None)

    def _forget(self, moment: float) -> None:
        """Let go of what no longer holds anything back, so that this stays as small as what was typed lately."""
        while self._last and moment - next(iter(self._last.values())) >= EVERY:
            self._last.popitem(last=False)
        while self._topics and moment - next(iter(self._topics.values()))[0] >= 1:
            self._topics.popitem(last=False)

    def __len__(self) -> int:
        return len(self._last) + len(self._topics)


def tell(feed: "TopicFeed", sign: frames.TypingSign) -> None:
    """Show a sign to the others who look at the topic, but for those who have yet to read something else."""
    user_id = uuid.UUID(sign.user)
    parcel = Parcel(frames.typing_event(sign.topic, sign.user))
    dropped = 0
    for socket in feed.sockets:
        if socket.person.id == user_id:
            continue
        if socket.is_idle:
            socket.send_parcel(parcel)
        else:
            dropped += 1
    if dropped:
        count("typing_dropped", dropped)
