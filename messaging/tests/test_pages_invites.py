"""It is true of invites, for those who make them and those who follow them, that…"""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from messaging import services
from messaging.models import Ban, Invite, Membership, Party
from messaging.tests.forms import submit, text_of

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


def change(invite, **fields):
    Invite.objects.using(settings.MESSAGING_DB).filter(id=invite.id).update(**fields)


def is_member(user, party):
    return Membership.objects.using(settings.MESSAGING_DB).filter(user=user, party=party).exists()


def test_a_stranger_sees_who_invites_where_and_how_to_come_in(browser, party, invite):
    page = browser().get(f"/i/{invite.code}")

    assert "Ada invites you to" in text_of(page)
    assert party.name in text_of(page)
    assert "2 members" in text_of(page)
    for way in ("login", "signup"):
        assert f'name="way" value="{way}"' in page.content.decode()


def test_looking_alone_joins_nobody(browser, eve, party, invite):
    browser(eve).get(f"/i/{invite.code}")

    assert not is_member(eve, party)


def test_a_button_joins_and_leads_into_the_first_topic(browser, eve, party, topic, invite):
    client = browser(eve)
    page = client.get(f"/i/{invite.code}")
    answer = submit(client, f"/i/{invite.code}", f"/i/{invite.code}/join")

    assert "Join as Eve" in text_of(page)
    assert answer.status_code == 302
    assert answer["Location"] == f"/p/{party.id}/t/{topic.id}"
    assert is_member(eve, party)
    assert "Eve joined" in text_of(client.get(answer["Location"]))


def test_a_member_is_led_in(browser, bo, party, invite):
    page = browser(bo).get(f"/i/{invite.code}")

    assert f'href="/p/{party.id}"' in page.content.decode()
    assert "Join as" not in text_of(page)


ENDED = {
    "has ended": {"expires_at": timezone.now() - timedelta(days=1)},
    "is full": {"max_uses": 1, "uses": 1},
    "was taken back": {"revoked_at": timezone.now()},
}


@pytest.mark.parametrize(("sentence", "fields"), ENDED.items())
def test_an_invite_that_lets_nobody_in_says_why(browser, eve, party, invite, sentence, fields):
    client = browser(eve)
    client.get("/parties/new")
    change(invite, **fields)

    for page in (client.get(f"/i/{invite.code}"), submit(client, "/parties/new", f"/i/{invite.code}/join")):
        assert page.status_code == 410
        assert f"This invite {sentence}" in text_of(page)
    assert not is_member(eve, party)


def test_a_member_gets_in_by_an_invite_that_has_ended(browser, bo, party, invite):
    change(invite, revoked_at=timezone.now())

    assert f'href="/p/{party.id}"' in browser(bo).get(f"/i/{invite.code}").content.decode()


@pytest.mark.parametrize("code", ["unknown-code", "x" * 400, "ä", "%00"])
def test_an_unknown_invite_says_so_kindly(browser, eve, code):
    page = browser(eve).get(f"/i/{code}")

    assert page.status_code == 404
    assert "Ask whoever sent it" in text_of(page)


def test_who_is_banned_stays_out(browser, ada, eve, party, invite):
    Ban.objects.using(settings.MESSAGING_DB).create(party=party, user=eve, by=ada, created_at=timezone.now())
    client = browser(eve)

    for page in (client.get(f"/i/{invite.code}"), submit(client, "/parties/new", f"/i/{invite.code}/join")):
        assert page.status_code == 403
        assert "closed to you" in text_of(page)
    assert browser().get(f"/i/{invite.code}").status_code == 200
    assert not is_member(eve, party)


def test_joining_while_signed_out_is_no_joining(browser, party, invite):
    client = browser()
    client.get("/accounts/login/")
    assert submit(client, "/accounts/login/", f"/i/{invite.code}/join").status_code == 401


def test_a_member_makes_a_link_with_limits(browser, bo, party):
    client = browser(bo)
    made = submit(client, f"/p/{party.id}/invites", expires_in="86400", max_uses="10")
    page = client.get(made["Location"])
    newest = Invite.objects.using(settings.MESSAGING_DB).filter(maker=bo).get()

    assert made.status_code == 302
    assert newest.max_uses == 10
    assert f"/i/{newest.code}" in page.content.decode()
    assert "0 of 10 used" in text_of(page)


def test_a_link_may_last_until_it_is_stopped(browser, bo, party):
    submit(browser(bo), f"/p/{party.id}/invites", expires_in="", max_uses="")

    assert Invite.objects.using(settings.MESSAGING_DB).get(maker=bo).expires_at is None


@pytest.mark.parametrize("fields", [{"expires_in": "5"}, {"max_uses": "-1"}, {"max_uses": "many"}])
def test_limits_that_are_not_offered_are_refused(browser, bo, party, fields):
    page = submit(browser(bo), f"/p/{party.id}/invites", **{"expires_in": "86400", "max_uses": ""} | fields)

    assert page.status_code == 400
    assert 'aria-invalid="true"' in page.content.decode()


def test_a_partys_links_are_for_its_members(browser, eve, party):
    assert browser(eve).get(f"/p/{party.id}/invites").status_code == 404


def test_a_link_that_is_pasted_elsewhere_shows_a_card(browser, party, invite):
    cards = [browser().get(f"/i/{invite.code}").content.decode()]
    Party.objects.using(settings.MESSAGING_DB).update(description='Boats & "nets"', icon_url="/media/icons/1.webp")
    cards.append(browser().get(f"/i/{invite.code}").content.decode())

    for card in cards:
        assert '<meta property="og:title" content="Join The Harbour">' in card
        assert f'<meta property="og:url" content="{settings.PUBLIC_URL}/i/{invite.code}">' in card
    assert 'content="Ada invites you to a group chat."' in cards[0]
    assert "/images/logo" in cards[0]
    assert 'content="Boats &amp; &quot;nets&quot;"' in cards[1]
    assert f'<meta property="og:image" content="{settings.PUBLIC_URL}/media/icons/1.webp">' in cards[1]


def test_a_link_is_stopped_by_its_maker_and_by_who_looks_after_the_party(browser, ada, bo, party, invite):
    made = submit(browser(bo), f"/p/{party.id}/invites", expires_in="", max_uses="")["Location"].split("new=")[1]
    stop = f"/p/{party.id}/invites/{made}/stop"
    page = browser(bo).get(stop)

    assert "Nobody who has joined by it is removed" in text_of(page)
    assert submit(browser(bo), stop).status_code == 302
    listed = browser(bo).get(f"/p/{party.id}/invites")
    assert "It has been stopped." in text_of(listed)
    assert stop not in listed.content.decode()
    submit(browser(ada), f"/p/{party.id}/invites/{invite.code}/stop")
    assert not Invite.objects.using(settings.MESSAGING_DB).filter(party=party, revoked_at=None).exists()


def test_nobody_else_stops_a_link(browser, bo, eve, party, invite):
    stop = f"/p/{party.id}/invites/{invite.code}/stop"

    assert stop not in browser(bo).get(f"/p/{party.id}/invites").content.decode()
    assert browser(bo).get(stop).status_code == 403
    assert submit(browser(bo), "/parties/new", stop).status_code == 403
    assert browser(eve).get(stop).status_code == 404
    assert submit(browser(eve), "/parties/new", stop).status_code == 404
    assert not Invite.objects.using(settings.MESSAGING_DB).get(id=invite.id).revoked_at


@pytest.mark.parametrize("code", ["unknown-code", "x" * 400, "%00"])
def test_a_link_that_is_none_is_not_found(browser, ada, party, code):
    assert browser(ada).get(f"/p/{party.id}/invites/{code}/stop").status_code == 404


def test_a_link_of_another_party_is_not_found(browser, ada, party, invite):
    other = services.create_party(ada, client_id="other", name="Elsewhere")

    assert browser(ada).get(f"/p/{other.party.id}/invites/{invite.code}/stop").status_code == 404
