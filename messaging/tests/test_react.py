"""It is true of reactions that each person has each emoji once, and that the message shows exactly its rows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings

from events.errors import ChatterboxError, Invalid, NotFound, RateLimited
from events.times import now
from messaging import queries, services
from messaging.emoji import all_emoji
from messaging.models import Erasure, Membership, Message, Party, Reaction, Topic, User
from messaging.services import add_reaction, delete_message, reactions, remove_reaction
from messaging.services.message_change import MessageGone
from messaging.services.reactions import TooManyKinds
from messaging.tests.clients import refused
from messaging.tests.conftest import make_user
from messaging.tests.parallel import together
from messaging.tests.queries_counted import at_most
from messaging.tests.rows import recorded
from messaging.tests.scenes import private_topic, published

pytestmark = pytest.mark.django_db(databases=["messaging"])

Post = Callable[..., Any]


@pytest.fixture
def message(bo: User, topic: Topic, post: Post) -> Any:
    return post(bo, topic, "look").message


def shown(person: User, message_id: str) -> list[tuple[str, int, list[str]]]:
    """What everybody is shown."""
    shape = queries.message_shape_for(person, message_id)
    return [(one.emoji, one.count, one.user_ids) for one in shape.reactions]


def counted(message_id: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for emoji in Reaction.objects.filter(message=message_id).values_list("emoji", flat=True):
        found[emoji] = found.get(emoji, 0) + 1
    return found


def crowd(party: Party, many: int) -> list[User]:
    people = [make_user(f"guest{n}") for n in range(many)]
    Membership.objects.bulk_create(Membership(party=party, user=person, joined_at=now()) for person in people)
    return people


def test_a_message_shows_emoji_by_first_use_and_people_newest_first(ada: User, bo: User, message: Any):
    add_reaction(ada, message_id=message.id, emoji="🎉")
    add_reaction(bo, message_id=message.id, emoji="👍")
    reacted = add_reaction(bo, message_id=message.id, emoji="🎉")

    assert reacted.rev == message.rev + 3
    assert reacted == queries.message_shape_for(ada, message.id)
    assert shown(ada, message.id) == [("🎉", 2, [str(bo.id), str(ada.id)]), ("👍", 1, [str(bo.id)])]


def test_twice_is_once(bo: User, message: Any):
    first = add_reaction(bo, message_id=message.id, emoji="🎉")

    with published() as seen:
        assert add_reaction(bo, message_id=message.id, emoji="🎉") == first
        remove_reaction(bo, message_id=message.id, emoji="👍")

    assert seen == []


def test_taken_off_it_is_gone_and_others_stay(ada: User, bo: User, message: Any):
    for person in (ada, bo):
        add_reaction(person, message_id=message.id, emoji="🎉")

    remove_reaction(ada, message_id=message.id, emoji="🎉")
    assert shown(ada, message.id) == [("🎉", 1, [str(bo.id)])]
    remove_reaction(bo, message_id=message.id, emoji="🎉")
    assert shown(ada, message.id) == []
    assert not Reaction.objects.exists()


def test_each_change_has_one_frame_and_one_event(ada: User, bo: User, message: Any):
    with published() as seen:
        add_reaction(ada, message_id=message.id, emoji="🎉")
        remove_reaction(ada, message_id=message.id, emoji="🎉")

    assert [(one.change, one.prev, one.rev, one.actor_id) for one in seen] == [
        ("reacted", message.rev, message.rev + 1, str(ada.id)),
        ("unreacted", message.rev + 1, message.rev + 2, str(ada.id)),
    ]
    assert [event["data"]["version"] for event in recorded("message:updated")] == [message.rev + 1, message.rev + 2]


def test_two_spellings_are_one_emoji(ada: User, bo: User, message: Any):
    add_reaction(ada, message_id=message.id, emoji="❤")
    add_reaction(bo, message_id=message.id, emoji="❤️")

    assert shown(ada, message.id) == [("❤️", 2, [str(bo.id), str(ada.id)])]
    remove_reaction(ada, message_id=message.id, emoji="❤")
    assert counted(message.id) == {"❤️": 1}


@pytest.mark.parametrize("emoji", ["", "x", "🎉🎉", "🎉 ", ":tada:", "x" * 3000, None, 7])
def test_what_is_no_emoji_is_refused(bo: User, message: Any, emoji: Any):
    for command in (add_reaction, remove_reaction):
        with pytest.raises(Invalid) as caught:
            command(bo, message_id=message.id, emoji=emoji)
        assert "emoji" in caught.value.fields


def test_a_21st_kind_is_refused_and_one_more_of_a_kind_is_not(ada: User, bo: User, message: Any):
    for one in all_emoji()[: reactions.KINDS]:
        add_reaction(ada, message_id=message.id, emoji=one.emoji)
    another, known = all_emoji()[reactions.KINDS].emoji, all_emoji()[0].emoji

    with pytest.raises(TooManyKinds):
        add_reaction(bo, message_id=message.id, emoji=another)
    add_reaction(bo, message_id=message.id, emoji=known)

    assert len(counted(message.id)) == reactions.KINDS == 20
    remove_reaction(ada, message_id=message.id, emoji=all_emoji()[1].emoji)
    assert add_reaction(bo, message_id=message.id, emoji=another).reactions[-1].emoji == another


def test_fifty_people_are_named_and_who_goes_makes_room(party: Party, ada: User, message: Any):
    people = crowd(party, reactions.NAMED + 2)
    for person in people:
        add_reaction(person, message_id=message.id, emoji="🎉")
    newest_first = [str(person.id) for person in reversed(people)]

    [(_, count, named)] = shown(ada, message.id)
    assert (count, named) == (52, newest_first[:50])
    remove_reaction(people[-1], message_id=message.id, emoji="🎉")
    [(_, count, named)] = shown(ada, message.id)
    assert (count, named) == (51, newest_first[1:51])
    remove_reaction(people[0], message_id=message.id, emoji="🎉")
    [(_, count, named)] = shown(ada, message.id)
    assert (count, named) == (50, newest_first[1:51])


def test_where_one_may_not_react(ada: User, bo: User, eve: User, party: Party, topic: Topic, message: Any, post: Post):
    cabin = private_topic(party, bo)
    hidden = post(bo, cabin).message
    for person, message_id in ((eve, message.id), (ada, hidden.id), (ada, "nonsense")):
        for command in (add_reaction, remove_reaction):
            with pytest.raises(NotFound):
                command(person, message_id=message_id, emoji="🎉")

    delete_message(bo, message_id=hidden.id)
    with pytest.raises(MessageGone):
        add_reaction(bo, message_id=hidden.id, emoji="🎉")

    assert not Reaction.objects.exists()


@pytest.mark.parametrize(("what", "code"), [("timeout", "timed_out"), ("archive", "archived")])
def test_who_may_not_write_may_not_react_but_take_it_off(bo: User, topic: Topic, message: Any, what: str, code: str):
    add_reaction(bo, message_id=message.id, emoji="🎉")
    if what == "timeout":
        Membership.objects.filter(user=bo).update(timeout_until=now() + timedelta(minutes=5))
    else:
        Topic.objects.filter(id=topic.id).update(archived_at=now())

    with pytest.raises(ChatterboxError) as caught:
        add_reaction(bo, message_id=message.id, emoji="👍")
    remove_reaction(bo, message_id=message.id, emoji="🎉")

    assert (caught.value.code, caught.value.status) == (code, 403)
    assert counted(message.id) == {}


def test_in_an_announcement_topic_members_react(bo: User, topic: Topic, message: Any):
    Topic.objects.filter(id=topic.id).update(announcement=True)

    assert add_reaction(bo, message_id=message.id, emoji="🎉").reactions


def test_sixty_a_minute_are_enough(bo: User, message: Any):
    for _ in range(60):
        add_reaction(bo, message_id=message.id, emoji="🎉")

    with pytest.raises(RateLimited):
        remove_reaction(bo, message_id=message.id, emoji="🎉")


def test_who_reacted_by_pages_newest_first(ada: User, bo: User, message: Any):
    for person, emoji in ((ada, "🎉"), (bo, "👍"), (bo, "🎉")):
        add_reaction(person, message_id=message.id, emoji=emoji)
    opened = queries.message_for(ada, message.id)

    first, cursor = queries.reactions_to(opened, limit=2)
    rest, end = queries.reactions_to(opened, limit=2, cursor=cursor)

    assert [(one.emoji, one.user.username) for one in first + rest] == [("🎉", "bo"), ("👍", "bo"), ("🎉", "ada")]
    assert end is None


def test_by_the_api_with_the_emoji_in_the_path(api: Callable, ada: User, bo: User, eve: User, message: Any):
    path = f"/messages/{message.id}/reactions"
    first = api(bo).put(f"{path}/{quote('#️⃣')}")

    assert first.status_code == 200
    assert first.json()["message"]["reactions"] == [{"emoji": "#️⃣", "count": 1, "user_ids": [str(bo.id)]}]
    assert api(bo).put(f"{path}/{quote('#️⃣')}").json() == first.json()
    [item] = api(ada).get(path).json()["items"]
    assert set(item) == {"emoji", "user", "created_at"}
    for _ in range(2):
        gone = api(bo).send("DELETE", f"{path}/{quote('#️⃣')}")
        assert (gone.status_code, gone.content) == (204, b"")
    assert api(ada).get(path).json() == {"items": [], "next": None}
    refused(api(bo).put(f"{path}/{quote('♥️x')}"), 400, "invalid")
    refused(api(eve).put(f"{path}/{quote('🎉')}"), 404, "not_found")
    refused(api(eve).get(path), 404, "not_found")
    refused(api(bo).get(path, {"cursor": "x"}), 400, "bad_cursor")


def test_a_reaction_costs_few_statements(ada: User, bo: User, message: Any):
    with at_most(10):
        add_reaction(bo, message_id=message.id, emoji="🎉")
    with at_most(9):
        remove_reaction(bo, message_id=message.id, emoji="🎉")


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_many_at_once_are_all_counted(party: Party, ada: User, topic: Topic, message: Any):
    people = crowd(party, 6)

    outcomes = together(
        *[lambda who=who: add_reaction(who, message_id=message.id, emoji="🎉") for who in people for _ in range(2)],
        *[lambda who=who: add_reaction(who, message_id=message.id, emoji="👍") for who in people[:3]],
    )

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert counted(message.id) == {"🎉": 6, "👍": 3}
    assert {emoji: count for emoji, count, _ in shown(ada, message.id)} == {"🎉": 6, "👍": 3}
    topic.refresh_from_db()
    assert topic.last_rev == message.rev + 9


# Of somebody who deleted their account


def test_of_an_erased_account_no_reaction_is_left_and_everybody_is_told(
    ada: User, bo: User, party: Party, topic: Topic, message: Any, post: Post
):
    other = post(bo, private_topic(party, bo, ada)).message
    for message_id, emoji in ((message.id, "🎉"), (message.id, "👍"), (other.id, "🎉")):
        add_reaction(ada, message_id=message_id, emoji=emoji)
    add_reaction(bo, message_id=message.id, emoji="🎉")
    services.want_erasure(ada.id, messages=False)

    with published() as seen:
        while services.erase_some(ada.id):
            pass

    assert shown(bo, message.id) == [("🎉", 1, [str(bo.id)])]
    assert shown(bo, other.id) == []
    assert sorted((str(one.shape.id), one.change) for one in seen) == sorted(
        [(message.id, "unreacted"), (other.id, "unreacted")]
    )
    assert not Reaction.objects.filter(user=ada).exists()
    assert not Erasure.objects.using(settings.MESSAGING_DB).exists()


def test_of_an_erased_account_none_is_left_in_a_deleted_topic_either(ada: User, topic: Topic, message: Any):
    add_reaction(ada, message_id=message.id, emoji="🎉")
    Topic.objects.filter(id=topic.id).update(deleted_at=now())
    services.want_erasure(ada.id, messages=False)

    while services.erase_some(ada.id):
        pass

    assert not Reaction.objects.exists()
    assert Message.objects.filter(id=message.id).exists()
