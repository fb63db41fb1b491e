"""It is true of the pages of a party's people that…"""

import html
import re
from datetime import timedelta

import pytest

from events.times import now
from messaging import services
from messaging.models import Role
from messaging.tests.forms import text_of
from messaging.tests.people import member_of
from messaging.tests.queries_counted import at_most

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]

ACTIONS = ("role", "timeout", "kick", "ban", "transfer")


def reached(page, user):
    """What a page lets one do to somebody."""
    return {action for action in ACTIONS if f"/people/{user.id}/{action}" in page.content.decode()}


def test_members_are_listed_by_role_to_members_only(browser, ada, bo, eve, party):
    member_of(party, "mod", Role.MODERATOR)
    page = browser(bo).get(f"/p/{party.id}/members")
    text = text_of(page)

    assert text.index("@ada") < text.index("@mod") < text.index("@bo")
    assert "owner" in text
    assert browser(eve).get(f"/p/{party.id}/members").status_code == 404


def test_members_are_found_by_a_part_of_their_names(browser, ada, party):
    member_of(party, "mara")
    client = browser(ada)

    for query in ("?q=MAR", "?q=%40mara", "?q=ar&role=member"):
        text = text_of(client.get(f"/p/{party.id}/members{query}"))
        assert "@mara" in text
        assert "@bo" not in text
    assert "Nobody here is called so" in text_of(client.get(f"/p/{party.id}/members?q=zz"))
    assert "@bo" not in text_of(client.get(f"/p/{party.id}/members?role=owner"))


@pytest.mark.parametrize("query", ["?q=%00", "?q=%25", "?q=" + "x" * 5000, "?role=king", "?q=_", "?cursor="])
def test_no_question_breaks_the_list(browser, ada, party, query):
    assert browser(ada).get(f"/p/{party.id}/members{query}").status_code == 200


def test_a_cursor_that_is_none_is_refused(browser, ada, party):
    assert browser(ada).get(f"/p/{party.id}/members?cursor=x").status_code == 400


def test_a_long_list_goes_on_page_by_page_with_few_queries(browser, ada, party):
    for n in range(60):
        member_of(party, f"m{n:02}")
    client = browser(ada)
    client.get(f"/p/{party.id}/members")
    with at_most(5):
        first = client.get(f"/p/{party.id}/members")
    (following,) = re.findall(r'href="([^"]+)" rel="next"', first.content.decode())
    second = client.get(f"/p/{party.id}/members{html.unescape(following)}")

    assert "@m00" in text_of(first)
    assert "@m59" not in text_of(first)
    assert "@m59" in text_of(second)
    assert 'rel="next"' not in second.content.decode()


REACH = {
    Role.OWNER: {"role", "timeout", "kick", "ban", "transfer"},
    Role.ADMIN: {"role", "timeout", "kick", "ban"},
    Role.MODERATOR: {"timeout", "kick", "ban"},
    Role.MEMBER: set(),
}


@pytest.mark.parametrize(("role", "may"), REACH.items())
def test_a_person_shows_what_one_may_do_and_nothing_else(browser, ada, bo, party, role, may):
    who = ada if role == Role.OWNER else member_of(party, "who", role)

    assert reached(browser(who).get(f"/p/{party.id}/people/{bo.id}"), bo) == may
    if role != Role.OWNER:
        assert reached(browser(who).get(f"/p/{party.id}/people/{ada.id}"), ada) == set()
    assert reached(browser(who).get(f"/p/{party.id}/people/{who.id}"), who) == set()


def test_the_card_is_the_same_without_a_page_around_it(browser, ada, bo, party):
    card = browser(ada).get(
        f"/p/{party.id}/people/{bo.id}", headers={"HX-Request": "true", "HX-Target": "profile-card"}
    )

    assert "<html" not in card.content.decode()
    assert '<h3 id="card-title">Bo</h3>' in card.content.decode()
    assert reached(card, bo) == set(ACTIONS)


def test_a_timeout_is_said_while_it_lasts(browser, ada, party):
    quiet = member_of(party, "quiet", timeout_until=now() + timedelta(hours=1))
    again = member_of(party, "again", timeout_until=now() - timedelta(hours=1))
    client = browser(ada)

    assert "can't write until" in text_of(client.get(f"/p/{party.id}/people/{quiet.id}")).replace("&#x27;", "'")
    assert "write until" not in text_of(client.get(f"/p/{party.id}/people/{again.id}"))


def test_names_never_become_markup(browser, ada, party):
    other = member_of(party, "other")
    type(other).objects.filter(id=other.id).update(display_name="<i>x</i>")

    for path in (f"people/{other.id}", "members", f"people/{other.id}/kick"):
        assert "<i>x</i>" not in browser(ada).get(f"/p/{party.id}/{path}").content.decode()


def test_who_left_has_no_page_any_more(browser, ada, bo, party):
    services.leave_party(bo, party_id=party.id)

    assert browser(ada).get(f"/p/{party.id}/people/{bo.id}").status_code == 404
