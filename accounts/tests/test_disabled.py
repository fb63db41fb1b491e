"""It is true of somebody who is disabled that no door opens to them, and that they learn why."""

import json
import re
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core import mail
from django.test import Client

from accounts import services
from accounts.models import SignIn, User
from accounts.services.sign_ins import Disabled
from accounts.tests.devices import Device, add_passkey, begin_to_sign_in, send, set_up_app
from conftest import PASSWORD, csrf_of

pytestmark = [pytest.mark.wide, pytest.mark.django_db]

INACTIVE = "/accounts/inactive/"
APP = "/accounts/api/auth/app/v1"


def disable(user: User) -> None:
    services.change_standing(user.pk, is_active=False)


def is_out(browser: Client) -> bool:
    return browser.get("/accounts/api/v1/me").status_code == 401 and not SignIn.objects.exists()


def post(path: str, body: dict[str, Any], **headers: str) -> Any:
    return Client().post(path, json.dumps(body), content_type="application/json", headers=headers)


def test_the_sign_in_page_says_so_to_whoever_knows_the_password(ada):
    disable(ada)
    browser = Client()

    right = browser.post("/accounts/login/", {"login": ada.email, "password": PASSWORD}, follow=True)
    wrong = Client().post("/accounts/login/", {"login": ada.email, "password": "wrong"})

    assert right.redirect_chain[-1][0] == INACTIVE
    assert is_out(browser)
    assert wrong.status_code == 200, "and not to anybody else"


def test_sessions_and_tokens_end_at_once(ada, browser_of, phone_of):
    browser, phone = browser_of(ada), phone_of(ada)

    disable(ada)

    assert [one.get("/accounts/api/v1/me").status_code for one in (browser, phone)] == [401, 401]
    assert browser.get("/accounts/", follow=True).redirect_chain[-1][0].startswith("/accounts/login/")
    assert is_out(browser)


def test_an_access_cookie_is_not_renewed(ada, browser_of):
    browser = browser_of(ada)
    disable(ada)

    by_script = browser.post("/accounts/renew", headers={"X-CSRFToken": csrf_of(browser)})
    by_page = browser.get("/accounts/renew?next=/")

    assert (by_script.status_code, by_script.json()["code"]) == (401, "not_signed_in")
    assert by_page.cookies["chatterbox_access"].value == ""


def test_a_refresh_token_is_not_rotated(ada):
    done = post(f"{APP}/auth/login", {"email": ada.email, "password": PASSWORD}).json()
    disable(ada)

    answer = post(f"{APP}/tokens/refresh", {"refresh_token": done["meta"]["refresh_token"]})

    assert answer.status_code in {400, 401}
    assert "access_token" not in answer.content.decode()


def test_a_phone_is_not_signed_in(ada):
    disable(ada)

    answer = post(f"{APP}/auth/login", {"email": ada.email, "password": PASSWORD})

    assert answer.status_code in {400, 401}
    assert "access_token" not in answer.content.decode()
    assert not SignIn.objects.exists()


def test_a_passkey_opens_nothing(ada, browser_of):
    device = Device(settings.PUBLIC_URL)
    add_passkey(browser_of(ada), device, passwordless="on")
    disable(ada)
    browser = Client()
    path = "/accounts/2fa/webauthn/login/"
    options = browser.get(path, headers={"Accept": "application/json"}).json()["request_options"]

    answer = browser.post(path, {"credential": json.dumps(device.get(options))}, follow=True)

    assert answer.redirect_chain[-1][0] == INACTIVE
    assert is_out(browser)


def test_whoever_is_disabled_between_password_and_code_stays_out(ada, browser_of):
    app = set_up_app(browser_of(ada))
    browser = begin_to_sign_in(ada)
    disable(ada)

    answer = send(browser, "/accounts/2fa/authenticate/", code=app.code())

    assert answer.status_code in {302, 403}
    assert is_out(browser)


def test_not_even_a_sign_in_that_began_before_starts_afterwards(ada):
    disable(ada)

    with pytest.raises(Disabled):
        services.start_sign_in(user=ada, session_key="", user_agent="", amr=["pwd"])
    assert not SignIn.objects.exists()


def test_a_provider_opens_nothing(visitor):
    nia = visitor("google")
    nia.come()
    disable(SocialAccount.objects.get().user)
    again = visitor("google")

    answer = again.come()

    assert answer["Location"] == INACTIVE
    assert is_out(again.client)


def test_a_new_password_is_not_mailed_and_a_link_from_before_opens_nothing(ada):
    Client().post("/accounts/password/reset/", {"email": ada.email})
    path = re.search(r"http://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)[1]
    disable(ada)
    sent = len(mail.outbox)
    browser = Client()
    form = browser.get(path, follow=True)
    if form.redirect_chain:
        browser.post(form.redirect_chain[-1][0], {"password1": "eight folded papers"})

    Client().post("/accounts/password/reset/", {"email": ada.email})

    assert not [letter for letter in mail.outbox[sent:] if "/password/reset/key/" in letter.body]
    assert is_out(browser)
