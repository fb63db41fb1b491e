"""It is true of search that it finds, by words and by what is asked besides, what one may see, and nothing else."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings

from events.times import now
from messaging import queries, services
from messaging.models import Membership, Message, MessageWords, Party, Topic, TopicMember, User
from messaging.queries import searching
from messaging.tests.clients import refused
from messaging.tests.queries_counted import at_most

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(databases=["messaging"])]

DB = settings.MESSAGING_DB


@pytest.fixture(autouse=True)
def _never_too_often(limit: Callable[..., None]) -> None:
    limit("searches")


def found(person: User, q: str, **more: Any) -> list[str]:
    """The texts of what a person finds, in order."""
    return [item.message.text for item in queries.search(person, q, **more).items]


def move(message_id: str, moment: datetime) -> None:
    """Have a message been written at another time."""
    Message.objects.using(DB).filter(id=message_id).update(created_at=moment)
    MessageWords.objects.using(DB).filter(message_id=message_id).update(created_at=moment)


def make_topic(person: User, party_id: uuid.UUID, name: str, *inside: User) -> Topic:
    """A topic; with people it is a private one of theirs."""
    shape, _ = services.create_topic(person, party_id=party_id, client_id=name.replace(" ", "-"), name=name)
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


def test_who_said_it_is_asked_by_name_in_any_case(ada: User, bo: User, eve: User, topic: Topic, post: Callable):
    post(ada, topic, "a boat of ada")
    post(bo, topic, "a boat of bo")

    assert found(ada, "boat from:BO") == ["a boat of bo"]
    assert found(ada, "from:@bo from:ada boat") == ["a boat of bo", "a boat of ada"]
    assert found(bo, "boat from:me") == ["a boat of bo"]
    assert found(ada, "boat -from:bo") == ["a boat of ada"]
    assert found(ada, "from:eve") == found(ada, "from:nobody") == []


def test_where_it_was_said_is_asked_by_the_name_of_a_topic(ada: User, party: Party, topic: Topic, post: Callable):
    boats, ropes = make_topic(ada, party.id, "Big boats"), make_topic(ada, party.id, "ropes")
    for each in (topic, boats, ropes):
        post(ada, each, f"knot in {each.name}")

    assert found(ada, 'knot in:"big BOATS"') == found(ada, "knot in:big-boats") == ["knot in Big boats"]
    assert found(ada, "knot in:#ropes in:general") == ["knot in ropes", "knot in general"]
    assert found(ada, "knot -in:general -in:ropes") == ["knot in Big boats"]
    assert found(ada, "knot in:nowhere") == []


def test_one_name_of_several_topics_means_all_of_them(ada: User, topic: Topic, post: Callable):
    other = services.create_party(ada, client_id="other", name="Other")
    post(ada, topic, "here")
    post(ada, Topic(id=other.topics[0].id), "there")

    assert found(ada, "in:general") == ["there", "here"]


def test_a_party_and_a_topic_limit_the_search(ada: User, party: Party, topic: Topic, post: Callable):
    other = services.create_party(ada, client_id="other", name="Other")
    ropes = make_topic(ada, party.id, "ropes")
    for place, text in ((topic, "a knot"), (ropes, "b knot"), (Topic(id=other.topics[0].id), "c knot")):
        post(ada, place, text)

    assert found(ada, "knot", party=str(party.id)) == ["b knot", "a knot"]
    assert found(ada, "knot", topic=str(ropes.id)) == ["b knot"]
    assert found(ada, "knot", party=other.party.id, topic=str(ropes.id)) == []


def test_links_and_code_are_told_from_words_about_them(ada: User, topic: Topic, post: Callable):
    for text in ("see https://example.org", "[x](mailto:x@example.org)", "`https://code.example`", "```\nblock\n```"):
        post(ada, topic, text)

    assert found(ada, "has:link") == ["see https://example.org"]
    assert found(ada, "has:code") == ["```\nblock\n```", "`https://code.example`"]
    assert found(ada, "has:code -has:link code") == ["`https://code.example`"]
    assert found(ada, "has:code has:link") == []


def test_mentions_of_somebody_are_found_and_those_of_everybody_by_all_but_the_author(
    ada: User, bo: User, topic: Topic, post: Callable
):
    post(ada, topic, "one @bo")
    post(ada, topic, "two @everyone")
    post(bo, topic, "three @ada")

    assert found(bo, "mentions:me") == found(bo, "mentions:bo") == ["two @everyone", "one @bo"]
    assert found(ada, "mentions:me") == ["three @ada"]
    assert found(ada, "mentions:bo") == ["one @bo"]
    assert found(ada, "mentions:bo mentions:ada") == []
    assert found(ada, "from:ada -mentions:bo") == ["two @everyone"]


def test_pinned_messages_are_found(ada: User, topic: Topic, post: Callable):
    post(ada, topic, "loose")
    pinned = post(ada, topic, "pinned").message
    Message.objects.using(DB).filter(id=pinned.id).update(pinned_at=now())

    assert found(ada, "is:pinned") == ["pinned"]
    assert found(ada, "from:ada -is:pinned") == ["loose"]


def test_days_are_the_askers(ada: User, topic: Topic, post: Callable):
    ada.zoneinfo = "Asia/Tokyo"
    for hour in (14, 15, 38, 39):
        moment = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=hour)
        move(post(ada, topic, f"{hour}").message.id, moment)

    assert found(ada, "on:2026-03-02") == ["38", "15"]
    assert found(ada, "before:2026-03-02 after:2026-01-01") == ["14"]
    assert found(ada, "after:2026-03-02") == ["39"]
    ada.zoneinfo = "no/zone"
    assert found(ada, "on:2026-03-01") == ["15", "14"]


def test_a_stranger_finds_nothing_nor_does_who_has_left(ada: User, bo: User, eve: User, topic: Topic, post: Callable):
    post(ada, topic, "a secret boat")

    assert found(bo, "boat") == ["a secret boat"]
    assert found(eve, "boat") == found(eve, "from:ada") == found(eve, "in:general") == []
    Membership.objects.using(DB).filter(user=bo).delete()
    assert found(bo, "boat") == []


def test_private_topics_are_found_in_by_those_inside(ada: User, bo: User, party: Party, post: Callable):
    secret = make_topic(ada, party.id, "secret", ada)
    post(ada, secret, "a secret boat")

    assert found(ada, "boat") == ["a secret boat"]
    assert found(bo, "boat") == found(bo, "in:secret") == []
    TopicMember.objects.using(DB).create(topic=secret, user=bo)
    assert found(bo, "boat") == ["a secret boat"]


def test_who_is_removed_between_the_look_up_and_the_answer_gets_nothing(
    ada: User, bo: User, topic: Topic, post: Callable, monkeypatch: pytest.MonkeyPatch
):
    post(ada, topic, "boat")
    newest = searching._newest

    def kicked_after(*given: Any) -> Any:
        hits = newest(*given)
        Membership.objects.using(DB).filter(user=bo).delete()
        return hits

    monkeypatch.setattr(searching, "_newest", kicked_after)
    assert found(bo, "boat") == []


def test_a_party_or_topic_that_is_not_mine_and_one_that_is_not_there_look_alike(
    api: Callable, eve: User, party: Party, topic: Topic
):
    for name, key in (("party", party.id), ("topic", topic.id), ("party", "x"), ("topic", topic.id.hex)):
        refused(api(eve).get("/search", {"q": "boat", name: key}), 404, "not_found")


def test_notes_of_the_system_and_archived_topics(ada: User, topic: Topic, post: Callable):
    post(ada, topic, "in the archive")
    Topic.objects.using(DB).filter(id=topic.id).update(archived_at=now())

    assert found(ada, "archive") == ["in the archive"]
    assert found(ada, "from:bo") == []  # that bo joined is a note of the system by bo


def test_pages_go_through_everything_once_newest_first(ada: User, topic: Topic, post: Callable):
    sent = [post(ada, topic, f"boat {number}").message for number in range(7)]
    moment = now()
    for message in sent[2:5]:  # three of one moment
        move(message.id, moment)

    seen, cursor = [], None
    for _ in range(4):
        page = queries.search(ada, "boat", limit=2, cursor=cursor)
        seen += [item.message.id for item in page.items]
        cursor = page.next

    assert cursor is None
    assert sorted(seen) == sorted(message.id for message in sent)
    assert seen[:3] == [message.id for message in reversed(sent[2:5])]


def test_what_is_written_between_two_pages_moves_nothing(ada: User, topic: Topic, post: Callable):
    for number in range(4):
        post(ada, topic, f"boat {number}")

    for sort, expected in (("new", ["boat 1", "boat 0"]), ("best", ["boat 1", "boat 0"])):
        page = queries.search(ada, "boat", limit=2, sort=sort)
        post(ada, topic, "boat")
        assert found(ada, "boat", limit=2, sort=sort, cursor=page.next) == expected
        Message.objects.using(DB).filter(text="boat").delete()


def test_the_best_come_first_and_of_equals_the_newer(ada: User, topic: Topic, post: Callable):
    for text in ("boat", "a steamboat", "rope and boat and much more that has nothing to do with it", "BOAT", "rope"):
        post(ada, topic, text)

    assert found(ada, "boat", sort="best") == [
        "BOAT",
        "boat",
        "rope and boat and much more that has nothing to do with it",
        "a steamboat",
    ]
    assert found(ada, "from:ada", sort="best")[0] == "rope"


@pytest.mark.parametrize("walk", [0, 1, 3, 100])
def test_what_is_looked_through_and_what_is_looked_up_give_one_list(
    ada: User, topic: Topic, post: Callable, monkeypatch: pytest.MonkeyPatch, walk: int
):
    monkeypatch.setattr(searching, "WALK", walk)
    moment = now()
    for number in range(6):
        move(post(ada, topic, f"{'boat' if number % 2 else 'rope'} {number}").message.id, moment)
    post(ada, topic, "boat 7")

    first = queries.search(ada, "boat", limit=2)
    assert [item.message.text for item in first.items] == ["boat 7", "boat 5"]
    assert found(ada, "boat", limit=2, cursor=first.next) == ["boat 3", "boat 1"]
    assert found(ada, "boat", sort="best") == ["boat 7", "boat 5", "boat 3", "boat 1"]


def test_the_answer_has_the_shapes_of_the_contract(api: Callable, ada: User, bo: User, topic: Topic, post: Callable):
    message = post(bo, topic, "a <b>boat</b>").message

    answer = api(ada).get("/search", {"q": "boat"})

    assert answer.status_code == 200
    (item,) = answer.json()["items"]
    assert set(answer.json()) == {"items", "next", "epoch"}
    assert (item["message"]["id"], item["message"]["n"], item["message"]["topic_id"]) == (
        message.id,
        message.n,
        str(topic.id),
    )
    assert (item["topic"]["name"], item["topic"]["unread"]) == ("general", 1)
    assert item["excerpt_html"] == "a &lt;b&gt;<mark>boat</mark>&lt;/b&gt;"
    assert answer.json()["next"] is None


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, "blank"),
        ({"q": "  "}, "blank"),
        ({"q": "x" * 501}, "too_long"),
        ({"q": "has:cheese"}, "invalid"),
        ({"q": "boat", "sort": "old"}, "invalid"),
        ({"q": "boat", "limit": "0"}, "invalid"),
        ({"q": "boat", "cursor": "x"}, "bad_cursor"),
        ({"q": "boat", "cursor": "1." + "0" * 32 + ".5"}, "bad_cursor"),
        ({"q": "boat", "cursor": "1." + "0" * 32, "sort": "best"}, "bad_cursor"),
        ({"q": "boat", "cursor": "1" * 18 + "." + "0" * 32}, "bad_cursor"),
        ({"q": "boat", "cursor": "１." + "0" * 32}, "bad_cursor"),
    ],
)
def test_what_can_not_be_answered_is_refused(api: Callable, ada: User, query: dict[str, str], code: str):
    refused(api(ada).get("/search", query), 400, code)


def test_a_cursor_that_somebody_made_up_finds_no_more_than_one_may(
    api: Callable, ada: User, eve: User, topic: Topic, post: Callable
):
    post(ada, topic, "boat")
    for cursor in ("0." + "0" * 32, "9" * 17 + "." + "f" * 32):
        found_by_eve = api(eve).get("/search", {"q": "boat", "cursor": cursor}).json()
        assert (found_by_eve["items"], found_by_eve["next"]) == ([], None)
    assert len(api(ada).get("/search", {"q": "boat", "cursor": cursor}).json()["items"]) == 1


def test_nobody_searches_without_signing_in(api: Callable):
    refused(api().get("/search", {"q": "boat"}), 401, "not_signed_in")


def test_who_searches_too_often_waits_and_nobody_else(
    api: Callable, ada: User, bo: User, topic: Topic, limit: Callable[..., None]
):
    limit("searches", 2, 60)

    for _ in range(2):
        assert api(ada).get("/search", {"q": "boat"}).status_code == 200
    assert refused(api(ada).get("/search", {"q": "boat"}), 429, "rate_limited")["retry_after"] > 0
    assert api(bo).get("/search", {"q": "boat"}).status_code == 200


def test_a_search_takes_a_few_statements_whatever_it_finds(
    ada: User, party: Party, topic: Topic, post: Callable, monkeypatch: pytest.MonkeyPatch
):
    for number in range(10):
        post(ada, make_topic(ada, party.id, f"topic {number}"), f"boat {number} @bo")

    with at_most(5):  # where to look, how far, what is there, and of that the messages and their topics
        assert len(found(ada, "boat")) == 10
    monkeypatch.setattr(searching, "WALK", 1)
    with at_most(8):  # names of people and topics, and what is farther back
        assert len(found(ada, "boat from:ada mentions:bo -in:general", sort="best")) == 10
