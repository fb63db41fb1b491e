"""It is true of accounts' OpenAPI document that it is one, complete, served, committed and sound."""

import json
import re

import pytest
from django.test import Client
from django.urls import clear_url_caches, set_urlconf
from rest_framework.views import APIView

from accounts.urls import urlpatterns
from chatterbox import openapi

pytestmark = pytest.mark.wide

OWN = "/accounts/api/v1/"


@pytest.fixture
def document():
    return openapi.document()


def operations_of(document):
    for path, item in document["paths"].items():
        for method in openapi.METHODS:
            if method in item:
                yield path, method, item[method]


def references_in(value) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [ref for inner in value.values() for ref in references_in(inner)]
    return [ref for inner in value for ref in references_in(inner)] if isinstance(value, list) else []


def test_what_is_committed_is_what_the_code_says():
    assert openapi.FILE.read_text(encoding="utf-8") == openapi.text(), "run: manage.py openapi_docs"


@pytest.mark.parametrize("urls", ["chatterbox.urls.local", "chatterbox.urls.accounts"])
def test_it_is_served_the_same_wherever_accounts_is(settings, urls):
    settings.ROOT_URLCONF = urls
    clear_url_caches()
    set_urlconf(None)
    openapi.document.cache_clear()
    openapi.text.cache_clear()

    answer = Client().get("/accounts/api/v1/openapi.json")

    clear_url_caches()
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.content.decode() == openapi.FILE.read_text(encoding="utf-8")


def test_every_operation_of_ours_is_in_it_with_words_and_refusals(document):
    for pattern in urlpatterns:
        view = getattr(getattr(pattern, "callback", None), "cls", None)
        if not (isinstance(view, type) and issubclass(view, APIView)):
            continue
        path = re.sub(r"<\w+:(\w+)>", r"{\1}", f"/accounts/{pattern.pattern}")
        for method in (name for name in openapi.METHODS if hasattr(view, name)):
            operation = document["paths"][path][method]
            assert operation["summary"], (path, method)
            assert {"401", "503"} <= operation["responses"].keys(), f"{method} {path} is not described in openapi.py"
            assert any(status.startswith("2") for status in operation["responses"])


def test_allauths_are_in_it_at_the_paths_they_have_here(document):
    paths = document["paths"]

    for path in ("auth/login", "auth/signup", "auth/session", "auth/sessions", "account/password/change"):
        assert f"/accounts/api/auth/{{client}}/v1/{path}" in paths
    assert "/accounts/api/auth/app/v1/tokens/refresh" in paths
    assert not [path for path in paths if "_allauth" in path]


def test_every_reference_leads_somewhere(document):
    for reference in references_in(document):
        found = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        assert found


def test_names_of_operations_are_unique(document):
    ids = [operation["operationId"] for *_, operation in operations_of(document) if "operationId" in operation]

    assert len(ids) == len(set(ids))
    assert "me" in ids


def test_it_holds_nothing_of_this_machine():
    text = openapi.FILE.read_text(encoding="utf-8")

    json.loads(text)
    assert "site-packages" not in text
    assert "0x" not in text


def test_the_page_for_people_names_every_operation(document):
    page = Client().get("/accounts/api/docs/").content.decode()

    for path, method, operation in operations_of(document):
        assert f"{method.upper()} {path}" in page
        assert operation["summary"] in page.replace("&#x27;", "'").replace("&amp;", "&")
    assert "<script>" not in page


def test_both_are_only_read():
    for path in ("/accounts/api/v1/openapi.json", "/accounts/api/docs/"):
        assert Client().post(path).status_code == 405
