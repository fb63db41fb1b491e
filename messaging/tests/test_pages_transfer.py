"""It is true of handing a party over by forms that…"""

import pytest

from messaging.models import Party, Role
from messaging.tests.forms import submit, text_of
from messaging.tests.people import member_of, role_of

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


@pytest.fixture
def offer(browser, ada, bo, party):
    """The party is offered to bo."""
    return submit(browser(ada), f"/p/{party.id}/people/{bo.id}/transfer")


def heir_of(party):
    return Party.objects.get(id=party.id).heir_id


def test_it_says_what_it_means_and_changes_nothing_before_it_is_accepted(browser, ada, bo, party):
    page = browser(ada).get(f"/p/{party.id}/people/{bo.id}/transfer")

    assert "When they accept, you are an admin" in text_of(page)
    assert heir_of(party) is None


def test_who_gets_it_sees_a_notice_wherever_the_party_is_open(browser, ada, bo, party, topic, offer):
    for path in ("", f"/t/{topic.id}", "/settings", "/members"):
        assert "You are asked to take The Harbour over" in text_of(browser(bo).get(f"/p/{party.id}{path}"))
        assert "You are asked" not in text_of(browser(ada).get(f"/p/{party.id}{path}"))


def test_accepting_swaps_the_roles(browser, ada, bo, party, offer):
    client = browser(bo)
    answer = submit(client, f"/p/{party.id}/transfer/accept")

    assert "The party is yours now." in text_of(client.get(answer["Location"]))
    assert (role_of(party, ada), role_of(party, bo)) == (Role.ADMIN, Role.OWNER)
    assert "yours already" in text_of(client.get(f"/p/{party.id}/transfer/accept", follow=True))


def test_declining_and_taking_back_end_the_offer(browser, ada, bo, party, offer):
    page = browser(ada).get(f"/p/{party.id}/members")
    assert "has not answered yet" in text_of(page)

    submit(browser(bo), f"/p/{party.id}/transfer/end")
    assert heir_of(party) is None
    submit(browser(ada), f"/p/{party.id}/people/{bo.id}/transfer")
    submit(browser(ada), f"/p/{party.id}/transfer/end")
    assert heir_of(party) is None
    again = browser(ada).get(f"/p/{party.id}/transfer/end", follow=True)
    assert "Nobody is asked" in text_of(again)


def test_another_offer_says_that_it_ends_the_first(browser, ada, party, offer):
    other = member_of(party, "other")
    path = f"/p/{party.id}/people/{other.id}/transfer"

    assert "It is offered to Bo now" in text_of(browser(ada).get(path))
    submit(browser(ada), path)
    assert heir_of(party) == other.id


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MODERATOR, Role.MEMBER])
def test_nobody_else_offers_accepts_or_ends(browser, ada, bo, party, offer, role):
    client = browser(member_of(party, "who", role))

    for path in (f"people/{bo.id}/transfer", "transfer/accept", "transfer/end"):
        assert client.get(f"/p/{party.id}/{path}").status_code == 403
        assert submit(client, "/parties/new", f"/p/{party.id}/{path}").status_code == 403
    assert heir_of(party) == bo.id
    assert role_of(party, ada) == Role.OWNER


def test_strangers_find_nothing(browser, eve, party, offer):
    for path in ("transfer/accept", "transfer/end"):
        assert browser(eve).get(f"/p/{party.id}/{path}").status_code == 404
        assert submit(browser(eve), "/parties/new", f"/p/{party.id}/{path}").status_code == 404


def test_an_owner_does_not_hand_it_to_themself(browser, ada, party):
    assert browser(ada).get(f"/p/{party.id}/people/{ada.id}/transfer").status_code == 404
