"""People in roles, private topics, and what is published: what tests about messages begin with."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.conf import settings
from django.test import TestCase

from events.ids import new_id
from events.times import now
from messaging import frames, realtime
from messaging.models import Invite, Membership, Party, Role, Topic, TopicMember, User
from messaging.services import join_party
from messaging.tests.conftest import make_user
from messaging.tests.published import each


def join(party: Party, name: str, role: Role = Role.MEMBER) -> User:
    """Somebody new in a party."""
    person = make_user(name)
    join_party(person, code=Invite.objects.get(party=party).code)
    give_role(party, person, role)
    return person


def give_role(party: Party, person: User, role: Role) -> None:
    Membership.objects.filter(party=party, user=person).update(role=role)


def go(party: Party, person: User) -> None:
    """They are no member any more."""
    Membership.objects.filter(party=party, user=person).delete()


def private_topic(party: Party, *people: User, name: str = "cabin") -> Topic:
    """A topic that these people alone may see."""
    topic = Topic.objects.create(
        party=party,
        maker=people[0],
        client_id=str(new_id()),
        name=name,
        position="z",
        private=True,
        created_at=now(),
    )
    TopicMember.objects.bulk_create(TopicMember(topic=topic, user=person) for person in people)
    return topic


@contextmanager
def published() -> Iterator[list[Any]]:
    """The changes of topics that are published by what happens inside, in order."""
    seen: list[Any] = []

    def note(channel: str, signal: Any) -> None:
        if isinstance(signal, frames.TopicChange):
            seen.append(frames.decode_signal(frames.encode(signal)))

    with (
        mock.patch.object(realtime, "_publish", each(note)),
        TestCase.captureOnCommitCallbacks(using=settings.MESSAGING_DB, execute=True),
    ):
        yield seen
