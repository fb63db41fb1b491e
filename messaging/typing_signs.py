"""Who is typing: a sign that lives for a few seconds, is never stored or numbered, and is the first to go under load.

A client shows a sign for eight seconds and says every five that its person still types, so one that is lost does no
harm. Signs are thinned out twice by the same rule: before the database is asked whether somebody may write, and in each
process that shows them, because one person's sockets may be served by several. What is left of a crowd is asked about
together, one question at a time: however many type, the threads and the interpreter belong to messages.
"""

import uuid
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from events.counters import count
from messaging import frames, services
from messaging.database import ask
from messaging.models import User
from messaging.outlets import Parcel

if TYPE_CHECKING:
    from messaging.feeds import TopicFeed
    from messaging.hub import Hub

#: Seconds between two signs of one person in one topic. A little less than what clients keep to, so that one whose
#: timer or network is early by a moment is not silenced for a whole turn.
EVERY: Final = 4.5
#: Signs of one topic that are told within a second. Nobody reads more names than that.
MOST: Final = 10
#: Signs that wait for their turn to be asked about; more are left out.
MOST_WAITING: Final = 200


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


class Waiting(NamedTuple):
    """A sign that nobody has asked about yet, and how its socket is told that it may not be shown."""

    sign: services.Typing
    refuse: Callable[[Exception], None]


class Typists:
    """What people of this process say of their typing, until it is told to everybody."""

    def __init__(self, hub: "Hub") -> None:
        self.pace = Pace()
        self._hub = hub
        self._waiting: list[Waiting] = []
        self.is_asking = False

    def say(self, person: User, topic_id: uuid.UUID, refuse: Callable[[Exception], None]) -> None:
        """Never waits. `refuse` is called if the person may not be shown as typing, with the reason."""
        if not self.pace.allows(topic_id, person.id, self._hub.loop.time()):
            return
        if len(self._waiting) >= MOST_WAITING:
            count("typing_dropped")
            return
        self._waiting.append(Waiting(services.Typing(person, topic_id), refuse))
        if not self.is_asking:
            self.is_asking = True
            self._hub.spawn(self._ask())

    async def _ask(self) -> None:
        try:
            while self._waiting:
                together, self._waiting = self._waiting, []
                refusals = await _refusals([one.sign for one in together])
                for (sign, refuse), refusal in zip(together, refusals, strict=True):
                    if refusal is not None:
                        self.pace.forgive(sign.topic_id, sign.person.id)
                        refuse(refusal)
        finally:
            self.is_asking = False


async def _refusals(signs: Sequence[services.Typing]) -> Sequence[Exception | None]:
    try:
        return await ask(services.say_typing, signs)
    except Exception as error:  # every socket hears of it, as of a fault of any other command
        return [error] * len(signs)


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
