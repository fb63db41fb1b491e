"""It is true of a list that is read page by page that nothing is left out or told twice, whatever comes and goes."""

import re
from collections.abc import Callable
from typing import Any, Final

import pytest

from events.times import now
from messaging import services
from messaging.models import Ban, Membership, Party, Role, User
from messaging.tests.clients import refused
from messaging.tests.conftest import make_user
from messaging.tests.people import member_of
from messaging.tests.scenes import private_topic

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(databases=["messaging"])]

LIKE_A_PLACE: Final = "0~0198c0de-0000-7000-8000-000000000000"


@pytest.fixture
def reading(api: Callable, ada: User, party: Party) -> Callable[..., list[dict[str, Any]]]:
    """reading("bans", meanwhile) -> all of a list, after whose first page something happened."""

    def reading(name: str, meanwhile: Callable[[], object], limit: int = 2) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        cursor: str | None = ""
        while cursor is not None:
            body = api(ada).get(f"/parties/{party.id}/{name}", {"limit": limit, "cursor": cursor}).json()
            if not items:
                meanwhile()
            items, cursor = items + body["items"], body["next"]
            # Pages put those of all but people into an address as they are.
            assert name == "members" or cursor is None or re.fullmatch(r"[\w:.~-]+", cursor)
        return items

    return reading


def usernames(items: list[dict[str, Any]]) -> list[str]:
    return [item["user"]["username"] for item in items]


def test_members_are_told_once_though_others_of_the_page_before_go_rise_and_come(reading, party):
    guests = [member_of(party, f"guest{n}") for n in range(6)]

    def meanwhile():
        Membership.objects.filter(user=guests[0]).delete()
        Membership.objects.filter(user=guests[1]).update(role=Role.ADMIN)  # the last that was told
        member_of(party, "aaron")

    told = usernames(reading("members", meanwhile, limit=4))

    assert told == ["ada", "bo", "guest0", "guest1", "guest2", "guest3", "guest4", "guest5"]


def test_members_of_one_name_in_any_letters_are_all_told(reading, party):
    names = ["~Ann~ Äöß", "~ann~ äöß", "~ANN~ ÄÖß", "~Ann~ Äöß", "~Ann~ Äöß", "İ" * 64]
    for n, name in enumerate(names):
        User.objects.filter(id=member_of(party, f"guest{n}").id).update(display_name=name)

    told = usernames(reading("members", lambda: None, limit=1))

    assert sorted(told) == ["ada", "bo", *(f"guest{n}" for n in range(len(names)))]


def test_a_ban_that_is_lifted_or_new_moves_no_other(reading, ada, party):
    for n in range(5):
        Ban.objects.create(party=party, user=make_user(f"out{n}"), by=ada, created_at=now())

    def meanwhile():
        Ban.objects.filter(user__username="out4").delete()
        Ban.objects.create(party=party, user=make_user("late"), by=ada, created_at=now())

    assert usernames(reading("bans", meanwhile)) == ["out4", "out3", "out2", "out1", "out0"]


def test_an_invite_that_is_made_meanwhile_moves_no_other(reading, ada, party):
    def make(client_id: str) -> str:
        return services.create_invite(ada, party_id=party.id, client_id=client_id)[0].code

    made = [make(f"i{n}") for n in range(4)]

    told = [item["code"] for item in reading("invites", lambda: make("meanwhile"))]

    assert told[:4] == made[::-1]
    assert len(told) == 5  # and the first of the party


def test_a_private_topic_that_goes_or_is_new_moves_no_other(reading, bo, party):
    topics = [private_topic(party, bo, name=f"secret{n}") for n in range(5)]

    def meanwhile():
        type(topics[0]).objects.filter(id=topics[0].id).update(deleted_at=now())
        private_topic(party, bo, name="late")

    told = [item["id"] for item in reading("private-topics", meanwhile)]

    assert told[:5] == [str(topic.id) for topic in topics]
    assert len(told) == 6


@pytest.mark.parametrize(
    "cursor",
    ["x", "-1", "50", "2026-11-29T10:00:00Z", f"2026-11-29T10:00:00{LIKE_A_PLACE[1:]}",
     "\x00", "１", "~", "~~", LIKE_A_PLACE, f"4{LIKE_A_PLACE[1:]}~a", f"-{LIKE_A_PLACE}~a", "0~x~a",
     f"{LIKE_A_PLACE}~\x00", f"{LIKE_A_PLACE}~{'a' * 193}", "9" * 5000],
)  # fmt: skip
@pytest.mark.parametrize("name", ["members", "invites", "bans", "private-topics"])
def test_what_is_no_cursor_is_refused(api: Callable, ada: User, party: Party, name: str, cursor: str):
    refused(api(ada).get(f"/parties/{party.id}/{name}", {"cursor": cursor}), 400, "bad_cursor")
