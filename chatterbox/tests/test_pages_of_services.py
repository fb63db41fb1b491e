"""It is true of pages that each service draws its own without the addresses of the other."""

import pytest
from django.test import Client
from django.urls import clear_url_caches


@pytest.fixture
def client_of(settings):
    def use(service: str) -> Client:
        settings.ROOT_URLCONF = f"chatterbox.urls.{service}"
        clear_url_caches()
        return Client(raise_request_exception=False)

    yield use
    clear_url_caches()


@pytest.mark.django_db(databases="__all__")
@pytest.mark.parametrize(
    "page", ["login", "signup", "password/reset", "inactive", "confirm-email", "confirm-email/none"]
)
def test_accounts_draws_its_pages_alone(client_of, page):
    answer = client_of("accounts").get(f"/accounts/{page}/")

    assert answer.status_code == 200
    assert "css/components.css" in answer.content.decode()


@pytest.mark.django_db(databases="__all__")
def test_messaging_draws_its_pages_alone(client_of):
    client = client_of("messaging")

    assert "Keep every word" in client.get("/").content.decode()
    assert client.get("/i/unknown-code").status_code == 404


@pytest.mark.parametrize("service", ["accounts", "messaging"])
def test_both_draw_errors(client_of, service):
    page = client_of(service).get("/there/is/nothing")

    assert page.status_code == 404
    assert "This page has sailed" in page.content.decode()
