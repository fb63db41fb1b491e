"""It is true of the canary's message that people, their tools and their numbers know nothing of it."""

import json
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client

from events import kinds
from events.ids import new_id
from events.models import OutboxEvent
from events.times import now
from messaging import presence, resync, services, socket_metrics
from messaging.canary.live import TEXT
from messaging.models import CANARY_PARTY, CANARY_TOPIC, CANARY_USER, AuditEntry, Message, Party, Topic, User
from messaging.tests.tokens import token_of

pytestmark = pytest.mark.django_db(databases=["default", "messaging"])

STAFF = {"is_staff": True, "amr": ["pwd", "otp", "mfa"]}
LISTS = ("user", "party", "membership", "topic", "message", "report")


@pytest.fixture
def sent(party, topic, post, bo):
    """A beat of the canary, and beside it a message that bo has written with the same word."""
    beat_id = new_id()
    person, _ = services.begin_beat(beat_id, now())
    services.post_message(person, topic_id=CANARY_TOPIC, client_id=str(beat_id), text=TEXT)
    post(bo, topic, f"bo: {TEXT}")
    return beat_id


def holds(value):
    """Whether anything of the canary is in what somebody got."""
    told = value if isinstance(value, str) else json.dumps(value, default=str)
    return any(str(key) in told for key in (CANARY_USER, CANARY_PARTY, CANARY_TOPIC)) or "canary" in told.lower()


def test_it_was_written(sent):
    assert Message.objects.using(settings.MESSAGING_DB).get(topic=CANARY_TOPIC).client_id == str(sent)


@pytest.mark.parametrize("path", ["/sync", "/parties", "/search?q=still", "/catch-up?party={party}"])
def test_what_people_ask_for_has_nothing_of_it(sent, api, ada, party, path):
    answer = api(ada).get(path.format(party=party.id))

    assert answer.status_code == 200
    assert not holds(answer.json())


def test_search_finds_the_same_words_of_a_person_alone(sent, api, ada):
    found = api(ada).get("/search?q=still+here").json()

    assert [item["message"]["text"] for item in found["items"]] == [f"bo: {TEXT}"]


@pytest.mark.parametrize(
    "path",
    [
        f"/parties/{CANARY_PARTY}",
        f"/parties/{CANARY_PARTY}/members",
        f"/topics/{CANARY_TOPIC}",
        f"/topics/{CANARY_TOPIC}/messages",
        f"/topics/{CANARY_TOPIC}/unread",
        f"/topics/{CANARY_TOPIC}/changes?after=0",
    ],
)
def test_whoever_knows_its_ids_finds_nothing(sent, api, ada, path):
    assert api(ada).get(path).status_code == 404


def test_nobody_posts_there_or_comes_in(sent, api, ada):
    given = {"client_id": "c", "text": "Hello"}

    assert api(ada).post(f"/topics/{CANARY_TOPIC}/messages", given).status_code == 404
    assert not Topic.objects.using(settings.MESSAGING_DB).get(id=CANARY_TOPIC).party.invites.exists()


def test_unread_counts_of_people_are_of_people(sent, api, ada):
    told = api(ada).get("/sync").json()

    assert [one["unread"] for party in told["parties"] for one in party["topics"]] == [1]


def test_no_log_notes_it(sent):
    assert not AuditEntry.objects.using(settings.MESSAGING_DB).filter(party_id=CANARY_PARTY).exists()


@pytest.mark.parametrize("model", LISTS)
def test_admin_lists_leave_it_out(sent, ada, model):
    client = Client()
    client.cookies[settings.ACCESS_COOKIE_NAME] = token_of(ada, **STAFF)

    page = client.get(f"/admin/messaging/{model}/")

    assert page.status_code == 200
    shown = page.context["cl"].queryset
    column = {"user": "id", "party": "id", "topic": "id", "membership": "party_id"}.get(model, "topic_id")
    assert not shown.filter(**{f"{column}__in": [CANARY_USER, CANARY_PARTY, CANARY_TOPIC]}).exists()
    assert shown.exists() or model == "report"


def test_events_about_messages_do_not_name_it(sent):
    rows = OutboxEvent.objects.using(settings.MESSAGING_DB)
    ours = rows.filter(payload__contains=str(sent))

    assert [(row.type, row.aggregatetype) for row in ours] == [("canary:posted", "canary")]
    assert not [row for row in rows.exclude(pk__in=ours) if holds(row.payload)]
    assert rows.filter(type="message:created").exists()


def test_neither_side_of_a_resync_knows_it(sent):
    original = kinds.originals[kinds.PARTIES]
    told = [key for key, _ in [*resync.party_states(), *resync.user_states(), *resync.living()]]

    assert told
    assert not holds(" ".join(told))
    assert original.count() == len(list(resync.party_states()))


def test_a_resync_tells_nothing_of_it(sent):
    list(resync.tell_parties(str(new_id())))

    rows = OutboxEvent.objects.using(settings.MESSAGING_DB).filter(aggregatetype="parties")
    assert rows.exists()
    assert not [row for row in rows if holds(row.payload)]


def test_its_socket_is_not_counted():
    hub = SimpleNamespace(count=3, topics={}, arrivals=(), sockets=list, people={CANARY_USER: {1}, new_id(): {2, 3}})

    socket_metrics.watch(hub)

    (gauge,) = socket_metrics.sockets.collect()
    assert gauge.samples[0].value == 2


def test_nobody_is_like_it(sent, ada):
    """Keys of people are of our days; nobody can sign in as one of 1970, since accounts makes no such account."""
    assert ada.id > CANARY_USER
    assert User.objects.using(settings.MESSAGING_DB).get(id=CANARY_USER).is_staff is False
    assert Party.objects.using(settings.MESSAGING_DB).get(id=CANARY_PARTY).member_count == 1
    assert presence.store().count(CANARY_PARTY) in {0, None}
