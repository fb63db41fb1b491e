"""It is true of the contract's check that it sees what is not documented, so all tests of the API are tests of it."""

import json
from collections.abc import Callable

import pytest
from rest_framework.response import Response

from chatterbox.openapi.messaging import DOCUMENT
from events.errors import ChatterboxError
from messaging.api.parties import PartiesApi
from messaging.api.topics import TopicApi
from messaging.models import Topic, User

pytestmark = pytest.mark.django_db(databases=["messaging"])


@pytest.fixture(autouse=True)
def _made_before_views_are_replaced() -> None:
    assert DOCUMENT.text


class Odd(ChatterboxError):
    code = "odd"
    status = 418


class OddlyMissing(ChatterboxError):
    code = "odd"
    status = 404


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ({"items": [], "next": None, "more": 1}, "more"),
        ({"items": []}, "next"),
        ({"items": [{"id": 1}], "next": None}, "items/0"),
        ({"items": [], "next": 7}, "next"),
    ],
)
def test_a_body_that_is_not_as_documented_is_seen(
    api: Callable, ada: User, monkeypatch: pytest.MonkeyPatch, answer: dict, fault: str
):
    monkeypatch.setattr(PartiesApi, "get", lambda self, request: Response(answer))

    with pytest.raises(AssertionError, match=fault):
        api(ada).get("/parties")


def test_a_body_that_is_as_documented_passes(api: Callable, ada: User):
    assert json.loads(api(ada).get("/parties").content) == {"items": [], "next": None}


@pytest.mark.parametrize("refusal", [Odd, OddlyMissing])
def test_a_status_or_code_that_is_not_documented_is_seen(
    api: Callable, ada: User, topic: Topic, monkeypatch: pytest.MonkeyPatch, refusal: type[ChatterboxError]
):
    def refuse(self, request, topic):
        raise refusal

    monkeypatch.setattr(TopicApi, "get", refuse)

    with pytest.raises(AssertionError, match="documented"):
        api(ada).get(f"/topics/{topic.id}")


def test_paths_and_methods_that_there_are_not_are_refused_as_the_contract_says(api: Callable, ada: User):
    assert api(ada).get("/nowhere").status_code == 404
    assert api(ada).send("DELETE", "/sync").status_code == 405
