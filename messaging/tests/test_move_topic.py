"""It is true of a topic that is moved that…"""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from events.errors import Invalid
from events.times import now
from messaging.models import AuditEntry, Party, Role, Topic, User
from messaging.services import move_topic
from messaging.services.topic_order import LONGEST
from messaging.tests.clients import refused
from messaging.tests.parallel import together
from messaging.tests.people import member_of
from messaging.tests.queries_counted import at_most
from messaging.tests.topics import as_it_is, names, open_topic

pytestmark = pytest.mark.django_db(databases=["messaging"])

NOWHERE = "0197a000-0000-7000-8000-000000000000"


@pytest.fixture
def line(ada: User, party: Party, topic: Topic) -> dict[str, Topic]:
    """general, a, b and c, in this order."""
    return {"general": topic} | {name: open_topic(ada, party, name) for name in "abc"}


@pytest.fixture(autouse=True)
def _unhurried(limit: Callable[..., None]) -> None:
    limit("moderation")


def positions(party: Party) -> list[str]:
    return list(Topic.objects.filter(party=party).values_list("position", flat=True))


@pytest.mark.parametrize(
    ("moved", "after", "expected"),
    [
        ("c", None, "c general a b"),
        ("c", "general", "general c a b"),
        ("general", "c", "a b c general"),
        ("general", "a", "a general b c"),
        ("a", "b", "general b a c"),
        ("a", "general", "general a b c"),
        ("a", "a", "general a b c"),
        ("general", None, "general a b c"),
    ],
)
def test_it_stands_behind_the_one_that_was_said(
    api: Callable, ada: User, bo: User, party: Party, line: dict, moved: str, after: str | None, expected: str
):
    others = {name: topic.position for name, topic in line.items() if name != moved}

    answer = api(ada).post(f"/topics/{line[moved].id}/move", {"after": after and str(line[after].id)})

    assert answer.status_code == 200
    assert names(bo, party) == expected.split()
    assert answer.json()["topic"]["position"] == as_it_is(line[moved]).position
    assert {name: as_it_is(topic).position for name, topic in line.items() if name != moved} == others


def test_there_already_it_stays(ada: User, party: Party, line: dict):
    before = Party.objects.get(id=party.id).rev

    move_topic(ada, topic_id=line["b"].id, after=str(line["a"].id))
    assert Party.objects.get(id=party.id).rev == before
    move_topic(ada, topic_id=line["b"].id, after=None)
    assert Party.objects.get(id=party.id).rev == before + 1
    assert [entry.action for entry in AuditEntry.objects.all()] == ["topic_moved"]


@pytest.mark.parametrize("after", [NOWHERE, "nonsense", "", 7, []])
def test_behind_no_topic_it_is_refused(api: Callable, ada: User, party: Party, line: dict, after: Any):
    body = refused(api(ada).post(f"/topics/{line['a'].id}/move", {"after": after}), 400, "invalid")

    assert list(body["fields"]) == ["after"]
    assert names(ada, party) == ["general", "a", "b", "c"]


def test_it_takes_a_moderator_also_for_its_maker(api: Callable, bo: User, eve: User, party: Party, line: dict):
    mine = open_topic(bo, party, "mine")

    refused(api(bo).post(f"/topics/{mine.id}/move", {"after": None}), 403, "forbidden")
    refused(api(eve).post(f"/topics/{mine.id}/move", {"after": None}), 404, "not_found")
    moderator = member_of(party, "cy", Role.MODERATOR)
    assert api(moderator).post(f"/topics/{mine.id}/move", {"after": None}).status_code == 200


def test_a_hundred_moves_at_one_place_keep_the_order_and_the_keys_short(ada: User, party: Party, line: dict):
    expected = ["general", "a", "b", "c"]
    for number in range(100):
        name = "bc"[number % 2]
        move_topic(ada, topic_id=line[name].id, after=str(line["a"].id))
        expected.remove(name)
        expected.insert(2, name)
        assert names(ada, party) == expected

    assert len(set(positions(party))) == 4
    assert max(map(len, positions(party))) <= LONGEST


def test_when_keys_get_long_all_topics_get_new_ones(
    ada: User, bo: User, party: Party, line: dict, monkeypatch: pytest.MonkeyPatch
):
    hidden = open_topic(bo, party, "hidden", member_of(party, "cy"))
    monkeypatch.setattr("messaging.services.topic_order.LONGEST", 4)
    rev = Party.objects.get(id=party.id).rev
    for number in range(30):
        move_topic(ada, topic_id=line["bc"[number % 2]].id, after=str(line["a"].id))

    assert names(ada, party) == ["general", "a", "c", "b"]
    assert names(bo, party) == ["general", "a", "c", "b", "hidden"]
    assert max(len(topic.position) for topic in Topic.objects.filter(private=False)) <= 4
    assert len(set(positions(party))) == 5
    assert Party.objects.get(id=party.id).rev > rev + 30
    assert as_it_is(hidden).position.startswith("04i")


def test_a_public_topics_place_says_nothing_of_private_ones(ada: User, bo: User, party: Party, topic: Topic):
    open_topic(bo, party, "secret", member_of(party, "cy"))
    with_secret = open_topic(ada, party, "after").position
    Topic.objects.filter(name__in=["secret", "after"]).delete()

    assert open_topic(ada, party, "after").position == with_secret


def test_a_private_topic_stands_among_what_its_members_see(ada: User, bo: User, party: Party, line: dict):
    hidden = open_topic(ada, party, "hidden", bo)
    secret = open_topic(bo, party, "secret", member_of(party, "cy"))

    move_topic(ada, topic_id=hidden.id, after=str(line["general"].id))
    assert names(bo, party) == ["general", "hidden", "a", "b", "c", "secret"]
    assert names(ada, party) == ["general", "hidden", "a", "b", "c"]
    # Behind a private one means behind the public one before that.
    move_topic(ada, topic_id=line["c"].id, after=str(hidden.id))
    assert [name for name in names(bo, party) if name != "hidden"] == ["general", "c", "a", "b", "secret"]
    with pytest.raises(Invalid):
        move_topic(ada, topic_id=line["c"].id, after=str(secret.id))


def test_any_moves_keep_every_place_its_own(ada: User, bo: User, party: Party, line: dict):
    chance = random.Random(7)
    topics = [*line.values(), *[open_topic(ada, party, f"p{n}", bo) for n in range(3)]]
    order = names(ada, party)
    for _ in range(60):
        moved, after = chance.choice(topics), chance.choice([*topics, None])
        move_topic(ada, topic_id=moved.id, after=after and str(after.id))
        order = names(ada, party)
        if after is not None and after.id != moved.id and moved.private:
            assert order.index(moved.name) == order.index(after.name) + 1
        elif after is None and moved.private:
            assert order[0] == moved.name

    assert len(set(positions(party))) == len(topics) == len(order)


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_moves_at_one_moment_both_happen_and_no_two_places_are_one(ada: User, party: Party, line: dict):
    def move(name: str, after: str | None) -> object:
        return move_topic(ada, topic_id=line[name].id, after=after and str(line[after].id))

    for _ in range(5):
        outcomes = together(*[lambda name=name: move(name, "general") for name in ("b", "c")] * 2)

        assert [one for one in outcomes if isinstance(one, Exception)] == []
        assert names(ada, party)[0] == "general"
        assert set(names(ada, party)[1:3]) == {"b", "c"}
        assert len(set(positions(party))) == 4
        move("b", "a")
        move("c", "a")


def test_a_move_writes_one_position_by_few_statements(ada: User, party: Party, line: dict):
    with at_most(13):
        move_topic(ada, topic_id=line["c"].id, after=None)


def test_a_moderator_who_may_not_write_moves_nothing(api: Callable, party: Party, line: dict):
    cy = member_of(party, "cy", Role.MODERATOR, timeout_until=now() + timedelta(hours=1))

    refused(api(cy).post(f"/topics/{line['c'].id}/move", {"after": None}), 403, "timed_out")

    assert as_it_is(line["c"]).position == line["c"].position
