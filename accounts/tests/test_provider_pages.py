"""It is true of the pages that offer Google and GitHub, and of those that don't, that…"""

import pytest

from accounts.providers.adapter import SocialAccountAdapter
from accounts.tests.visits import Visitor
from chatterbox.settings import providers

pytestmark = pytest.mark.django_db

PAGES = ["/accounts/login/", "/accounts/signup/"]


@pytest.mark.parametrize("path", PAGES)
def test_without_client_ids_no_button_and_no_word_of_it_is_there(client, path):
    page = client.get(path).content.decode()

    for word in ("Google", "GitHub", "Continue with", "or with e-mail", "provider"):
        assert word not in page
    assert 'type="password"' in page


@pytest.mark.parametrize("path", PAGES)
def test_with_client_ids_each_has_a_button_that_is_a_form_of_ours(client, provider, path):
    page = client.get(f"{path}?next=/i/abc").content.decode()

    for house in ("google", "github"):
        assert f'action="/accounts/{house}/login/?process=login&amp;next=%2Fi%2Fabc"' in page
    assert page.count("Continue with ") == 2
    assert page.count("csrfmiddlewaretoken") >= 3


def test_only_what_has_an_id_is_offered(client, provider, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {"github": settings.SOCIALACCOUNT_PROVIDERS["github"]}
    settings.SIGN_IN_PROVIDERS = settings.SIGN_IN_PROVIDERS[1:]
    page = client.get("/accounts/login/").content.decode()

    assert "Continue with GitHub" in page
    assert "Continue with Google" not in page


def test_a_stand_in_says_what_it_is(client, provider, settings):
    assert "demo provider" in client.get("/accounts/login/").content.decode()
    settings.SIGN_IN_PROVIDERS = list(providers.HOUSES)
    assert "demo provider" not in client.get("/accounts/login/").content.decode()


def test_asking_what_is_offered_asks_no_database(provider, rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert len(SocialAccountAdapter().list_providers(rf.get("/"))) == 2


def test_scripts_and_phones_are_told_what_they_can_use(client, provider):
    """allauth has no way for phones to GitHub but its web pages."""
    for kind, offered in (("browser", {"google", "github"}), ("app", {"google"})):
        configuration = client.get(f"/accounts/api/auth/{kind}/v1/config").json()["data"]
        assert {one["id"] for one in configuration["socialaccount"]["providers"]} == offered


def test_the_chosen_theme_is_that_of_the_sign_in_page_too(client):
    client.cookies["theme"] = "dark"

    assert 'data-theme="dark"' in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("path", ["/accounts/3rdparty/login/cancelled/", "/accounts/3rdparty/login/error/"])
def test_allauths_own_pages_are_ours(client, path):
    assert "Chatterbox" in client.get(path).content.decode()


def test_each_page_may_send_a_form_to_the_providers_and_show_their_pictures():
    from chatterbox.settings import base

    env = {
        "PUBLIC_URL": "https://chat.example.org",
        "STATIC_URL": "/static/",
        "MEDIA_URL": "/media/",
        "TRUSTED_PROXIES": 0,
        "GOOGLE_CLIENT_ID": "g",
        "GITHUB_CLIENT_ID": "",
        "GOOGLE_URL": None,
        "GITHUB_URL": None,
    }
    rules = base._safety(env, env["PUBLIC_URL"])["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

    assert rules["form-action"][1:] == ["https://accounts.google.com"]
    assert rules["img-src"][2:] == ["https://*.googleusercontent.com"]


def test_the_account_page_leads_to_what_is_linked(ada, provider):
    browser = Visitor("google")
    browser.come()

    assert "/accounts/3rdparty/" in browser.client.get("/accounts/").content.decode()
