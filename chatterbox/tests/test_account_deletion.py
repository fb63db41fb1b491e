"""It is true of a deleted account that no row of either service, and no file, holds anything about the person."""

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

from accounts import services as accounts
from accounts.models import MembershipCopy
from accounts.queries import parties_of
from events.jobs import run_due
from events.models import JobRun
from events.testing import run_events
from messaging import services as messaging
from messaging.models import Message
from messaging.models import User as Copy

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(databases=["default", "messaging"], transaction=True)]

NAME, ADDRESS, SAID = "Zebedee Quill", "zebedee.quill@example.org", "the ferret sleeps at noon"
WORDS = (NAME, ADDRESS, "zebedee", SAID)
BOTH = {"accounts": settings.ACCOUNTS_DB, "messaging": settings.MESSAGING_DB}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path / "avatars"


@pytest.fixture
def bo() -> Any:
    user = accounts.sign_up(username="bo", email="bo@example.org", password="some long password")
    run_events()
    return copy_of(user)


@pytest.fixture
def zebedee(bo) -> Any:
    """In bo's party, where they have said something."""
    user = accounts.sign_up(username="zebedee", email=ADDRESS, password="some long password", display_name=NAME)
    accounts.set_avatar(user.pk, b"picture")
    accounts.start_sign_in(user=user, session_key="", user_agent="a browser", amr=["pwd"])
    run_events()
    person = copy_of(user)
    made = messaging.create_party(bo, client_id="p", name="Tea")
    messaging.join_party(person, code=made.invite.code)
    messaging.post_message(person, topic_id=made.topics[0].id, client_id="m", text=SAID)
    messaging.mark_read(person, topic_id=made.topics[0].id, n=1)
    run_events()
    return user


def copy_of(user: Any) -> Any:
    return Copy.objects.using(settings.MESSAGING_DB).get(id=user.pk)


def found() -> set[str]:
    """Which of the words are in which tables of both databases."""
    places = set()
    for app, using in BOTH.items():
        for model in apps.get_models():
            if model._meta.app_label in {"accounts", "messaging"} - {app}:
                continue
            if app == "messaging" and model._meta.app_label not in {"messaging", "events"}:
                continue
            for row in model._default_manager.using(using).all():
                text = " ".join(str(field.value_from_object(row)) for field in row._meta.concrete_fields)
                places |= {f"{app} {model.__name__}: {word}" for word in WORDS if word in text}
    return places


def settle() -> None:
    """What the workers of both services do within the next seconds."""
    run_events()
    for app, using in BOTH.items():
        JobRun.objects.using(using).all().delete()
        run_due(app, using)
    run_events()


@pytest.mark.usefixtures("zebedee")
def test_before_it_they_are_in_both():
    assert {place.partition(":")[0] for place in found()} >= {"accounts User", "messaging User", "messaging Message"}


def test_nothing_is_left_when_the_messages_go_too(zebedee, media):
    accounts.delete_account(zebedee.pk, delete_messages=True)
    settle()

    assert found() == set()
    assert list(media.glob("*")) == []


def test_only_what_they_said_is_left_when_it_stays(zebedee):
    accounts.delete_account(zebedee.pk, delete_messages=False)
    settle()

    assert found() == {f"messaging Message: {SAID}", f"messaging MessageWords: {SAID}"}  # and search finds it
    message = Message.objects.using(settings.MESSAGING_DB).select_related("author").get(text=SAID)
    assert (message.author.display_name, message.author.is_active) == ("", False)


def test_parties_go_on_without_them_and_accounts_hears_of_it(zebedee, bo):
    accounts.delete_account(zebedee.pk, delete_messages=False)
    settle()

    living = MembershipCopy.objects.filter(deleted=False)
    assert [copy.user_id for copy in living] == [bo.id]


def test_a_party_that_accounts_had_not_heard_of_passes_to_another(bo):
    owner = accounts.sign_up(username="zebedee", email=ADDRESS, password="some long password", display_name=NAME)
    run_events()
    made = messaging.create_party(copy_of(owner), client_id="p", name="Late")
    messaging.join_party(bo, code=made.invite.code)
    accounts.delete_account(owner.pk, delete_messages=False)  # the copy of the party is still on its way

    settle()

    (item,), _ = parties_of(bo.id, cursor=None, limit=50)
    assert (item.name, item.role) == ("Late", "owner")
