"""It is true of what is done only after a fresh proof that whoever has no password proves it the way they came."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from allauth.account.models import EmailAddress

from accounts.models import SignIn, User
from accounts.tests.devices import forget_proofs, send, set_up_app
from accounts.tests.visits import other
from conftest import PASSWORD, csrf_of
from events.times import now

pytestmark = pytest.mark.django_db

PAGE = "/accounts/delete"


def grow_old():
    SignIn.objects.update(authenticated_at=now() - timedelta(hours=1))


def test_whoever_came_by_a_provider_proves_it_there_and_comes_back(somebody):
    somebody.come()
    grow_old()

    asked = somebody.client.get(PAGE, follow=True).content.decode()
    (action,) = re.findall(rf'action="(/accounts/{somebody.provider}/login/[^"]*)"', asked)
    there = somebody.client.post(action.replace("&amp;", "&"))["Location"]
    back = somebody.come_back(somebody.choose(there, person="nia"))

    assert "Is it you?" in asked
    assert back["Location"] == PAGE
    assert "to confirm" in somebody.client.get(PAGE).content.decode()
    assert SignIn.objects.count() == 1


def test_somebody_else_from_there_proves_nothing_for_them(somebody):
    somebody.come()
    first = somebody.user()
    grow_old()

    there = somebody.go(next=PAGE)
    somebody.come_back(somebody.choose(there, **other("Somebody Else")))

    page = somebody.client.get(PAGE).content.decode()
    assert somebody.user().pk != first.pk
    assert f"Type your username, {first.username}," not in page


def test_signing_out_and_in_again_is_another_way(somebody):
    somebody.come()
    grow_old()

    asked = somebody.client.get(PAGE, follow=True).content.decode()
    (back,) = re.findall(r'name="next" value="([^"]+)"', asked)
    out = somebody.client.post("/accounts/logout/", {"next": back})

    assert unquote(out["Location"]) == f"/accounts/login/?next={PAGE}"


def test_a_password_alone_is_no_proof_for_whoever_has_a_second_factor(ada, browser_of, phone_of):
    older, newer = browser_of(ada), browser_of(ada)
    set_up_app(newer)
    grow_old()

    older.post("/accounts/reauthenticate/", {"password": PASSWORD}, headers={"X-CSRFToken": csrf_of(older)})

    assert older.get(PAGE)["Location"] == "/accounts/2fa/reauthenticate/?next=%2Faccounts%2Fdelete"
    refused = phone_of(ada).delete("/accounts/api/v1/me")
    assert (refused.status_code, refused.json()["code"]) == (403, "proof_wanted")


def test_nor_is_it_when_the_factor_was_given_in_this_session_long_ago(ada, browser_of):
    browser = browser_of(ada)
    app = set_up_app(browser)
    forget_proofs(browser)
    grow_old()

    send(browser, "/accounts/reauthenticate/", password=PASSWORD)
    asked = browser.get(PAGE)["Location"]
    again = browser.get("/accounts/2fa/totp/deactivate/")["Location"]
    send(browser, "/accounts/2fa/reauthenticate/", code=app.code())

    assert asked == "/accounts/2fa/reauthenticate/?next=%2Faccounts%2Fdelete"
    assert "/reauthenticate/" in again
    assert "to confirm" in browser.get(PAGE).content.decode()
    assert browser.get("/accounts/2fa/totp/deactivate/").status_code == 200


def test_a_second_factor_is_a_proof(ada, browser_of):
    browser = browser_of(ada)
    set_up_app(browser)

    assert "to confirm" in browser.get(PAGE).content.decode()


def test_whoever_has_a_password_and_no_address_proves_it_by_that(sign_up, browser_of):
    nia = sign_up("nia")
    browser = browser_of(nia)
    EmailAddress.objects.filter(user=nia).delete()
    User.objects.filter(pk=nia.pk).update(email=None)
    forget_proofs(browser)

    statuses = [send(browser, "/accounts/reauthenticate/", password=word).status_code for word in ("no", PASSWORD)]

    assert statuses == [200, 302]
