"""It is true that people set up a second factor and sign in with it: an app, a recovery code, a passkey."""

import re

import pytest
from playwright.sync_api import expect

from scripts.stack.letters import letter_to
from tests import arrivals, factors, steps


def begin(person, username: str):
    """Give the password in a browser; the second factor is asked for."""
    steps.sign_in(person, f"{username}@example.org", steps.PASSWORD)
    expect(person.page.get_by_role("heading", name="One more thing")).to_be_visible()
    return person.page


def expect_home(page) -> None:
    expect(page).to_have_url(re.compile(r"^https?://[^/]+/$"))
    expect(page.get_by_role("link", name="My account")).to_be_visible()


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="scripts"),
        pytest.param({"java_script_enabled": False}, id="no-scripts", marks=pytest.mark.once),
    ],
)
def test_an_app_is_set_up_and_asked_for_at_the_next_sign_in(person, site, options):
    nia = person("nia", **options)
    username = arrivals.sign_up(nia, site)
    app = factors.set_up_app(nia)
    assert len(factors.recovery_codes(nia.page)) == 10
    assert letter_to(site.mails, f"{username}@example.org", "An authenticator app was set up")

    elsewhere = person("nia elsewhere", **options)
    page = begin(elsewhere, username)
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("That was not right. Try once more.")).to_be_visible()
    page.get_by_label("Code").fill(app.code())
    page.get_by_role("button", name="Go on").click()

    expect_home(page)


@pytest.mark.long
@pytest.mark.once
def test_a_recovery_code_lets_in_once_when_the_phone_is_lost(person, site):
    nia = person("nia")
    username = arrivals.sign_up(nia, site)
    factors.set_up_app(nia)
    code = factors.recovery_codes(nia.page)[0]

    page = begin(person("nia on a new phone"), username)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Go on").click()
    expect_home(page)
    page.goto("/accounts/2fa/")
    expect(page.get_by_text("9 of 10 left")).to_be_visible()

    page = begin(person("whoever found the paper"), username)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("That was not right. Try once more.")).to_be_visible()


@pytest.mark.once
def test_removing_the_app_closes_the_other_browser_and_asks_no_more(person, site):
    nia, elsewhere = person("nia"), person("nia elsewhere")
    username = arrivals.sign_up(nia, site)
    app = factors.set_up_app(nia)
    page = begin(elsewhere, username)
    page.get_by_label("Code").fill(app.code())
    page.get_by_role("button", name="Go on").click()
    arrivals.create_party(elsewhere, "Paper Kites")

    nia.page.goto("/accounts/2fa/")
    nia.page.get_by_role("link", name="Remove Authenticator app").click()
    with elsewhere.expecting("401|WebSocket|renew"):
        nia.page.get_by_role("button", name="Remove it").click()
        expect(nia.page.get_by_text("all other devices are signed out")).to_be_visible()
        expect(elsewhere.page).to_have_url(re.compile("/accounts/login/"))

    steps.sign_in(elsewhere, f"{username}@example.org", steps.PASSWORD)
    expect(elsewhere.page.get_by_role("heading", name="One more thing")).not_to_be_visible()
    expect(elsewhere.page.get_by_text("Paper Kites").first).to_be_visible()


@pytest.mark.once
def test_a_passkey_is_added_and_opens_the_account_without_a_password(person, site):
    nia = person("nia")
    arrivals.sign_up(nia, site)
    device = factors.Device(nia.page)
    factors.add_passkey(nia.page)
    (credential,) = device.credentials()
    assert credential["isResidentCredential"]

    elsewhere = person("nia elsewhere")
    factors.Device(elsewhere.page).give(credential)
    elsewhere.goto("/accounts/login/?next=/accounts/2fa/webauthn/")
    elsewhere.page.get_by_role("button", name="Use a passkey").click()

    expect(elsewhere.page.get_by_role("heading", name="Security keys and passkeys")).to_be_visible()
    expect(elsewhere.page.get_by_role("link", name="Rename Chrome on Linux")).to_be_visible()


@pytest.mark.once
def test_a_passkey_answers_after_the_password_and_when_asked_who_it_is(person, site):
    nia = person("nia")
    username = arrivals.sign_up(nia, site)
    factors.Device(nia.page)
    factors.add_passkey(nia.page)
    nia.page.goto("/accounts/")
    nia.page.get_by_role("button", name="Sign out").click()
    nia.page.wait_for_load_state()

    page = begin(nia, username)
    page.get_by_role("button", name="Use a passkey").click()
    expect_home(page)

    page.goto("/accounts/2fa/webauthn/reauthenticate/?next=/accounts/2fa/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()


@pytest.mark.long
@pytest.mark.once
def test_a_passkey_is_renamed_and_removed(person, site):
    nia = person("nia")
    arrivals.sign_up(nia, site)
    factors.Device(nia.page)
    factors.add_passkey(nia.page)
    page = nia.page

    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Rename").click()
    page.get_by_label("Name").fill("The one in the kitchen")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove The one in the kitchen").click()
    page.get_by_role("button", name="Remove it").click()

    expect(page.get_by_text("The passkey is removed")).to_be_visible()
    expect(page.get_by_text("The one in the kitchen")).not_to_be_visible()


@pytest.mark.long
@pytest.mark.once
def test_a_device_that_says_no_and_one_that_has_one_already_are_explained(person, site):
    nia = person("nia")
    arrivals.sign_up(nia, site)
    device = factors.Device(nia.page)
    page = nia.page
    page.goto("/accounts/2fa/webauthn/add/")
    factors.prove_by_password(page)
    with device.unwilling():
        page.get_by_role("button", name="Add it").click()
        expect(page.get_by_role("alert")).to_contain_text("Nothing came from your device.")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("The passkey is added.")).to_be_visible()

    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_role("button", name="Add it").click()

    expect(page.get_by_role("alert")).to_contain_text("This device has a passkey for you already.")


@pytest.mark.once
def test_a_device_without_a_passkey_of_anybody_is_explained(person, site):
    stranger = person("stranger")
    factors.Device(stranger.page)
    stranger.goto("/accounts/login/")

    stranger.page.get_by_role("button", name="Use a passkey").click()

    expect(stranger.page.get_by_role("alert")).to_contain_text("Nothing came from your device.")
