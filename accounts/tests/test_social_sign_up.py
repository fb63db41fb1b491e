"""Whoever comes from a provider: every way through allauth's adapter gives one person and one event."""

from typing import Any

import pytest
from allauth.core import context
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.sessions.backends.base import SessionBase
from django.test import RequestFactory

from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of_a_stranger():
    from importlib import import_module
    from types import SimpleNamespace

    from django.conf import settings

    request: Any = RequestFactory().get("/")
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    assert isinstance(request.session, SessionBase)
    request.allauth = SimpleNamespace()
    with context.request_context(request):
        yield request


def coming(**given) -> SocialLogin:
    return SocialLogin(user=User(**given), account=SocialAccount(provider="github", uid="7"))


def test_stranger_from_a_provider_becomes_one_person_with_one_event(request_of_a_stranger, told):
    user = get_adapter().save_user(request_of_a_stranger, coming(email="Mara+git@example.org"))

    saved = User.objects.get()
    (event,) = told("user:created")
    assert (saved.pk, saved.username, saved.email) == (user.pk, "maragit", "mara+git@example.org")
    assert not saved.has_usable_password()
    assert (event["username"], event["display_name"]) == ("maragit", "maragit")
    assert SocialAccount.objects.get().user_id == saved.pk


def test_taken_or_odd_names_become_free_ones(ada, request_of_a_stranger):
    for number, name in enumerate(["ada", "Ädä!", "", "admin"]):
        login = coming(username=name)
        login.account.uid = str(number)
        get_adapter().save_user(request_of_a_stranger, login)

    names = list(User.objects.values_list("username", flat=True))
    assert len(set(names)) == 5
    assert "admin" not in names


def test_failed_account_row_leaves_neither_person_nor_event(request_of_a_stranger, told, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(SocialAccount, "save", fail)
    with pytest.raises(RuntimeError):
        get_adapter().save_user(request_of_a_stranger, coming(email="mara@example.org"))

    assert not User.objects.exists()
    assert told("user:created") == []
