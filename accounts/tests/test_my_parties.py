import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts import services
from accounts.handlers import on_parties
from events.catalogue import PartyDeleted
from events.ids import new_id

pytestmark = pytest.mark.django_db

PATH = "/accounts/api/v1/me/parties"
#: "0001-01-01T00:00:00+01:00 x": a moment that is none in UTC.
BEFORE_TIME = "MDAwMS0wMS0wMVQwMDowMDowMCswMTowMCB4"
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def party():
    def make(name, *members, day=0):
        party_id = new_id()
        copy = services.party_copy(party_id=party_id, name=name, owner_id=members[0].pk, version=1)
        services.save_party_copies([copy])
        for version, member in enumerate(members, start=2):
            role = "owner" if member is members[0] else "member"
            joined_at = START + timedelta(days=day)
            membership = services.membership_copy(
                party_id=party_id, user_id=member.pk, role=role, joined_at=joined_at, version=version
            )
            services.save_membership_copies([membership])
        return party_id

    return make


def test_my_parties_come_in_joining_order_and_nobody_elses(ada, bo, phone_of, party):
    late, early = party("Late", bo, ada, day=2), party("Early", ada, day=1)
    party("Not mine", bo)

    answer = phone_of(ada).get(PATH).json()

    assert answer["next"] is None
    assert [(item["id"], item["name"], item["role"]) for item in answer["items"]] == [
        (str(early), "Early", "owner"),
        (str(late), "Late", "member"),
    ]
    assert answer["items"][0]["joined_at"] == "2026-01-02T00:00:00.000Z"


def test_deleted_party_and_ended_membership_are_gone(ada, phone_of, party):
    gone, left, stays = party("Gone", ada), party("Left", ada), party("Stays", ada)
    services.save_party_copies([services.party_marker(party_id=gone, version=9)])
    services.save_membership_copies([services.membership_marker(party_id=left, user_id=ada.pk, version=9)])

    items = phone_of(ada).get(PATH).json()["items"]

    assert [item["id"] for item in items] == [str(stays)]


def test_pages_meet_each_party_once_also_at_equal_times(ada, phone_of, party):
    made = {str(party(f"Party {number}", ada, day=number // 3)) for number in range(7)}
    phone, seen, cursor = phone_of(ada), [], ""

    for _ in range(4):
        page = phone.get(PATH, {"limit": 2, "cursor": cursor}).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"] or ""

    assert len(seen) == 7
    assert set(seen) == made
    assert cursor == ""


@pytest.mark.parametrize("cursor", ["x", "!!!", "MjAyNi0wMS0wMSB4", "ä", "AAAA", "\x00", BEFORE_TIME])
def test_odd_cursor_is_refused(ada, phone_of, cursor):
    answer = phone_of(ada).get(PATH, {"cursor": cursor})

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "²", "9" * 400, "000000001" + "9" * 30, "0000000019"])
def test_odd_limit_is_refused(ada, phone_of, limit):
    assert phone_of(ada).get(PATH, {"limit": limit}).json()["code"] == "invalid"


def test_nobody_has_none():
    assert Client().get(PATH).status_code == 401


def test_the_account_page_names_them_with_role_and_link(ada, bo, browser_of, party):
    mine, joined = party("Mine <b>", ada), party("Joined", bo, ada, day=1)
    party("Not mine", bo)

    page = browser_of(ada).get("/accounts/").content.decode()

    assert f'href="/p/{mine}"' in page
    assert f'href="/p/{joined}"' in page
    assert "Mine &lt;b&gt;" in page
    assert 'class="tag ink">owner<' in page
    assert 'class="tag">member<' in page
    assert "Not mine" not in page
    assert "All my parties" not in page


def test_whose_oldest_parties_are_gone_is_shown_the_others(ada, browser_of, party, monkeypatch):
    monkeypatch.setattr("accounts.views.PARTIES_AT_ONCE", 2)
    gone = [party(f"Gone {day}", ada, day=day) for day in range(2)]
    party("Stays", ada, day=2)

    on_parties([PartyDeleted(version=9, party_id=str(party_id)) for party_id in gone])

    page = browser_of(ada).get("/accounts/").content.decode()
    assert "Stays" in page
    assert "Gone" not in page
    assert "may still be on its way" not in page


def test_without_any_the_page_says_that_one_may_be_on_its_way(ada, browser_of):
    browser = browser_of(ada)

    for path in ("/accounts/", "/accounts/parties"):
        page = browser.get(path).content.decode()
        assert "may still be on its way" in page
        assert 'href="/parties/new"' in page


def test_many_parties_have_pages_that_meet_each_once(ada, browser_of, party, monkeypatch):
    monkeypatch.setattr("accounts.views.PARTIES_ON_A_PAGE", 3)
    made = {str(party(f"Party {number}", ada, day=number)) for number in range(7)}
    browser, seen, path = browser_of(ada), [], "/accounts/parties"

    for _ in range(3):
        page = browser.get(path).content.decode()
        seen += re.findall(r'href="/p/([^"]+)"', page)
        following = re.search(r'href="(/accounts/parties[?]cursor=[^"]+)"', page)
        path = following[1] if following else ""

    assert len(seen) == 7
    assert set(seen) == made
    assert path == ""
    assert "All my parties" in browser.get("/accounts/").content.decode()


def test_a_membership_before_its_party_is_left_out_until_that_comes(ada, browser_of, phone_of):
    party_id = new_id()
    membership = services.membership_copy(party_id=party_id, user_id=ada.pk, role="member", joined_at=START, version=2)
    services.save_membership_copies([membership])
    browser = browser_of(ada)
    assert "may still be on its way" in browser.get("/accounts/").content.decode()

    services.save_party_copies([services.party_copy(party_id=party_id, name="Late", owner_id=new_id(), version=1)])

    assert "Late" in browser.get("/accounts/").content.decode()


@pytest.mark.parametrize("cursor", ["x", "AAAA", "%00", "MjAyNi0wMS0wMSB4", BEFORE_TIME])
def test_an_odd_cursor_on_the_page_is_refused_kindly(ada, browser_of, cursor):
    answer = browser_of(ada).get(f"/accounts/parties?cursor={cursor}")

    assert answer.status_code == 400
    assert "Start the list again" in answer.content.decode()
