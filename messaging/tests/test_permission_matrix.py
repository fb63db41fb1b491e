"""It is true of docs/permissions.md that each cell is what the API answers, and that no operation is left out."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from events import txn
from messaging import services
from messaging.models import AuditEntry, Invite, Party, Topic, User
from messaging.tests.matrix import ASKS, CELLS, Ask, Row, Scene, build, operations, rows

#: Rights are decided in Python, from rows that many other tests read on each database.
pytestmark = [pytest.mark.django_db(databases=["messaging"]), pytest.mark.portable]


class Over(Exception):
    """Takes back whatever a request has done."""


@pytest.fixture
def scene(ada: User, party: Party, settings: Any, tmp_path: Path, limit: Callable[..., None]) -> Scene:
    settings.MEDIA_ROOT = str(tmp_path)
    limit()
    return build(ada, party)


def answer_of(api: Callable, scene: Scene, row: Row, person: User | None, ids: dict[str, Any]) -> tuple[int, str]:
    """Status and code of what the API says to this person; what it did is taken back."""
    ask = ASKS.get(row.what, Ask())
    found: tuple[int, str] = (0, "")
    try:
        with txn.atomic(django_settings.MESSAGING_DB):
            if ask.before is not None:
                ask.before(scene, person)
            found = send(api(person), row, ask, ids)
            raise Over
    except Over:
        return found


def send(client: Any, row: Row, ask: Ask, ids: dict[str, Any]) -> tuple[int, str]:
    path = "/" + row.path.format(**ids) + ask.query.format(**ids)
    if isinstance(ask.body, bytes):
        response = client.send(row.method, path, raw=ask.body, content_type="image/png")
    else:
        body = {name: _filled(value, ids) for name, value in (ask.body or {}).items()}
        response = client.send(row.method, path, body)
    return response.status_code, response.json()["code"] if response.status_code >= 400 else ""


def _filled(value: Any, ids: dict[str, Any]) -> Any:
    return value.format(**ids) if isinstance(value, str) else value


def fits(cell: str, status: int, code: str) -> bool:
    if cell == "yes":
        return 200 <= status < 300
    return (status, code) == CELLS[cell] if cell in CELLS else code == cell


@pytest.mark.wide
def test_every_cell_is_what_the_api_answers(api: Callable, scene: Scene):
    wrong = []
    for row in rows():
        for column, cell in row.cells.items():
            person = scene.people[column]
            status, code = answer_of(api, scene, row, person, scene.ids_for(person))
            if not fits(cell, status, code):
                wrong.append(f"{column} may {row.what} ({row.method} {row.path}): {cell}, but it is {status} {code}")

    assert not wrong, "\n".join(wrong)


def test_every_row_speaks_of_everybody(scene: Scene):
    assert all(list(row.cells) == list(scene.people) for row in rows())


def test_every_operation_has_a_row_and_every_row_an_operation():
    told = {f"{row.method} {re.sub('{[^}]*}', '{}', row.path)}" for row in rows()}

    assert told == set(operations())


def test_what_a_row_sends_belongs_to_a_row():
    assert ASKS.keys() <= {row.what for row in rows()}


@pytest.mark.wide
def test_ids_of_another_party_are_hidden_from_everybody(api: Callable, scene: Scene, eve: User):
    """Nobody acts through their own role on what belongs to a party that they are not in."""
    foreign = scene.ids | foreign_ids(eve)
    wrong = []
    for row in rows():
        if not re.search("{(party|topic|announcement|archived|private|entry|role_entry|their_code|my_code)}", row.path):
            continue
        for column in ("owner", "admin", "moderator", "member", "stranger"):
            status, code = answer_of(api, scene, row, scene.people[column], foreign)
            if (status, code) != (404, "not_found"):
                wrong.append(f"{column}: {row.what} ({row.method} {row.path}) is {status} {code}")

    assert not wrong, "\n".join(wrong)


def foreign_ids(owner: User) -> dict[str, Any]:
    """A party of somebody else's, with a topic, an invite and an entry in its log."""
    made = services.create_party(owner, client_id="foreign", name="The Harbour")
    services.update_party(owner, party_id=made.party.id, description="x")
    party = Party.objects.get(id=made.party.id)
    entry = AuditEntry.objects.get(party=party).id
    topic = Topic.objects.get(party=party).id
    code = Invite.objects.get(party=party).code
    ids = {"party": made.party.id, "entry": entry, "role_entry": entry, "their_code": code, "my_code": code}
    return ids | dict.fromkeys(("topic", "announcement", "archived", "private"), topic)


def test_people_of_another_party_are_nobody_here(api: Callable, scene: Scene, eve: User):
    """A foreign person under one's own party: not found, or nothing to do."""
    ids = scene.ids | {"target": eve.id, "second_admin": eve.id}
    for row in rows():
        if "members/{" not in row.path:
            continue
        owner = answer_of(api, scene, row, scene.people["owner"], ids | {"owner": eve.id})
        assert owner in {(404, "not_found"), (204, "")}, row
