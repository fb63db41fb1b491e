"""It is true of passkeys that they open the account of whoever has them, and no other's."""

import json
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.services import NAME_MAX
from accounts.tests.devices import Device, add_passkey, begin_to_sign_in, forget_proofs, options_on, send
from conftest import csrf_of
from events.ids import new_id
from events.tokens import verify_access_token

pytestmark = [pytest.mark.wide, pytest.mark.django_db]

LOGIN = "/accounts/2fa/webauthn/login/"
KEYS = "/accounts/2fa/webauthn/"
PROVE = "/accounts/2fa/webauthn/reauthenticate/"


@pytest.fixture
def device():
    return Device(settings.PUBLIC_URL)


@pytest.fixture
def browser(ada, browser_of, device):
    """In which ada has added a passkey."""
    browser = browser_of(ada)
    answer = add_passkey(browser, device, name="Ada's laptop", passwordless="on")
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    return browser


def key_of(user) -> Authenticator:
    return Authenticator.objects.get(user=user, type="webauthn")


def sign_in(device: Device, **fields) -> tuple[Client, object]:
    """By the button on the sign-in page."""
    stranger = Client(enforce_csrf_checks=True)
    stranger.get("/accounts/login/")
    options = stranger.get(LOGIN, headers={"Accept": "application/json"}).json()["request_options"]
    return stranger, send(stranger, LOGIN, credential=device.get(options), **fields)


def me(browser: Client) -> str | None:
    answer = browser.get("/accounts/api/v1/me")
    return answer.json()["user"]["username"] if answer.status_code == 200 else None


def test_adding_one_is_mailed_and_proves_that_one_has_it(ada, browser):
    assert [letter.subject for letter in mail.outbox] == ["A passkey was added"]
    assert verify_access_token(browser.cookies["chatterbox_access"].value).amr == ("pwd", "hwk", "mfa")
    assert "Ada&#x27;s laptop" in browser.get(KEYS).content.decode()


def test_the_day_of_adding_it_is_that_of_where_one_is(ada, browser):
    Authenticator.objects.filter(user=ada, type="webauthn").update(
        created_at=datetime(2026, 11, 28, 23, 30, tzinfo=UTC)
    )
    browser.cookies["zone"] = "Pacific/Kiritimati"

    assert "added Nov. 29, 2026" in browser.get(KEYS).content.decode()


def test_it_signs_in_by_itself_as_two_factors_at_once(browser, device):
    stranger, answer = sign_in(device, next="/i/some-invite")

    assert (answer.status_code, answer["Location"]) == (302, "/i/some-invite")
    assert me(stranger) == "ada"
    assert verify_access_token(stranger.cookies["chatterbox_access"].value).amr == ("hwk", "mfa")


def test_after_a_password_it_is_the_second_factor(ada, browser, device):
    stranger = begin_to_sign_in(ada)
    page = stranger.get("/accounts/2fa/authenticate/")

    answer = send(stranger, "/accounts/2fa/authenticate/", credential=device.get(options_on(page)))

    assert answer.status_code == 302
    assert verify_access_token(stranger.cookies["chatterbox_access"].value).amr == ("pwd", "hwk", "mfa")


@pytest.mark.parametrize("spoil", ["origin", "key", "handle", "challenge", "unverified"])
def test_what_another_site_key_person_or_moment_signed_is_refused(ada, bo, browser, device, spoil):
    if spoil == "origin":
        device.origin = "https://chatterbox.example.com"
    elif spoil == "key":
        device.key = Device("").key
    elif spoil == "handle":
        device.handle = str(bo.pk).encode()
    elif spoil == "unverified":
        device.verified = False
    stranger = Client(enforce_csrf_checks=True)
    stranger.get("/accounts/login/")
    options = stranger.get(LOGIN, headers={"Accept": "application/json"}).json()["request_options"]
    credential = device.get(options)
    if spoil == "challenge":
        stranger.get(LOGIN, headers={"Accept": "application/json"})  # the one that was signed is over

    answer = send(stranger, LOGIN, credential=credential, next="/i/some-invite")

    assert answer["Location"] == "/accounts/login/?next=/i/some-invite"
    assert "That was not right" in stranger.get(answer["Location"]).content.decode()
    assert me(stranger) is None


def test_a_touch_that_does_for_a_second_factor_opens_no_account_by_itself(ada, bo, browser, browser_of, device):
    add_passkey(browser_of(bo), Device(settings.PUBLIC_URL), name="Bo's", passwordless="on")
    thief = begin_to_sign_in(bo)
    device.verified = False  # ada's key was touched, by whomever
    question = options_on(thief.get("/accounts/2fa/authenticate/"))
    body = json.dumps({"credential": device.get(question)})

    path, token = "/accounts/api/auth/browser/v1/auth/webauthn/login", {"X-CSRFToken": csrf_of(thief)}
    answer = thief.post(path, body, content_type="application/json", headers=token)

    assert answer.status_code == 400
    assert me(thief) is None


def test_what_was_sent_once_opens_nothing_the_second_time(browser, device):
    stranger = Client()
    options = stranger.get(LOGIN, headers={"Accept": "application/json"}).json()["request_options"]
    credential = json.dumps(device.get(options))
    assert stranger.post(LOGIN, {"credential": credential}).status_code == 302
    stranger.post("/accounts/logout/")

    stranger.post(LOGIN, {"credential": credential})

    assert me(stranger) is None


KEY = {"id": "AA", "rawId": "AA", "type": "public-key"}
MADE_UP = [
    *("[" * 100_000, '{"a":' * 900 + "1" + "}" * 900, "9" * 5000, '{"id": "\\ud800"}', '{"id": 1e999}'),
    *("", "null", "[]", "7", '"x"', "{}", '{"id": 1}', '{"response": []}', "{" * 50, '{"response": {"userHandle": 5}}'),
    json.dumps(KEY | {"response": {"clientDataJSON": "AA", "authenticatorData": "AA", "signature": "AA"}}),
    json.dumps(KEY | {"response": {"clientDataJSON": "e30", "attestationObject": "oA"}}),
    json.dumps(KEY | {"response": {"clientDataJSON": "e30", "authenticatorData": "", "signature": ""}}),
]


@pytest.mark.parametrize("credential", MADE_UP)
def test_credentials_that_somebody_made_up_are_refused(ada, browser, credential):
    stranger = Client()
    stranger.get(LOGIN, headers={"Accept": "application/json"})
    add = f"{KEYS}add/"
    browser.get(add)

    assert stranger.post(LOGIN, {"credential": credential}).status_code == 302
    assert send(browser, add, credential=credential).status_code == 200
    assert send(browser, PROVE, credential=credential)["Location"].startswith(PROVE)
    body = f'{{"credential": {credential or 0}}}'
    sent = stranger.post("/accounts/api/auth/browser/v1/auth/webauthn/login", body, content_type="application/json")
    assert sent.status_code == 400
    assert me(stranger) is None
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_it_is_renamed_and_removed_by_its_key_which_is_a_string(ada, browser):
    key = key_of(ada)
    mail.outbox.clear()

    assert browser.get(f"{KEYS}keys/{key.pk}/edit/").status_code == 200
    assert send(browser, f"{KEYS}keys/{key.pk}/edit/", name="My ✂ key")["Location"] == KEYS
    assert "My ✂ key" in browser.get(KEYS).content.decode()
    assert browser.get(f"{KEYS}keys/{key.pk}/remove/").status_code == 200
    assert send(browser, f"{KEYS}keys/{key.pk}/remove/")["Location"] == KEYS
    assert not Authenticator.objects.exists()
    assert [letter.subject for letter in mail.outbox] == ["A passkey was removed"]


def test_removing_it_ends_the_other_sign_ins(ada, browser, device, told):
    elsewhere, _ = sign_in(device)
    assert me(elsewhere) == "ada"

    send(browser, f"{KEYS}keys/{key_of(ada).pk}/remove/")

    assert (me(elsewhere), me(browser)) == (None, "ada")
    assert [event["reason"] for event in told("session:revoked")] == ["factor_removed"]
    assert me(sign_in(device)[0]) is None


@pytest.mark.parametrize("verb", ["edit", "remove"])
@pytest.mark.parametrize("key", ["1", "x" * 500, "0" * 24, "%00", "None", "$ne", ""])
def test_unknown_keys_are_not_found(browser, verb, key):
    path = f"{KEYS}keys/{key or new_id().hex}/{verb}/"

    assert browser.get(path).status_code == 404
    assert send(browser, path, name="x").status_code == 404


def test_somebody_elses_key_is_not_found(ada, bo, browser, browser_of):
    theirs = browser_of(bo)

    for verb in ("edit", "remove"):
        assert send(theirs, f"{KEYS}keys/{key_of(ada).pk}/{verb}/", name="mine").status_code == 404
    assert str(key_of(ada)) == "Ada's laptop"


@pytest.mark.parametrize("name", ["", "x" * (NAME_MAX + 1)])
def test_a_name_has_1_to_100_signs(ada, browser, name):
    page = send(browser, f"{KEYS}keys/{key_of(ada).pk}/edit/", name=name)

    assert page.status_code == 200
    assert str(key_of(ada)) == "Ada's laptop"


def test_without_a_name_it_is_called_by_the_device(ada, browser_of):
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0"
    browser = browser_of(ada, headers={"User-Agent": agent})

    add_passkey(browser, Device(settings.PUBLIC_URL))

    assert str(key_of(ada)) == "Firefox on Linux"


def test_there_are_twenty_at_most(ada, browser, device):
    for _ in range(19):
        add_passkey(browser, Device(settings.PUBLIC_URL), name="one more")

    answer = add_passkey(browser, Device(settings.PUBLIC_URL), name="one too many")

    assert answer.status_code == 409
    assert Authenticator.objects.filter(user=ada, type="webauthn").count() == 20


def test_it_is_for_the_host_of_public_url_whatever_host_is_named(ada, browser_of, settings):
    settings.ALLOWED_HOSTS = ["*"]
    stranger = Client(headers={"Host": "evil.example.com"})

    options = stranger.get(LOGIN, headers={"Accept": "application/json"}).json()["request_options"]

    assert options["publicKey"]["rpId"] == "localhost"
    settings.PUBLIC_URL = "https://chat.example.org"
    options = stranger.get(LOGIN, headers={"Accept": "application/json"}).json()["request_options"]
    assert options["publicKey"]["rpId"] == "chat.example.org"


def test_behind_https_it_works_as_well(ada, browser_of, settings):
    settings.PUBLIC_URL = "https://chat.example.org"
    device = Device("https://chat.example.org")
    add_passkey(browser_of(ada), device, passwordless="on")

    assert me(sign_in(device)[0]) == "ada"
    device.origin = "http://chat.example.org"
    assert me(sign_in(device)[0]) is None


def test_phones_list_rename_and_remove_by_the_same_keys(ada, browser):
    path = "/accounts/api/auth/browser/v1/account/authenticators"
    header = {"X-CSRFToken": csrf_of(browser)}
    shown = [one for one in browser.get(path).json()["data"] if one["type"] == "webauthn"]
    assert [one["id"] for one in shown] == [key_of(ada).pk]

    body = {"id": key_of(ada).pk, "name": "renamed"}
    assert browser.put(f"{path}/webauthn", body, content_type="application/json", headers=header).status_code == 200
    assert str(key_of(ada)) == "renamed"
    for ids, status in ((["unknown"], 400), ([key_of(ada).pk], 200)):
        body = {"authenticators": ids}
        sent = browser.delete(f"{path}/webauthn", body, content_type="application/json", headers=header)
        assert sent.status_code == status
    assert not Authenticator.objects.exists()


def test_people_without_a_password_are_asked_to_prove_themselves_too(ada, browser, device):
    User.objects.filter(pk=ada.pk).update(password="!")
    forget_proofs(browser)
    key = key_of(ada).pk

    assert send(browser, f"{KEYS}keys/{key}/remove/").status_code == 302
    assert Authenticator.objects.filter(pk=key).exists()
