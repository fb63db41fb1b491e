"""It is true of every operation of messaging's OpenAPI document that whatever is sent, by whomever, is answered as
it says (schemathesis, in-process): by a stranger, a member and the owner, about things of their own and of others.
"""

import json
import math
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import settings
from schemathesis.core import NotSet

from chatterbox.openapi.document import METHODS
from chatterbox.openapi.messaging import DOCUMENT
from events.tests.fuzzing import CHECKED, _one_connection, schema_of  # noqa: F401 - a fixture of each test here
from messaging import services
from messaging.models import Invite, Party, Topic, User
from messaging.tests import contract
from messaging.tests.tokens import token_of

pytestmark = [pytest.mark.wide, pytest.mark.django_db(databases=["messaging"])]

ROLES = ("stranger", "member", "owner")
#: Requests that one run sends, over all operations and roles.
REQUESTS, REQUESTS_AT_LENGTH = 500, 20_000
OPERATIONS = sum(method in METHODS for item in DOCUMENT.content["paths"].values() for method in item)


def examples(requests: int) -> int:
    return math.ceil(requests / OPERATIONS / len(ROLES))


schema = schema_of(DOCUMENT.content)


class World:
    """Who asks, and the ids of what is there, by the names that paths and bodies call them."""

    def __init__(self, people: dict[str, User], ids: dict[str, list[str]]) -> None:
        self.clients = {role: Client(headers={"Authorization": f"Bearer {token_of(people[role])}"}) for role in people}
        self.ids = ids
        self.chance = random.Random(7)

    def real(self, name: str, given: Any) -> Any:
        """Three times of four the id of something, when there are such things; else what was made up."""
        known = self.ids.get(name.removesuffix("_id"))
        return self.chance.choice(known) if known and self.chance.random() < 0.75 else given


@pytest.fixture
def world(
    ada: User, bo: User, eve: User, party: Party, topic: Topic, invite: Invite, post: Callable, limit: Callable
) -> World:
    limit()
    other = services.create_party(eve, client_id="other", name="Elsewhere")
    messages = [post(ada, topic, "one"), post(bo, topic, "two")]
    ids = {
        "party": [str(party.id), str(party.id), other.party.id],
        "topic": [str(topic.id), str(topic.id), other.topics[0].id],
        "code": [invite.code, other.invite.code],
        "message": [posted.message.id for posted in messages],
        "user": [str(person.id) for person in (ada, bo, eve)],
        "reply_to": [messages[0].message.id],
        "emoji": ["%F0%9F%8E%89"],
        "client_id": ["c1", "c2"],
        "n": [1, 2],
    }
    return World({"stranger": eve, "member": bo, "owner": ada}, ids)


def try_as(role: str, case: Any, world: World) -> int:
    """Send one made-up request as somebody, with real ids in some places; the status of the answer."""
    case.path_parameters = {name: world.real(name, value) for name, value in (case.path_parameters or {}).items()}
    if isinstance(case.body, dict):
        case.body = {name: world.real(name, value) for name, value in case.body.items()}
    words = f"?{urlencode(case.query, doseq=True)}" if case.query else ""
    body = b"" if isinstance(case.body, NotSet) else json.dumps(case.body, default=repr).encode()
    answer = world.clients[role].generic(case.method, case.formatted_path + words, body, "application/json")
    contract.check(answer)
    return answer.status_code


@schema.parametrize()
@settings(CHECKED, max_examples=examples(REQUESTS))
def test_whatever_is_sent_is_answered_as_documented(case, world):
    for role in ROLES:
        try_as(role, case, world)


@pytest.mark.long
@schema.parametrize()
@settings(CHECKED, max_examples=examples(REQUESTS_AT_LENGTH))
def test_whatever_is_sent_is_answered_as_documented_at_length(case, world):
    for role in ROLES:
        try_as(role, case, world)


class Sent:
    """A request as schemathesis makes one up, for a look at `try_as` itself."""

    method, query, body = "GET", None, NotSet()
    formatted_path = "/api/v1/parties/0"

    def __init__(self) -> None:
        self.path_parameters: dict[str, Any] = {"party": "0"}


def test_real_things_are_asked_for_and_so_are_those_of_others(world):
    chosen = [world.real("party", "made up") for _ in range(100)]

    assert set(chosen) == {*world.ids["party"], "made up"}
    assert try_as("owner", Sent(), world) == 404
