"""Where topics stand in their party's list.

A position that everybody sees says nothing of what they may not: public topics have their places among the public ones
alone, and private ones stand between them with keys that end by chance. Under the party's lock no two are equal.
"""

import secrets
import uuid
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from events.errors import Invalid
from messaging import checks, permissions, positions, queries, shapes
from messaging.models import Action, Topic, TopicMember, User
from messaging.services.changes import PartyChange, changing_topic
from messaging.services.moderation import insist_not_too_fast

#: A key that would be longer makes all topics of the party get new ones. The column takes 64.
LONGEST: Final = 48
#: Digits of chance that a private topic's key ends with.
CHANCE: Final = 4
END: Final = "end"
#: What a new place is behind: a topic, with None nothing, or with END everything.
After = uuid.UUID | Literal["end"] | None


class Place(NamedTuple):
    id: uuid.UUID
    position: str
    private: bool


def move_topic(person: User, *, topic_id: uuid.UUID | str, after: object) -> shapes.TopicShape:
    """Put a topic behind the topic with the id `after`, or with None before all others; there already, it stays.

    A public topic behind a private one stands behind the public ones before that. Raises NotFound, Forbidden, TimedOut,
    Invalid, RateLimited.
    """
    insist_not_too_fast(person)
    key = None if after is None else checks.clean_id(after, "after")
    with changing_topic(person, topic_id) as (change, topic):
        permissions.insist(change.me, "move_topic")
        position = _place(change, key, private=topic.private, moving=topic)
        if position != topic.position:
            before, topic.position = topic.position, position
            change.note(Action.TOPIC_MOVED, topic=topic, before={"position": before}, after={"position": position})
            change.save_topic(topic, "topic_moved", "position")
    return queries.topic_shape_for(person, topic.id)


def last_place(change: PartyChange, *, private: bool) -> str:
    """The position of a new topic: behind all others."""
    return _place(change, END, private=private)


def _place(change: PartyChange, after: After, *, private: bool, moving: Topic | None = None) -> str:
    position = _Places(change).behind(after, private=private, moving=moving)
    if position is None:
        _spread(change)
        if moving is not None:
            moving.refresh_from_db(fields=["position"])
        position = _Places(change).behind(after, private=private, moving=moving)
    assert position is not None  # noqa: S101 - fresh keys are short, and no two are equal
    return position


class _Places:
    """The places of all topics of a party, in order, and of those that `change.me` may see."""

    def __init__(self, change: PartyChange) -> None:
        db = settings.MESSAGING_DB
        rows = Topic.objects.using(db).filter(party=change.party, deleted_at=None)
        inside = TopicMember.objects.using(db).filter(topic__party=change.party, user=change.me.user_id)
        mine = set(inside.values_list("topic_id", flat=True))
        found = [Place(*row) for row in rows.values_list("id", "position", "private")]
        self.all = sorted(found, key=lambda place: (place.position, place.id))
        self.seen = [place for place in self.all if not place.private or place.id in mine]

    def behind(self, after: After, *, private: bool, moving: Topic | None) -> str | None:
        """A key behind a topic, or before all; None when there is no short one. Raises Invalid for no such topic."""
        moving_id = moving.id if moving else None
        line = [place for place in self.seen if (private or not place.private) and place.id != moving_id]
        index = self._index(line, after, moving_id)
        low = line[index - 1].position if index else None
        high = line[index].position if index < len(line) else None
        if moving is not None and (low or "") < moving.position and (high is None or moving.position < high):
            return moving.position
        if low is not None and high is not None and low >= high:
            return None
        key = self._free(low, high, by_chance=private)
        return key if len(key) <= LONGEST else None

    def _index(self, line: list[Place], after: After, moving_id: uuid.UUID | None) -> int:
        """How many of `line` stand before the new place."""
        if after is None or after == END:
            return 0 if after is None else len(line)
        until = next((number for number, place in enumerate(self.seen) if place.id == after), None)
        if until is None:
            raise Invalid.field("after", _("There is no such topic in this party."))
        before = {place.id for place in self.seen[: until + 1]} - {moving_id}
        return sum(place.id in before for place in line)

    def _free(self, low: str | None, high: str | None, *, by_chance: bool) -> str:
        """A key between two that no topic has, also none that the person may not see."""
        taken = {place.position for place in self.all}
        key = positions.between(low, high) + (_chance() if by_chance else "")
        while key in taken:
            key = positions.between(low, key)
        return key


def _spread(change: PartyChange) -> None:
    """Give all topics of a party short new keys in the order that they are in."""
    topics = Topic.objects.using(settings.MESSAGING_DB).filter(party=change.party, deleted_at=None).in_bulk()
    for place, position in _fresh(_Places(change).all):
        topic = topics[place.id]
        topic.party, topic.position = change.party, position
        change.save_topic(topic, "topic_moved", "position")


def _fresh(places: list[Place]) -> Iterator[tuple[Place, str]]:
    """Keys of three digits for public topics; a private one's begins with that of the public one before it."""
    number = run = 0
    for place in places:
        if place.private:
            run += 1
            yield place, f"{_digits(number)}i{_digits(run)}{_chance()}"
        else:
            number, run = number + 1, 0
            yield place, f"{_digits(number)}i"


def _digits(number: int) -> str:
    """Two digits, for less than 1,296."""
    high, low = divmod(number, len(positions.DIGITS))
    return positions.DIGITS[high] + positions.DIGITS[low]


def _chance() -> str:
    drawn = [secrets.choice(positions.DIGITS) for _ in range(CHANCE - 1)]
    return "".join([*drawn, secrets.choice(positions.DIGITS[1:])])
