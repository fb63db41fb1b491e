"""Who asks for a page."""

from collections.abc import Callable

import pytest
from django.conf import settings

from messaging.models import Party, User
from messaging.services import revoke_session
from messaging.tests.tokens import SES, token_of

pytestmark = pytest.mark.django_db(databases=["messaging"])


def test_a_cookie_shows_the_persons_pages(browser: Callable, bo: User, party: Party):
    page = browser(bo).get(f"/p/{party.id}", follow=True)

    assert page.status_code == 200
    assert "The Harbour" in page.content.decode()


def test_without_one_it_is_a_stranger(browser: Callable, party: Party):
    assert browser().get("/").status_code == 200
    page = browser().get(f"/p/{party.id}")
    assert (page.status_code, page["Location"]) == (302, f"/accounts/login/?next=/p/{party.id}")


def test_an_expired_cookie_is_renewed_on_the_way(browser: Callable, bo: User, party: Party):
    for path in (f"/p/{party.id}", "/"):
        page = browser(bo, expires_in=-60).get(path)

        assert (page.status_code, page["Location"]) == (302, f"/accounts/renew?next={path}")


def test_a_cookie_that_expires_right_after_a_renewal_is_not_renewed_for_ever(browser: Callable, bo: User, party: Party):
    client = browser(bo, expires_in=-60)
    client.cookies[settings.RENEWED_COOKIE_NAME] = "1"

    assert client.get("/").status_code == 200
    assert client.get(f"/p/{party.id}")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("cookie", ["", "nonsense", "a.b.c", "x" * 5000])
def test_a_cookie_that_is_none_is_a_strangers(browser: Callable, party: Party, cookie: str):
    client = browser()
    client.cookies["chatterbox_access"] = cookie

    assert client.get("/").status_code == 200
    assert client.get(f"/p/{party.id}")["Location"].startswith("/accounts/login/")


def test_a_revoked_sign_in_is_a_strangers(browser: Callable, bo: User, party: Party):
    revoke_session(SES, bo.id)

    assert browser(bo).get("/").status_code == 200
    assert browser(bo).get(f"/p/{party.id}").status_code == 302


def test_a_bad_token_in_the_header_is_refused_on_public_pages_too(browser: Callable, bo: User):
    for header in ("Bearer nonsense", "Basic x", f"Bearer {token_of(bo, aud='another')}"):
        page = browser(bo).get("/", headers={"Authorization": header, "Accept": "application/json"})

        assert (page.status_code, page.json()["code"]) == (401, "not_signed_in")
    expired = {"Authorization": f"Bearer {token_of(bo, expires_in=-60)}", "Accept": "application/json"}
    assert browser().get("/", headers=expired).json()["code"] == "token_expired"


def test_a_good_token_in_the_header_counts_before_the_cookie(browser: Callable, ada: User, bo: User, party: Party):
    header = {"Authorization": f"Bearer {token_of(bo)}"}

    assert browser(ada, expires_in=-60).get(f"/p/{party.id}", headers=header, follow=True).status_code == 200
