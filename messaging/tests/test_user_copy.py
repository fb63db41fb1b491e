import uuid
from contextlib import suppress
from typing import Any

import pytest

from events.catalogue import UserCreated, UserDeleted, UserUpdated
from events.errors import NotSignedIn
from events.ids import new_id
from events.registry import handlers_of
from events.tokens import Claims, verify_access_token
from messaging.models import User
from messaging.services import delete_user_copy, person_of, save_user_copies
from messaging.tests.between import meanwhile
from messaging.tests.parallel import together
from messaging.tests.queries_counted import at_most
from messaging.tests.tokens import token_of

pytestmark = pytest.mark.django_db(databases=["messaging"])


def fields(name: str) -> dict[str, str]:
    return {"username": name, "display_name": name.title()}


def save(user_id: uuid.UUID, version: int, **given: str) -> None:
    save_user_copies([User(id=user_id, version=version, **given)])


def event(kind: type, user_id: uuid.UUID, version: int, **changed: Any) -> Any:
    given = {
        "username": "cy",
        "display_name": "Cy",
        "avatar_url": "",
        "is_staff": False,
        "locale": "",
        "zoneinfo": "",
        "created_at": "2026-11-24T10:00:00.000Z",
    } | changed
    return kind(user_id=str(user_id), version=version, **given)


def hear(*events: Any) -> None:
    for handler in handlers_of(events[0].name, "messaging"):
        handler.run(events)


def claims_of(user: User) -> Claims:
    return verify_access_token(token_of(user))


def test_a_new_person_is_copied():
    user_id = new_id()

    hear(event(UserCreated, user_id, 1, locale="fr", zoneinfo="Europe/Paris", avatar_url="/a.webp"))

    copy = User.objects.get(id=user_id)
    assert (copy.username, copy.display_name, copy.version, copy.is_staff) == ("cy", "Cy", 1, False)
    assert (copy.locale, copy.zoneinfo, copy.avatar_url) == ("fr", "Europe/Paris", "/a.webp")


def test_a_newer_version_wins_and_an_older_one_does_not():
    user_id = new_id()
    hear(event(UserCreated, user_id, 1))
    hear(event(UserUpdated, user_id, 3, username="third"))
    hear(event(UserUpdated, user_id, 2, username="second"))
    hear(event(UserCreated, user_id, 1))

    copy = User.objects.get(id=user_id)
    assert (copy.username, copy.version) == ("third", 3)


def test_an_update_that_comes_first_makes_the_copy():
    user_id = new_id()

    save(user_id, 2, **fields("second"))

    assert User.objects.get(id=user_id).version == 2


def test_two_people_may_have_one_name_for_a_while():
    save(new_id(), 1, **fields("cy"))
    save(new_id(), 1, **fields("cy"))

    assert User.objects.filter(username="cy").count() == 2


def test_a_deletion_leaves_a_marker_without_a_word():
    user_id = new_id()
    hear(event(UserCreated, user_id, 1))

    hear(UserDeleted(user_id=str(user_id), version=2, delete_messages=False))

    copy = User.objects.get(id=user_id)
    assert (copy.username, copy.display_name, copy.avatar_url, copy.version) == ("", "", "", 2)
    assert copy.deleted_at is not None


def test_a_batch_ends_in_the_newest_state_of_each():
    first, second, gone = new_id(), new_id(), new_id()
    hear(event(UserCreated, first, 1), event(UserUpdated, second, 4, username="four"))

    hear(
        event(UserUpdated, first, 3, username="three"),
        event(UserUpdated, first, 2, username="two"),
        event(UserUpdated, second, 3, username="three"),
        event(UserCreated, gone, 1),
        UserDeleted(user_id=str(gone), version=2, delete_messages=False),
        event(UserUpdated, gone, 3, username="back"),
    )

    names = dict(User.objects.values_list("id", "username"))
    assert names == {first: "three", second: "four", gone: ""}


def test_a_batch_costs_a_few_statements():
    people = [new_id() for _ in range(100)]
    hear(*(event(UserCreated, person, 1) for person in people[:50]))

    with at_most(2):  # of which one asks for a resync
        hear(*(event(UserUpdated, person, 2) for person in people))

    assert User.objects.filter(version=2).count() == 100


@pytest.mark.parametrize("late", [1, 2, 3])
def test_nothing_brings_a_deleted_person_back(late: int):
    user_id = new_id()
    delete_user_copy(user_id, 2)

    hear(event(UserUpdated, user_id, late))

    copy = User.objects.get(id=user_id)
    assert copy.username == ""
    assert copy.deleted_at is not None


def test_the_token_alone_is_enough_on_the_first_visit():
    newcomer = User(id=new_id(), username="cy", display_name="Cy", locale="fr", is_staff=True)

    person = person_of(claims_of(newcomer))

    copy = User.objects.get(id=newcomer.id)
    assert person == copy
    assert (copy.username, copy.display_name, copy.locale, copy.is_staff, copy.version) == ("cy", "Cy", "fr", True, 0)


def test_the_event_takes_over_what_the_token_said():
    newcomer = User(id=new_id(), username="cy", display_name="Cy")
    person_of(claims_of(newcomer))

    hear(event(UserCreated, newcomer.id, 1, display_name="Cyrus"))

    assert User.objects.get(id=newcomer.id).display_name == "Cyrus"


def test_an_older_token_changes_nothing(ada: User):
    person = person_of(claims_of(User(id=ada.id, username="old", display_name="Old")))

    assert person.username == "ada"
    assert User.objects.get(id=ada.id).username == "ada"


def test_whoever_has_been_here_before_is_known_by_one_statement(ada: User):
    with at_most(1):
        assert person_of(claims_of(ada)) == ada


def test_a_deleted_person_is_not_signed_in(ada: User):
    claims = claims_of(ada)
    delete_user_copy(ada.id, 2)

    with pytest.raises(NotSignedIn):
        person_of(claims)


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_many_first_visits_at_once_are_one_person():
    newcomer = User(id=new_id(), username="cy", display_name="Cy")
    claims = claims_of(newcomer)

    people = together(*[lambda: person_of(claims)] * 6)

    assert {person.id for person in people} == {newcomer.id}
    assert User.objects.count() == 1


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_an_event_that_meets_a_first_visit_still_wins():
    newcomer = User(id=new_id(), username="cy", display_name="Cy")

    with meanwhile(lambda: person_of(claims_of(newcomer)), before='INSERT INTO "messaging_user"'):
        save(newcomer.id, 1, **fields("cyrus"))

    copy = User.objects.get(id=newcomer.id)
    assert (copy.username, copy.version) == ("cyrus", 1)


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_a_deletion_that_meets_a_first_visit_still_deletes():
    newcomer = User(id=new_id(), username="cy", display_name="Cy")

    def visit() -> None:
        with suppress(NotSignedIn):
            person_of(claims_of(newcomer))

    with meanwhile(visit, after='UPDATE "messaging_user"'):
        delete_user_copy(newcomer.id, 1)

    assert User.objects.get(id=newcomer.id).deleted_at is not None


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_a_first_visit_that_meets_a_deletion_is_refused():
    newcomer = User(id=new_id(), username="cy", display_name="Cy")

    deletion = meanwhile(lambda: delete_user_copy(newcomer.id, 1), before='FROM "messaging_revokedsession" WHERE')
    with deletion, pytest.raises(NotSignedIn):
        person_of(claims_of(newcomer))
