"""Every page of ours and of allauth shows, signed out and signed in, also where accounts runs alone."""

import pytest
from django.test import Client
from django.urls import clear_url_caches, set_urlconf

pytestmark = [pytest.mark.portable, pytest.mark.django_db]

OUT = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/x-y/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/x:y:z/",
    "/accounts/inactive/",
    "/accounts/deleted",
]
IN = [
    "/accounts/",
    "/accounts/profile",
    "/accounts/parties",
    "/accounts/data",
    "/accounts/delete",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/reauthenticate/",
    "/accounts/3rdparty/",
]


@pytest.fixture(params=["chatterbox.urls.local", "chatterbox.urls.accounts"])
def _addresses(request, settings):
    settings.ROOT_URLCONF = request.param
    clear_url_caches()
    set_urlconf(None)
    yield
    clear_url_caches()


@pytest.mark.usefixtures("_addresses")
@pytest.mark.parametrize("path", OUT)
def test_page_shows_to_a_stranger(path):
    answer = Client().get(path)

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/html")


@pytest.mark.usefixtures("_addresses")
@pytest.mark.parametrize("path", IN)
def test_page_shows_to_somebody_and_sends_strangers_to_sign_in(path, ada, browser_of):
    stranger = Client().get(path)

    # Some ask for the password once more first; that page is one of ours as well.
    assert browser_of(ada).get(path, follow=True).status_code == 200
    assert stranger.status_code == 302
    assert stranger["Location"].startswith(("/accounts/login/", "/"))


@pytest.mark.usefixtures("_addresses")
def test_unknown_page_is_404_and_wrong_method_405():
    assert Client().get("/accounts/nothing").status_code == 404
    assert Client().delete("/accounts/renew").status_code == 405
