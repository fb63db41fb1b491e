"""It is true of every operation that changes something that asking for it twice leaves what asking once does."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings

from events import txn
from messaging.models import Party, User
from messaging.tests.matrix import ASKS, Ask, Row, Scene, build, rows
from messaging.tests.test_permission_matrix import Over, send

pytestmark = [pytest.mark.wide, pytest.mark.django_db(databases=["messaging"])]

#: What is another thing each time: a ticket opens one socket, and each upload is a picture with a name of its own.
NEW_EACH_TIME = {"take a ticket for the socket", "set its icon"}
#: What is not there any more is said not to be.
GONE = (404, "not_found")


@pytest.fixture
def scene(ada: User, party: Party, settings: Any, tmp_path: Path, limit: Callable[..., None]) -> Scene:
    settings.MEDIA_ROOT = str(tmp_path)
    limit()
    return build(ada, party)


def unsafe() -> list[tuple[Row, str]]:
    """Rows that change something, each with the first of two columns that may."""
    found = []
    for row in rows():
        columns = [column for column in ("owner", "member") if row.cells[column] == "yes"]
        if row.method != "GET" and columns:
            found.append((row, columns[0]))
    return found


def counted() -> dict[str, int]:
    """Rows of each table: messages, events that are told, lines of the audit log."""
    models = [model for label in ("messaging", "events") for model in apps.get_app_config(label).get_models()]
    return {model.__name__: model._default_manager.using(django_settings.MESSAGING_DB).count() for model in models}


def asked_twice(api: Callable, scene: Scene, row: Row, column: str) -> str:
    """What is wrong with the second answer, or with what it did; all of it is taken back."""
    person, ask, wrong = scene.people[column], ASKS.get(row.what, Ask()), ""
    try:
        with txn.atomic(django_settings.MESSAGING_DB):
            if ask.before is not None:
                ask.before(scene, person)
            client, ids = api(person), scene.ids_for(person)
            first = send(client, row, ask, ids)
            once = counted()
            again = send(client, row, ask, ids)
            if first[0] >= 300 or (again[0] >= 300 and again != GONE):
                wrong = f"answered {first} and {again}"
            elif counted() != once:
                wrong = f"has done something again: {once} and {counted()}"
            raise Over
    except Over:
        return wrong


def test_asking_twice_is_asking_once(api: Callable, scene: Scene):
    asked = [(row, column) for row, column in unsafe() if row.what not in NEW_EACH_TIME]

    wrong = {row.what: said for row, column in asked if (said := asked_twice(api, scene, row, column))}

    assert wrong == {}
    assert len(asked) > 40


def test_doing_something_again_would_be_noticed(api: Callable, scene: Scene):
    for row, column in unsafe():
        if row.what in NEW_EACH_TIME:
            assert "has done something again" in asked_twice(api, scene, row, column)
