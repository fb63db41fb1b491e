"""It is true of whoever came by a provider before that…"""

import pytest
from allauth.socialaccount.models import SocialAccount

from accounts import services
from accounts.models import SignIn, User
from accounts.tests.visits import Visitor, other

pytestmark = [pytest.mark.wide, pytest.mark.django_db]


def test_they_are_the_same_person_at_every_visit_and_nothing_is_told_anew(somebody, told):
    somebody.come()
    again = Visitor(somebody.provider)
    again.come()

    assert again.user() == somebody.user()
    assert (User.objects.count(), SocialAccount.objects.count(), SignIn.objects.count()) == (1, 1, 2)
    assert len(told("user:created")) == 1
    assert told("user:updated") == []


def test_the_providers_id_finds_them_whatever_else_has_changed_there(somebody):
    somebody.come(**other("Mara", "mara@example.net", key="7", login="mara"))
    again = Visitor(somebody.provider)
    again.come(**other("Mara Renamed", "other@example.net", key="7", login="renamed"))

    user = again.user()
    assert user == somebody.user()
    assert (user.display_name, user.email) == ("Mara", "mara@example.net")


def test_a_picture_that_has_moved_there_is_followed_and_told_once(somebody, told):
    somebody.come()
    user = somebody.user()
    now = user.avatar_url
    User.objects.filter(pk=user.pk).update(avatar_url=now.replace(".svg", "") + "0.svg")
    for _ in range(2):
        Visitor(somebody.provider).come()

    assert somebody.user().avatar_url == now
    assert [event["avatar_url"] for event in told("user:updated")] == [now]


@pytest.mark.parametrize("chosen", ["/media/avatars/7.webp", "", "https://elsewhere.example/7.png"])
def test_a_picture_that_was_chosen_here_stays(somebody, chosen, told):
    somebody.come()
    User.objects.update(avatar_url=chosen)
    Visitor(somebody.provider).come()

    assert somebody.user().avatar_url == chosen
    assert told("user:updated") == []


def test_somebody_else_with_the_address_is_not_them(somebody):
    somebody.come(**other("Mara", "mara@example.net", key="7"))
    thief = Visitor(somebody.provider)
    answer = thief.come(**other("Thief", "mara@example.net", key="8"))

    assert thief.user() is None
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/link")
    assert User.objects.count() == SocialAccount.objects.count() == 1


def test_an_address_that_somebody_only_claims_here_shuts_its_owner_out_of_nothing(visitor, ada):
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=ada, email="nia@example.net", verified=False, primary=False)
    nia = visitor("google")
    nia.come()

    assert nia.user().email == "nia@example.net"
    assert nia.user() != ada
    assert EmailAddress.objects.get(user=nia.user()).verified


def test_the_same_id_at_the_other_provider_is_another_account(visitor):
    visitor("google").come(**other("Mara", "mara@example.net", key="7"))
    visitor("github").come(**other("Mara", "mara@example.com", key="7"))

    assert User.objects.count() == 2


def test_who_was_disabled_stays_out(somebody):
    somebody.come()
    user = somebody.user()
    services.change_standing(user.pk, is_active=False, is_staff=False)
    again = Visitor(somebody.provider)
    answer = again.come()

    assert answer["Location"] == "/accounts/inactive/"
    assert again.user() is None


def test_a_second_factor_is_asked_for_as_after_a_password(somebody):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    somebody.come()
    TOTP.activate(somebody.user(), generate_totp_secret())
    again = Visitor(somebody.provider)
    answer = again.come()

    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert again.user() is None


def test_a_new_session_is_made_at_sign_in(somebody):
    somebody.go()
    before = somebody.client.cookies["chatterbox_session"].value
    somebody.come()

    assert somebody.client.cookies["chatterbox_session"].value != before
    stranger = Visitor(somebody.provider)
    stranger.client.cookies["chatterbox_session"] = before
    assert stranger.user() is None


def test_whoever_is_signed_in_and_comes_as_somebody_else_is_somebody_else(visitor, told):
    browser = visitor("google")
    browser.come()
    nia = browser.user()
    browser.come(person="tomas")

    assert browser.user() != nia
    assert [event["reason"] for event in told("session:revoked")] == ["signed_out"]
