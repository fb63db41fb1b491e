"""It is true of `manage.py createsuperuser` that it makes an administrator who can sign in, or says what is wrong."""

import builtins
import getpass
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from accounts.models import User
from conftest import PASSWORD

pytestmark = pytest.mark.django_db

GIVEN = {"username": "Root-1", "email": "Root@example.org", "interactive": False, "verbosity": 0}


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _password(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)


def test_noinput_makes_staff_with_a_verified_address_and_one_event(told, browser_of):
    call_command("createsuperuser", **GIVEN)

    user = User.objects.get()
    (event,) = told("user:created")
    assert (user.username, user.email, user.is_staff, user.is_superuser) == ("root-1", "root@example.org", True, True)
    assert (event["user_id"], event["is_staff"], event["version"]) == (str(user.pk), True, 1)
    assert EmailAddress.objects.get().verified
    assert browser_of(user).get("/accounts/api/v1/me").status_code == 200


def test_at_a_terminal_it_asks_until_the_answers_will_do(told, monkeypatch):
    said, asked = StringIO(), []
    answers = iter(["admin", "grace", "grace@example.org"])
    passwords = iter([PASSWORD, "another one", PASSWORD, PASSWORD])
    monkeypatch.setattr(builtins, "input", lambda prompt: asked.append(prompt) or next(answers))
    monkeypatch.setattr(getpass, "getpass", lambda *prompt: next(passwords))

    call_command("createsuperuser", interactive=True, stdin=Terminal(), stderr=said, verbosity=0)

    assert User.objects.get().username == "grace"
    assert len(told("user:created")) == 1
    assert "reserved" in said.getvalue()
    assert "didn't match" in said.getvalue()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"username": "ada"}, "already taken"),
        ({"email": "ada@example.org"}, "taken"),
        ({"email": "no address"}, "valid email"),
        ({"email": ""}, "needs an e-mail address"),
        ({"username": "!"}, "letters"),
        ({"username": "admin"}, "reserved"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_and_nobody_is_made(ada, wrong, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("createsuperuser", **GIVEN | wrong)

    assert list(User.objects.all()) == [ada]
