"""A client of the contract that loads the topics of a party once, and from then on lives on frames alone."""

import json
from typing import Any

import pytest

from messaging import frames, queries, realtime
from messaging.models import Party, User
from messaging.tests.published import each
from messaging.tests.topics import plain

#: What of a topic depends on who looks, so a frame to the whole party does not say it.
MINE = ("read_n", "unread", "mentions", "level")


class Screen:
    """What a client holds of one party's topics, and the party's rev and my_rev up to which it has everything."""

    def __init__(self, person: User, party: Party) -> None:
        self.person, self.party = person, party
        membership = queries.party_for(person, party.id)
        self.rev, self.my_rev = membership.party.rev, membership.rev
        shapes = queries.topics_of(person, membership, archived=True)
        self.topics: dict[str, dict[str, Any]] = {shape.id: plain(shape) for shape in shapes}

    def hear(self, channel: str, signal: frames.Signal) -> None:
        """Take what the bus brings to this person's sockets. Fails when something before it is missing."""
        if isinstance(signal, frames.TopicChange) and str(signal.topic) in self.topics:
            self._count(signal)
        elif isinstance(signal, frames.PartyFrame) and channel == realtime.party_channel(self.party.id):
            frame = json.loads(signal.frame)
            assert frame["rev"] == self.rev + 1, f"have {self.rev}: {frame}"
            self.rev = frame["rev"]
            self._apply(frame["d"])
        elif isinstance(signal, frames.PersonFrame) and channel == realtime.person_channel(self.person.id):
            frame = json.loads(signal.frame)
            assert frame["rev"] == self.my_rev + 1, f"have {self.my_rev}: {frame}"
            self.my_rev = frame["rev"]
            self._apply(frame["d"])

    def _apply(self, d: dict[str, Any]) -> None:
        change = d["change"]
        if change == "topic_deleted":
            self.topics.pop(d["topic"]["id"])
        elif change == "topic_removed":
            self.topics.pop(d["topic"])
        elif change in {"read", "level"}:
            self.topics[d["topic"]] |= {name: d[name] for name in MINE if name in d}
        elif change.startswith("topic_"):
            topic = d["topic"]
            known = self.topics.get(topic["id"])
            self.topics[topic["id"]] = topic | ({name: known[name] for name in MINE} if known else {})

    def _count(self, signal: frames.TopicChange) -> None:
        """A message event, or the head frame made of it."""
        topic = self.topics[signal.topic]
        topic["last_n"], topic["last_rev"] = max(topic["last_n"], signal.n), signal.rev

    def is_right(self) -> bool:
        """Whether it is what a client that loads now would hold; counts are asked for, not kept."""
        fresh = Screen(self.person, self.party)
        assert (self.rev, self.my_rev) == (fresh.rev, fresh.my_rev)
        assert _uncounted(self.topics) == _uncounted(fresh.topics)
        return True


def _uncounted(topics: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {key: topic | {"unread": 0, "mentions": 0} for key, topic in topics.items()}


@pytest.fixture
def screens(monkeypatch: pytest.MonkeyPatch) -> list[Screen]:
    """Screens in this list hear all that is published from now on."""
    watching: list[Screen] = []
    publish = realtime._publish

    def overhear(channel: str, signal: Any) -> None:
        publish([(channel, signal)])
        for screen in watching:
            screen.hear(channel, signal)

    monkeypatch.setattr(realtime, "_publish", each(overhear))
    return watching
