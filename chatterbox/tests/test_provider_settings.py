"""It is true of the settings of Google and GitHub that…"""

import pytest
from django.core.exceptions import ImproperlyConfigured

from chatterbox import env
from chatterbox.settings import base, providers

NOTHING = {
    **dict.fromkeys(("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"), ""),
    **dict.fromkeys(("GOOGLE_URL", "GITHUB_URL")),
}


def production(**given):
    rest = {"DEBUG": False, "ALLOWED_HOSTS": None, "PUBLIC_URL": "https://chat.example.org"}
    rest |= {"CHATTERBOX_FAILPOINT": "", "ALLOW_FAILPOINTS": False, "TRUSTED_PROXIES": 1}
    return {**NOTHING, **rest, **given}


def test_without_ids_nothing_is_offered():
    assert providers.offered(NOTHING) == []
    assert all(not given["APPS"] for given in providers.social(NOTHING)["SOCIALACCOUNT_PROVIDERS"].values())


def test_each_is_offered_by_its_own_id():
    given = NOTHING | {"GITHUB_CLIENT_ID": "g", "GITHUB_CLIENT_SECRET": "s"}

    assert [(house.name, house.origin, house.demo) for house in providers.offered(given)] == [
        ("GitHub", "https://github.com", False)
    ]
    assert providers.social(given)["SOCIALACCOUNT_PROVIDERS"]["github"]["APPS"] == [
        {"client_id": "g", "secret": "s", "key": ""}
    ]


def test_an_id_without_its_secret_is_named():
    with pytest.raises(ImproperlyConfigured, match="GOOGLE_CLIENT_SECRET"):
        providers.social(NOTHING | {"GOOGLE_CLIENT_ID": "g"})


def test_pkce_is_on_and_an_address_alone_finds_nobody():
    given = providers.social(NOTHING)

    assert all(one["OAUTH_PKCE_ENABLED"] for one in given["SOCIALACCOUNT_PROVIDERS"].values())
    assert given["SOCIALACCOUNT_EMAIL_AUTHENTICATION"] is False
    assert given["SOCIALACCOUNT_STORE_TOKENS"] is False


@pytest.mark.parametrize("name", ["GOOGLE_URL", "GITHUB_URL"])
def test_production_does_not_start_with_a_stand_in(name):
    with pytest.raises(ImproperlyConfigured, match=name):
        base.refuse_unsafe(production(**{name: "http://localhost:8089/google"}))


def test_production_starts_without_one_and_a_look_at_ones_own_machine_with_one():
    base.refuse_unsafe(production())
    base.refuse_unsafe(production(PUBLIC_URL="http://localhost:8080", GOOGLE_URL="http://localhost:8089/google"))


def test_the_demo_provider_stands_in_only_where_there_is_no_id():
    given = providers.with_demo(NOTHING | {"GOOGLE_CLIENT_ID": "real", "GOOGLE_CLIENT_SECRET": "s"}, 8009)

    assert [(house.id, house.demo) for house in providers.offered(given)] == [("google", False), ("github", True)]
    assert given["GITHUB_URL"] == "http://localhost:8009/github"


def test_secrets_can_come_from_files_and_messaging_does_not_read_them():
    rows = {row.name: row for row in env.SETTINGS}

    for name in ("GOOGLE_CLIENT_SECRET", "GITHUB_CLIENT_SECRET"):
        assert rows[name].file
        assert env.MESSAGING not in rows[name].profiles
