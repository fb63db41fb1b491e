"""It is true of the answers to what can't be done that…"""

import json
import re

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client, RequestFactory
from django.utils.functional import SimpleLazyObject

from chatterbox import answers, views
from chatterbox.middleware import AnswerMiddleware
from events.errors import NotFound, RateLimited, Unavailable


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def refused(error: Exception, path: str = "/", **headers: str):
    def fail(request):
        raise AssertionError("not reached")

    request = RequestFactory().get(path, headers=headers)
    return AnswerMiddleware(fail).process_exception(request, error)


def test_people_get_a_page_and_programs_the_error_shape(client):
    page = client.get("/there/is/nothing")
    below_api = client.get("/api/v1/there/is/nothing")
    by_wish = client.get("/there/is/nothing", headers={"Accept": "application/json"})

    assert page.status_code == below_api.status_code == by_wish.status_code == 404
    assert "This page has sailed" in page.content.decode()
    for answer in (below_api, by_wish):
        assert json.loads(answer.content)["code"] == "not_found"


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NotFound(), 404, "This page has sailed"),
        (RateLimited(retry_after=1.5), 429, "One moment, please"),
        (Unavailable(), 503, "Back in a moment"),
        (OperationalError("connection refused"), 503, "Back in a moment"),
        (InterfaceError("connection already closed"), 503, "Back in a moment"),
    ],
)
def test_a_refusal_is_a_page_with_its_status(error, status, words):
    answer = refused(error)

    assert answer.status_code == status
    assert words in answer.content.decode()


def test_waiting_is_said_in_the_header():
    assert refused(RateLimited(retry_after=1.5))["Retry-After"] == "2"
    assert refused(OperationalError("gone"))["Retry-After"] == "2"


@pytest.mark.parametrize("path", ["/", "/help", "/accounts/login/", "/there/is/nothing"])
def test_no_page_lets_script_or_style_in_that_stands_in_it(client, path):
    policy = client.get(path)["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert not re.search("unsafe-|nonce-|strict-dynamic|sha256-", policy)


def test_faults_of_ours_are_left_to_django():
    assert refused(ZeroDivisionError()) is None


def test_an_error_page_that_fails_is_still_an_answer(monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("templates are gone")

    monkeypatch.setattr(answers, "render_to_string", fail)
    answer = refused(NotFound())

    assert answer.status_code == 404
    assert b"Something broke" in answer.content


def test_a_fault_of_ours_is_a_page_of_its_own_or_json():
    page = views.server_error(RequestFactory().get("/"))
    data = views.server_error(RequestFactory().get("/api/v1/x"))

    assert page.status_code == data.status_code == 500
    assert "Something broke on our side" in page.content.decode()
    assert json.loads(data.content)["code"] == "broken"


def test_a_database_that_is_lost_before_the_view_is_an_outage():
    try:
        raise OperationalError("gone")
    except OperationalError:
        answer = views.server_error(RequestFactory().get("/"))

    assert answer.status_code == 503


def test_a_host_that_is_not_ours_is_refused(client):
    assert client.get("/", HTTP_HOST="evil.example").status_code == 400


def test_the_sprite_is_kept_for_a_year_by_its_digest(client):
    digest = views.sprite()[1]
    exact, other = client.get(f"/icons.svg?v={digest}"), client.get("/icons.svg?v=old")

    assert exact["Content-Type"] == "image/svg+xml"
    assert "immutable" in exact["Cache-Control"]
    assert "immutable" not in other["Cache-Control"]
    assert client.get("/icons.svg", headers={"If-None-Match": exact["ETag"]}).status_code == 304


def test_page_about_a_lost_database_does_not_ask_it_who_it_is():
    request = RequestFactory().get("/")
    request.user = SimpleLazyObject(lambda: pytest.fail("asked"))

    page = answers.answer(request, Unavailable())

    assert (page.status_code, page["Retry-After"]) == (503, "2")
    assert "Back in a moment" in page.content.decode()
