"""A client of the API as the contract describes it: JSON in, JSON out, a Bearer token, every answer as documented."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from messaging.tests import contract

API = "/api/v1"
#: The answer that every refusal has.
ERROR_FIELDS = {"code", "message", "fields", "retry_after"}


class Api:
    """`get`, `post`, … take a path below /api/v1 and answer with Django's test response."""

    def __init__(self, token: str | None = None) -> None:
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.client = Client(raise_request_exception=False)

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        """Names of headers are spelt like `If_None_Match`."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._checked(self.client.get(API + path, query or {}, headers=self.headers | more))

    def post(self, path: str, body: Any = None, **raw: Any) -> Any:
        return self.send("POST", path, body, **raw)

    def put(self, path: str, body: Any = None, **raw: Any) -> Any:
        return self.send("PUT", path, body, **raw)

    def send(
        self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, content_type: str | None = None
    ) -> Any:
        data = raw if raw is not None else json.dumps({} if body is None else body).encode()
        given = content_type or "application/json"
        return self._checked(self.client.generic(method, API + path, data, given, headers=self.headers))

    @staticmethod
    def _checked(answer: Any) -> Any:
        contract.check(answer)
        return answer


def refused(response: HttpResponse, status: int, code: str) -> dict[str, Any]:
    """Assert that a response is the refusal `code` in the error shape; its body."""
    body: dict[str, Any] = json.loads(response.content)
    assert (response.status_code, body.get("code")) == (status, code), body
    assert response["Content-Type"].startswith("application/json")
    assert isinstance(body["message"], str)
    assert body["message"]
    assert set(body) <= ERROR_FIELDS
    for name, sentences in body.get("fields", {}).items():
        assert isinstance(name, str)
        assert all(isinstance(sentence, str) for sentence in sentences)
    return body
