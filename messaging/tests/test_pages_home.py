"""It is true of home and the landing page that…"""

import pytest

from messaging.tests.forms import text_of

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


def test_a_stranger_sees_the_landing_page(browser):
    page = browser().get("/")

    assert page.status_code == 200
    assert "Keep every word" in text_of(page)
    assert "/accounts/signup/" in page.content.decode()


def test_a_member_sees_their_parties_and_nobody_elses(browser, ada, eve, party):
    mine, others = browser(ada).get("/"), browser(eve).get("/")

    assert party.name in text_of(mine)
    assert party.name not in text_of(others)


def test_somebody_without_a_party_is_led_to_make_or_join_one(browser, eve):
    page = browser(eve).get("/")

    assert "Good to see you, Eve" in text_of(page)
    assert 'href="/parties/new"' in page.content.decode()
    assert 'name="link"' in page.content.decode()


@pytest.mark.parametrize("link", ["{url}", "{code}", " {url}?from=mail ", "{url}/"])
def test_a_pasted_link_opens_its_invite(browser, invite, link):
    given = link.format(url=f"https://chat.example.org/i/{invite.code}", code=invite.code)
    answer = browser().get("/", {"link": given})

    assert answer.status_code == 302
    assert answer["Location"] == f"/i/{invite.code}"


@pytest.mark.parametrize("link", ["", "   ", "https://example.org/", "what?", "x" * 5000, "\x00"])
def test_what_is_no_link_is_said_at_the_field(browser, link):
    page = browser().get("/", {"link": link})

    assert page.status_code == 400
    assert 'aria-invalid="true"' in page.content.decode()


def test_pages_with_private_words_are_not_kept_by_browsers(browser, ada, party):
    assert browser(ada).get("/")["Cache-Control"] == "private, no-store"
    assert browser(ada).get(f"/p/{party.id}")["Cache-Control"] == "private, no-store"


def test_an_expired_sign_in_is_renewed_on_the_way(browser, ada):
    answer = browser(ada, expires_in=-60).get("/?a=b")

    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/renew?next=/%3Fa%3Db"


def test_a_forged_cookie_is_nobody(browser, settings):
    client = browser()
    client.cookies[settings.ACCESS_COOKIE_NAME] = "not.a.token"

    assert "Keep every word" in text_of(client.get("/"))
