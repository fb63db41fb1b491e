"""It is true of each service's OpenAPI document that it is one, complete, served, committed and sound."""

import json
import re

import pytest
from django import urls
from django.test import Client
from rest_framework.views import APIView

from accounts.urls import urlpatterns as accounts_urls
from chatterbox.openapi import accounts, messaging
from chatterbox.openapi.document import METHODS
from messaging.api.base import Operation
from messaging.api.describe import NotDescribed
from messaging.urls import api_urls

pytestmark = pytest.mark.wide

DOCUMENTS = {"accounts": accounts.DOCUMENT, "messaging": messaging.DOCUMENT}
#: Where programs and people find each.
ADDRESSES = {
    "accounts": ("/accounts/api/v1/openapi.json", "/accounts/api/docs/"),
    "messaging": ("/api/v1/openapi.json", "/api/docs/"),
}
BOTH = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)


def operations_of(document):
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def references_in(value) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [ref for inner in value.values() for ref in references_in(inner)]
    return [ref for inner in value for ref in references_in(inner)] if isinstance(value, list) else []


@BOTH
def test_what_is_committed_is_what_the_code_says(document):
    assert document.file.read_text(encoding="utf-8") == document.text, "run: manage.py openapi_docs"


@pytest.mark.parametrize("service", DOCUMENTS)
@pytest.mark.parametrize("alone", [True, False])
def test_it_is_served_the_same_wherever_its_service_is(settings, service, alone):
    settings.ROOT_URLCONF = f"chatterbox.urls.{service}" if alone else "chatterbox.urls.local"
    urls.clear_url_caches()
    urls.set_urlconf(None)

    answer = Client().get(ADDRESSES[service][0])

    urls.clear_url_caches()
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.content.decode() == DOCUMENTS[service].file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("document", "prefix", "patterns"),
    [(accounts.DOCUMENT, "/accounts/", accounts_urls), (messaging.DOCUMENT, "/api/v1/", api_urls)],
    ids=DOCUMENTS,
)
def test_every_operation_of_ours_is_in_it_with_words_and_refusals(document, prefix, patterns):
    for pattern in patterns:
        view = getattr(getattr(pattern, "callback", None), "cls", None)
        if not (isinstance(view, type) and issubclass(view, APIView)):
            continue
        path = re.sub(r"<\w+:(\w+)>", r"{\1}", f"{prefix}{pattern.pattern}")
        for method in (name for name in METHODS if hasattr(view, name)):
            operation = document.content["paths"][path][method]
            assert operation["summary"], (path, method)
            assert {"401", "503"} <= operation["responses"].keys(), f"{method} {path} is not described"
            assert any(status.startswith("2") for status in operation["responses"])


def test_an_operation_without_a_description_has_no_document(monkeypatch):
    class ForgottenApi(Operation):
        def get(self, request): ...

    forgotten = urls.path("forgotten", ForgottenApi.as_view())
    monkeypatch.setattr("messaging.urls.api_urls", [*api_urls, forgotten])

    with pytest.raises(NotDescribed, match="GET /api/v1/forgotten"):
        messaging.make()


def test_every_operation_of_messaging_may_be_too_fast_and_have_no_such_object():
    for path, method, operation in operations_of(messaging.DOCUMENT.content):
        assert "429" in operation["responses"], (path, method)
        assert "404" in operation["responses"] or "{" not in path, (path, method)
        assert {"401", "503"} <= operation["responses"].keys()


def test_ids_are_strings_and_numbers_are_numbers_in_messagings():
    paths = messaging.DOCUMENT.content["paths"]

    before, limit = (paths["/api/v1/topics/{topic}/messages"]["get"]["parameters"][at] for at in (1, 5))
    assert paths["/api/v1/topics/{topic}"]["get"]["parameters"][0]["schema"] == {"type": "string"}
    assert (before["name"], before["schema"]["type"]) == ("before", "integer")
    assert (limit["name"], limit["schema"]["maximum"]) == ("limit", 100)
    assert messaging.DOCUMENT.content["openapi"] == "3.1.0"


def test_allauths_are_in_it_at_the_paths_they_have_here():
    paths = accounts.DOCUMENT.content["paths"]

    for path in ("auth/login", "auth/signup", "auth/session", "auth/sessions", "account/password/change"):
        assert f"/accounts/api/auth/{{client}}/v1/{path}" in paths
    assert "/accounts/api/auth/app/v1/tokens/refresh" in paths
    assert not [path for path in paths if "_allauth" in path]


@BOTH
def test_every_reference_leads_somewhere(document):
    for reference in references_in(document.content):
        found = document.content
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        assert found


@BOTH
def test_names_of_operations_are_unique(document):
    ids = [operation["operationId"] for *_, operation in operations_of(document.content) if "operationId" in operation]

    assert len(ids) == len(set(ids))
    assert "me" in ids or "get_sync" in ids


@BOTH
def test_it_holds_nothing_of_this_machine(document):
    text = document.file.read_text(encoding="utf-8")

    json.loads(text)
    assert "site-packages" not in text
    assert "0x" not in text


@pytest.mark.parametrize("service", DOCUMENTS)
def test_the_page_for_people_names_every_operation(service):
    page = Client().get(ADDRESSES[service][1]).content.decode()

    for path, method, operation in operations_of(DOCUMENTS[service].content):
        assert f"{method.upper()} {path}" in page
        assert operation["summary"] in page.replace("&#x27;", "'").replace("&amp;", "&")
    assert f'href="{ADDRESSES[service][0]}"' in page
    assert "<script>" not in page


def test_both_are_only_read():
    for address in (*ADDRESSES["accounts"], *ADDRESSES["messaging"]):
        assert Client().post(address).status_code == 405
