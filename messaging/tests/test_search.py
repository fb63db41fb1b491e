"""It is true of search that it finds, by words and by what is asked besides, what one may see, and nothing else."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings

from messaging import queries, services
from messaging.models import Message, MessageWords, Topic, TopicMember, User

pytestmark = pytest.mark.django_db(databases=["messaging"])

DB = settings.MESSAGING_DB


@pytest.fixture(autouse=True)
def _never_too_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("messaging.queries.searching.SEARCHES", (10**6, 60))


def found(person: User, q: str, **more: Any) -> list[str]:
    """The texts of what a person finds, in order."""
    return [item.message.text for item in queries.search(person, q, **more).items]


def move(message_id: str, moment: datetime) -> None:
    """Have a message been written at another time."""
    Message.objects.using(DB).filter(id=message_id).update(created_at=moment)
    MessageWords.objects.using(DB).filter(message=message_id).update(created_at=moment)


def make_topic(person: User, party_id: object, name: str, *inside: User) -> Topic:
    """A topic; with people it is a private one of theirs."""
    shape, _ = services.create_topic(person, party_id=party_id, client_id=name, name=name)
    topic = Topic.objects.using(DB).select_related("party").get(id=shape.id)
    if inside:
        Topic.objects.using(DB).filter(id=topic.id).update(private=True)
        TopicMember.objects.using(DB).bulk_create([TopicMember(topic=topic, user=each) for each in inside])
    return topic


@pytest.mark.parametrize(
    ("q", "texts"),
    [
        ("boat", ["a steamboat", "Boats are big"]),
        ("big boats", ["Boats are big"]),
        ('"boats are"', ["Boats are big"]),
        ('"boat are"', []),
        ('"boat"', []),
        ("boat -steam", ["Boats are big"]),
        ("bo", ["Boats are big"]),
        ("ig", []),
        ("muller", ["Grüße, Müller!"]),
        ("GRUSSE", ["Grüße, Müller!"]),
        ("10.0.0.1", ["ping 10.0.0.12 `foo_bar`"]),
        ("foo_bar", ["ping 10.0.0.12 `foo_bar`"]),
        ("東京", ["東京都に住む"]),
        ("京都", ["東京都に住む"]),
        ("都", ["東京都に住む"]),
        ("む", ["東京都に住む"]),
        ("東都", []),
        ("🎉", ["party 🎉"]),
        ("nothing of the kind", []),
    ],
)
def test_words_parts_of_words_phrases_and_runs_are_found(
    ada: User, topic: Topic, post: Callable, q: str, texts: list[str]
):
    for text in ("Boats are big", "Grüße, Müller!", "ping 10.0.0.12 `foo_bar`", "東京都に住む", "party 🎉"):
        post(ada, topic, text)
    post(ada, topic, "a steamboat")

    assert found(ada, q) == texts
