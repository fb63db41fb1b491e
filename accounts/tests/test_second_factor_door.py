"""It is true of the admin pages that staff are led to a second factor, that it opens both, and that it wears off."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import SignIn
from accounts.tests.devices import Device, add_passkey, begin_to_sign_in, forget_proofs, options_on, send, set_up_app
from conftest import PASSWORD
from events.times import now

pytestmark = [pytest.mark.wide, pytest.mark.django_db(databases="__all__")]

DOOR = "/accounts/second-factor"
PROVE = "/accounts/2fa/reauthenticate/"
ADMINS = ["/accounts/admin/", "/admin/"]


@pytest.fixture
def grace(sign_up):
    return sign_up("grace", is_staff=True, is_superuser=True)


def follow_to_proof(browser: Client, onward: str) -> str:
    """Press the button of a refusal; the address of the page that asks for a factor."""
    page = browser.get(onward, follow=True)
    assert page.status_code == 403
    button = f"{DOOR}?next={onward}"
    assert f'href="{button}"' in page.content.decode()
    return str(browser.get(button)["Location"])


@pytest.mark.parametrize("admin", ADMINS)
def test_staff_without_a_factor_are_led_to_set_one_up_and_on_from_there(grace, browser_of, admin):
    browser = browser_of(grace)
    refusal = browser.get(admin, follow=True)
    assert refusal.status_code == 403
    assert "want a second factor" in refusal.content.decode()

    page = browser.get(f"{DOOR}?next={admin}")
    assert "A second factor first" in page.content.decode()
    set_up_app(browser)
    after = browser.get("/accounts/2fa/recovery-codes/")

    assert f'href="{DOOR}?next={admin.replace("/", "%2F")}"' in after.content.decode()
    assert browser.get(f"{DOOR}?next={admin}", follow=True).status_code == 200


@pytest.mark.parametrize("admin", ADMINS)
def test_staff_who_signed_in_without_are_asked_for_theirs(grace, browser_of, admin):
    app = set_up_app(browser_of(grace))
    browser = begin_to_sign_in(grace)
    send(browser, "/accounts/2fa/authenticate/", code=app.code())
    SignIn.objects.update(authenticated_at=now() - timedelta(hours=9))
    browser.get("/accounts/renew?next=/")
    proof = follow_to_proof(browser, admin)
    assert proof.startswith(f"{PROVE}?next=")

    browser.get(proof)
    answer = browser.get(send(browser, proof, code=app.code(), next=f"{DOOR}?next={admin}")["Location"])

    assert answer["Location"] == admin
    assert browser.get(admin).status_code == 200


@pytest.mark.parametrize("hours", [1, 9])
@pytest.mark.parametrize("admin", ADMINS)
def test_a_password_makes_an_old_factor_no_younger(grace, browser_of, admin, hours):
    browser = browser_of(grace)
    app = set_up_app(browser)
    then = now() - timedelta(hours=hours)
    prove_long_ago(browser, then)

    send(browser, "/accounts/reauthenticate/", password=PASSWORD)
    before, sign_in = browser.get(admin).status_code, SignIn.objects.get()
    send(browser, PROVE, code=app.code())

    assert abs(sign_in.authenticated_at - then) < timedelta(seconds=1)
    assert (before == 200) == (hours < 8)
    assert browser.get(admin).status_code == 200


def prove_long_ago(browser: Client, then: datetime) -> None:
    """As if all proofs of a browser had been given then."""
    session = browser.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [record | {"at": then.timestamp()} for record in records]
    session.save()
    SignIn.objects.update(authenticated_at=then)
    browser.get("/accounts/renew?next=/")


def test_a_passkey_does_as_well(grace, browser_of):
    device = Device(settings.PUBLIC_URL)
    add_passkey(browser_of(grace), device, name="key")
    browser = begin_to_sign_in(grace)
    page = browser.get("/accounts/2fa/authenticate/")
    send(browser, "/accounts/2fa/authenticate/", credential=device.get(options_on(page)))
    assert browser.get(ADMINS[0]).status_code == 200

    SignIn.objects.update(authenticated_at=now() - timedelta(hours=9))
    page = browser.get(follow_to_proof(browser, ADMINS[0]))
    send(browser, "/accounts/2fa/webauthn/reauthenticate/", credential=device.get(options_on(page)))

    assert browser.get(ADMINS[0]).status_code == 200


@pytest.mark.parametrize("admin", ADMINS)
def test_programs_get_a_code(grace, browser_of, admin):
    answer = browser_of(grace).get(admin, follow=True, headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_required")


@pytest.mark.parametrize("admin", ADMINS)
def test_people_who_are_not_staff_are_told_that_and_nothing_of_factors(ada, browser_of, admin):
    browser = browser_of(ada)
    set_up_app(browser)

    page = browser.get(admin, follow=True)

    assert page.status_code == 403
    assert "These pages are for staff." in page.content.decode()
    assert DOOR not in page.content.decode()


def test_the_door_leads_to_this_site_only(grace, browser_of):
    browser = browser_of(grace)
    set_up_app(browser)

    for elsewhere in ("https://evil.example.com/", "//evil.example.com", "javascript:alert(1)", ""):
        assert browser.get(DOOR, {"next": elsewhere})["Location"] == "/accounts/"


def test_strangers_sign_in_first():
    assert Client().get(DOOR)["Location"].startswith("/accounts/login/?next=")


def test_removing_the_last_factor_closes_both(grace, browser_of):
    browser = browser_of(grace)
    set_up_app(browser)
    assert [browser.get(admin).status_code for admin in ADMINS] == [200, 200]

    send(browser, "/accounts/2fa/totp/deactivate/")

    assert [browser.get(admin, follow=True).status_code for admin in ADMINS] == [403, 403]


def test_whoever_comes_by_a_provider_alone_proves_it_by_coming_again(visitor):
    nia = visitor("google")
    nia.come(next="/accounts/")
    forget_proofs(nia.client)

    asked = nia.client.get("/accounts/2fa/totp/activate/")
    page = nia.client.get(asked["Location"])
    assert asked["Location"] == "/accounts/reauthenticate/again/?next=%2Faccounts%2F2fa%2Ftotp%2Factivate%2F"
    assert "Continue with Google" in page.content.decode()
    nia.come(next="/accounts/2fa/totp/activate/")

    assert nia.client.get("/accounts/2fa/totp/activate/").status_code == 200
    assert SignIn.objects.count() == 1
