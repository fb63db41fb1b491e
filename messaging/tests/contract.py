"""The contract, for tests: every answer of the API is checked against the OpenAPI document."""

import json
import re
from functools import lru_cache
from typing import Any

import jsonschema_rs
from django.urls import Resolver404

from chatterbox.openapi.messaging import DOCUMENT
from events.openapi import reference

#: What a method that no operation has may be answered with.
NO_SUCH_METHOD = {401, 403, 405, 429, 503}


def check(answer: Any) -> None:
    """Assert that an answer of Django's test client has a documented status, and a body that is just as documented."""
    method = answer.request["REQUEST_METHOD"]
    what = f"{method} {_template(answer)} answered {answer.status_code}"
    item = DOCUMENT.content["paths"].get(_template(answer))
    if item is None:
        assert answer.status_code == 404, f"{what}, and there is no such path in the document"
        return
    operation = item.get("get" if method == "HEAD" else method.lower())
    if operation is None:
        assert method == "OPTIONS" or answer.status_code in NO_SUCH_METHOD, what
        return
    assert str(answer.status_code) in operation["responses"], f"{what}, which is not documented: {_words(answer)}"
    if method != "HEAD":
        _check_body(answer, operation["operationId"], what)


def _check_body(answer: Any, operation: str, what: str) -> None:
    validator = _validators(operation).get(str(answer.status_code))
    if validator is None:
        assert answer.streaming or not answer.content, f"{what} with a body, which is not documented"
        return
    faults = [f"{'/'.join(map(str, fault.instance_path))}: {fault.message}" for fault in validator(answer.json())]
    assert not faults, f"{what}, not as documented: {'; '.join(faults)}: {_words(answer)}"


def _template(answer: Any) -> str | None:
    try:
        return "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", answer.resolver_match.route)
    except Resolver404:
        return None


def _words(answer: Any) -> str:
    return "a file" if answer.streaming else answer.content.decode()[:500]


@lru_cache(maxsize=1)
def _strict() -> dict[str, Any]:
    """The document with nothing allowed in an answer that it does not name."""
    document = json.loads(DOCUMENT.text)
    _close(document)
    return document


def _close(schema: Any) -> None:
    if isinstance(schema, list):
        for inner in schema:
            _close(inner)
    if isinstance(schema, dict):
        for inner in schema.values():
            _close(inner)
        if schema.get("type") == "object" and "properties" in schema:
            schema.setdefault("additionalProperties", False)


@lru_cache(maxsize=200)
def _validators(operation_id: str) -> dict[str, Any]:
    """By status: what finds the faults of a body. A status without one has no JSON body."""
    document = _strict()
    operations = [each for item in document["paths"].values() for each in item.values()]
    operation = next(each for each in operations if each["operationId"] == operation_id)
    found = {}
    for status, response in operation["responses"].items():
        answer = _resolved(document, response)
        schema = answer.get("content", {}).get("application/json", {}).get("schema")
        if schema is not None:
            whole = schema | {"components": document["components"]}
            found[status] = jsonschema_rs.Draft202012Validator(whole).iter_errors
    return found


def _resolved(document: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in response:
        return response
    name = response["$ref"].rpartition("/")[2]
    assert response == reference("responses", name)
    found: dict[str, Any] = document["components"]["responses"][name]
    return found
