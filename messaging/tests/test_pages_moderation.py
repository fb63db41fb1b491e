"""It is true of the forms that look after people that…"""

from datetime import timedelta

import pytest

from events.times import now
from messaging import services
from messaging.models import AuditEntry, Ban, Membership, Role
from messaging.tests.forms import submit, text_of
from messaging.tests.people import member_of, role_of
from messaging.tests.queries_counted import at_most

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


@pytest.fixture
def at(party, bo):
    """at("kick") is the address of what is done to bo."""
    return lambda action, user=bo: f"/p/{party.id}/people/{user.id}/{action}"


def timeout_of(party, user):
    return Membership.objects.get(party=party, user=user).timeout_until


# Who may

MAY = {
    "role": {Role.OWNER, Role.ADMIN},
    "timeout": {Role.OWNER, Role.ADMIN, Role.MODERATOR},
    "ban": {Role.OWNER, Role.ADMIN, Role.MODERATOR},
}
FIELDS = {"role": {"role": "moderator"}, "timeout": {"minutes": "60"}, "ban": {"reason": "adverts"}}


@pytest.mark.parametrize("action", MAY)
@pytest.mark.parametrize("role", Role.values)
def test_a_form_is_open_to_whoever_may_and_closed_to_all_others(browser, ada, bo, party, at, action, role):
    who = ada if role == Role.OWNER else member_of(party, "who", role)
    client = browser(who)
    may = role in MAY[action]

    assert client.get(at(action)).status_code == (200 if may else 403)
    assert submit(client, "/parties/new", at(action), **FIELDS[action]).status_code == (302 if may else 403)
    assert AuditEntry.objects.filter(party=party, user=bo).exists() == may


@pytest.mark.parametrize("action", [*MAY, "transfer"])
def test_strangers_find_no_form(browser, eve, at, action):
    assert browser(eve).get(at(action)).status_code == 404
    assert submit(browser(eve), "/parties/new", at(action)).status_code == 404


@pytest.mark.parametrize("action", MAY)
@pytest.mark.parametrize("role", [Role.ADMIN, Role.OWNER])
def test_equals_and_those_above_are_out_of_reach(browser, ada, party, at, action, role):
    admin = member_of(party, "admin", Role.ADMIN)
    other = ada if role == Role.OWNER else member_of(party, "other", role)

    assert browser(admin).get(at(action, other)).status_code == 403
    assert submit(browser(admin), "/parties/new", at(action, other), **FIELDS[action]).status_code == 403
    assert role_of(party, other) == role


@pytest.mark.parametrize("user", ["nobody", "00000000-0000-0000-0000-000000000000", "%00"])
@pytest.mark.parametrize("action", [*MAY, "kick", "transfer"])
def test_nobody_is_found_where_nobody_is(browser, ada, party, action, user):
    assert browser(ada).get(f"/p/{party.id}/people/{user}/{action}").status_code == 404


@pytest.mark.parametrize("action", [*MAY, "kick"])
def test_nobody_does_it_to_themself(browser, ada, at, action):
    assert browser(ada).get(at(action, ada)).status_code == 403


# Roles


def test_a_role_is_given_with_its_reason(browser, ada, bo, party, at):
    client = browser(ada)
    answer = submit(client, at("role"), role="admin", reason="covers weekends")

    assert "the role is admin now" in text_of(client.get(answer["Location"]))
    assert role_of(party, bo) == Role.ADMIN
    assert AuditEntry.objects.get(user=bo).reason == "covers weekends"


def test_only_roles_below_ones_own_are_offered_and_taken(browser, bo, party, at):
    admin = browser(member_of(party, "admin", Role.ADMIN))
    page = admin.get(at("role")).content.decode()

    assert 'value="moderator"' in page
    assert 'value="admin"' not in page
    for role in ("admin", "owner", "king", ""):
        assert submit(admin, at("role"), role=role).status_code == 400
    assert role_of(party, bo) == Role.MEMBER


# Timeouts


def test_a_timeout_lasts_as_long_as_was_chosen_and_can_be_ended(browser, ada, bo, party, at):
    client = browser(ada)
    assert "End it now" not in text_of(client.get(at("timeout")))
    submit(client, at("timeout"), minutes="60", reason="too loud")
    until = timeout_of(party, bo)
    page = client.get(at("timeout"))

    assert abs(until - now() - timedelta(hours=1)) < timedelta(minutes=1)
    assert "End it now" in text_of(page)
    submit(client, at("timeout"), minutes="0")
    assert timeout_of(party, bo) is None


@pytest.mark.parametrize("minutes", ["10", "1440", "10080", "40320"])
def test_every_length_that_is_offered_is_taken(browser, ada, bo, party, at, minutes):
    assert submit(browser(ada), at("timeout"), minutes=minutes).status_code == 302
    assert timeout_of(party, bo) is not None


@pytest.mark.parametrize("minutes", ["0", "5", "", "long", "99999999999"])
def test_other_lengths_are_refused(browser, ada, bo, party, at, minutes):
    page = submit(browser(ada), at("timeout"), minutes=minutes)

    assert page.status_code == 400
    assert timeout_of(party, bo) is None


# Bans


def test_a_ban_removes_and_is_listed_and_lifted(browser, ada, bo, party, at):
    client = browser(ada)
    answer = submit(client, at("ban"), reason="adverts", delete_hours="24")
    listed = text_of(client.get(answer["Location"]))

    assert answer["Location"] == f"/p/{party.id}/bans"
    assert "Bo is banned." in listed
    assert "adverts" in listed
    assert role_of(party, bo) is None

    lifted = submit(client, f"/p/{party.id}/bans/{bo.id}/lift")
    page = text_of(client.get(lifted["Location"]))
    assert "Bo may join again." in page
    assert "Nobody is banned." in page
    assert not Ban.objects.filter(party=party).exists()


def test_who_is_no_member_can_be_banned_too(browser, ada, eve, party, at):
    page = browser(ada).get(at("ban", eve))

    assert "Eve is no member of The Harbour now" in text_of(page)
    assert submit(browser(ada), at("ban", eve)).status_code == 302
    assert Ban.objects.filter(party=party, user=eve).exists()


def test_lifting_and_the_list_are_for_those_who_look_after_the_party(browser, ada, bo, eve, party):
    services.ban_person(ada, party_id=party.id, user_id=eve.id)
    lift = f"/p/{party.id}/bans/{eve.id}/lift"

    assert browser(bo).get(f"/p/{party.id}/bans").status_code == 403
    assert browser(bo).get(lift).status_code == 403
    assert submit(browser(bo), "/parties/new", lift).status_code == 403
    assert browser(eve).get(f"/p/{party.id}/bans").status_code == 404
    assert Ban.objects.filter(party=party, user=eve).exists()


def test_the_list_of_bans_needs_few_queries(browser, ada, party):
    for n in range(12):
        services.ban_person(ada, party_id=party.id, user_id=member_of(party, f"m{n}").id)
    client = browser(ada)
    client.get(f"/p/{party.id}/bans")

    with at_most(5):
        client.get(f"/p/{party.id}/bans")


def test_too_fast_is_said_in_the_form(browser, ada, bo, party, at, limit):
    limit("moderation", 1)
    submit(browser(ada), at("timeout"), minutes="60")
    page = submit(browser(ada), at("kick"))

    assert page.status_code == 429
    assert "a little fast" in text_of(page)
    assert "Retry-After" in page
    assert role_of(party, bo) == Role.MEMBER
