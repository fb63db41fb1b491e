"""Topics for tests, and what a person sees of them."""

import json
from typing import Any

import msgspec
from django.conf import settings

from events.ids import new_id
from messaging import queries, services
from messaging.models import Party, Topic, User


def open_topic(maker: User, party: Party, name: str = "boats", *inside: User, **given: Any) -> Topic:
    """A new topic, with its party; a private one has its maker and `inside` in it."""
    if inside:
        given |= {"private": True, "member_ids": [str(person.id) for person in inside]}
    made, _ = services.create_topic(maker, party_id=party.id, client_id=str(new_id()), name=name, **given)
    return as_it_is(made)


def as_it_is(topic: Any) -> Topic:
    return Topic.objects.using(settings.MESSAGING_DB).select_related("party").get(id=topic.id)


def names(person: User, party: Party, **how: Any) -> list[str]:
    """The names of the topics that somebody is listed, in order."""
    return [topic.name for topic in queries.topics_of(person, queries.party_for(person, party.id), **how)]


def plain(value: Any) -> Any:
    """A shape as it arrives."""
    return json.loads(msgspec.json.encode(value))
