"""It is true that no secret and nothing that people wrote to each other leaves a service in an event."""

import uuid
from typing import Any

import pytest
from confluent_kafka import Consumer
from django.conf import settings

from accounts import services as accounts
from accounts.tokens import access_token_of
from events import testing
from events.catalogue import KAFKA_TOPICS, UserUpdated
from events.databases import databases
from events.models import DeadLetter, OutboxEvent
from events.registry import handles, no_handlers
from events.testing import run_events
from events.topics import PARTITIONS
from messaging import services as messaging
from messaging.models import Topic
from messaging.models import User as Copy

pytestmark = pytest.mark.django_db(databases=["default", "messaging"])

EMAIL, PASSWORD = "canary-address@example.org", "canary password sings"
TEXT, TOPIC, REASON = "canary text of a message", "canary topic", "canary of an exception"


def plant() -> list[str]:
    """Do everything that both services do, and say which words must not be told."""
    user = accounts.sign_up(username="canary", email=EMAIL, password=PASSWORD)
    sign_in = accounts.start_sign_in(user=user, session_key="canary-session", user_agent="canary-browser", amr=["pwd"])
    tokens = [access_token_of(sign_in).text, accounts.issue_refresh_token(sign_in)]
    accounts.change_profile(user.pk, {"display_name": "Somebody"})
    run_events()
    secret = plant_talk(Copy.objects.using(settings.MESSAGING_DB).get(id=user.pk))
    accounts.set_password(user, PASSWORD + " again")
    accounts.change_standing(user.pk, is_active=False, is_staff=False)
    run_events()
    fail(user.pk)
    return [EMAIL, PASSWORD, "canary-session", "canary-browser", TEXT, TOPIC, REASON, *tokens, *secret]


def plant_talk(person: Any) -> list[str]:
    """A private topic with a message, and an invite; answers with the invites' codes."""
    made = messaging.create_party(person, client_id="p", name="Tea")
    topic, _ = messaging.create_topic(person, party_id=made.party.id, client_id="t", name=TOPIC, description=TOPIC)
    Topic.objects.using(settings.MESSAGING_DB).filter(id=topic.id).update(private=True)
    messaging.post_message(person, topic_id=made.topics[0].id, client_id="m", text=TEXT)
    invite, _ = messaging.create_invite(person, party_id=made.party.id, client_id="i")
    return [made.invite.code, invite.code]


def fail(user_id: uuid.UUID) -> None:
    """An event becomes a dead letter, whose exception quotes what it must not."""
    with no_handlers():

        @handles(UserUpdated, app="messaging")
        def raises(event: UserUpdated) -> None:
            raise ValueError(f"{REASON} {EMAIL}")

        accounts.change_profile(user_id, {"display_name": "Somebody else"})
        run_events(strict=False)


def payloads() -> str:
    rows = [row for using in databases().values() for row in OutboxEvent.objects.using(using).all()]
    return "\n".join(f"{row.payload} {row.key} {row.aggregateid} {row.type}" for row in rows)


def test_no_outbox_has_any_of_it(monkeypatch):
    monkeypatch.setattr("events.consumer.PAUSES", ())
    words = plant()

    told = payloads()

    assert [word for word in words if word in told] == []
    for name in (
        "user:created",
        "user:updated",
        "session:revoked",
        "party:created",
        "topic:created",
        "message:created",
    ):
        assert name in told
    assert "dead-letter:created" in told
    assert REASON in DeadLetter.objects.using(settings.MESSAGING_DB).get().error  # which stays at home


@pytest.mark.servers
def test_no_record_of_kafka_has_any_of_it(monkeypatch):
    monkeypatch.setattr("events.consumer.PAUSES", ())
    words = plant()

    told = records()

    assert [word for word in words if word in told] == []
    assert "message:created" in told
    assert "dead-letter:created" in told


def records() -> str:
    """Keys, headers and values of all records of this test's topics."""
    channel: Any = testing._channel
    reader = Consumer(
        {
            "bootstrap.servers": ",".join(settings.KAFKA_SERVERS),
            "group.id": f"{channel.prefix}canary",
            "auto.offset.reset": "earliest",
            "enable.partition.eof": True,
        }
    )
    reader.subscribe([channel.prefix + topic for topic in KAFKA_TOPICS])
    found, ended = [], 0
    while ended < PARTITIONS * len(KAFKA_TOPICS):
        message = reader.poll(20)
        assert message is not None
        if message.error():
            ended += 1
        else:
            found.append(f"{message.key()!r} {message.headers()} {message.value().decode()}")
    reader.close()
    return "\n".join(found)
