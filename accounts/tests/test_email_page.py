"""It is true of the page of one's addresses that it offers what can be done with them, and nothing else."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from accounts import services
from accounts.models import User
from accounts.tests.devices import send

pytestmark = pytest.mark.django_db

ACTIONS = ("primary", "send", "remove", "add")


@pytest.fixture
def offered(browser_of):
    def offered(user: User) -> set[str]:
        page = browser_of(user).get("/accounts/email/").content.decode()
        assert user.email in page
        return {action for action in ACTIONS if f'name="action_{action}"' in page}

    return offered


def test_with_one_that_is_confirmed_there_is_nothing_to_do_but_add_another(ada, offered):
    assert offered(ada) == {"add"}


def test_the_link_to_one_that_is_not_confirmed_can_be_sent_again(sign_up, offered, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"

    assert offered(sign_up("nia", verified=False)) == {"send", "add"}


def test_of_two_one_can_become_the_main_one_or_go(ada, offered):
    EmailAddress.objects.create(user=ada, email="other@example.net", verified=False)

    assert offered(ada) >= {"primary", "send", "remove"}


def test_a_letter_to_an_address_that_may_be_a_strangers_says_no_word_of_whoever_asked(ada, browser_of, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    services.change_profile(ada.pk, {"display_name": "Win at http://evil.example"})
    send(browser_of(ada), "/accounts/email/", action_add="", email="victim@example.net")

    letter = next(one for one in mail.outbox if one.to == ["victim@example.net"])
    assert "evil.example" not in letter.subject + letter.body
    assert "Somebody, probably you" in letter.body
