"""The demo provider, in this process and over real HTTP, and visitors who come by it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as current
from django.test import Client

from accounts.models import User
from accounts.providers import http
from accounts.tests.devices import set_up_app
from accounts.tests.visits import Visitor
from chatterbox.settings import providers
from chatterbox.settings.test import PROVIDER_SOCKET
from scripts.provider import DemoProvider


@pytest.fixture(scope="session")
def _running() -> Iterator[DemoProvider]:
    with DemoProvider(PROVIDER_SOCKET.dup()) as provider:
        yield provider


@pytest.fixture
def provider(_running, settings, monkeypatch) -> DemoProvider:
    """Running, and offered on our pages. Our patience with it is long: it has to share a busy machine with us."""
    client_id, secret = providers.DEMO_CLIENT
    apps = [{"client_id": client_id, "secret": secret, "key": ""}]
    given = current.SOCIALACCOUNT_PROVIDERS
    settings.SOCIALACCOUNT_PROVIDERS = {name: {**given[name], "APPS": apps} for name in given}
    origin = f"http://127.0.0.1:{_running.server_port}"
    settings.SIGN_IN_PROVIDERS = [
        house._replace(origin=origin, pictures=origin, demo=True) for house in providers.HOUSES
    ]
    monkeypatch.setattr(http, "SILENT_SECONDS", 60)
    monkeypatch.setattr(http, "ANSWER_SECONDS", 60)
    return _running


@pytest.fixture
def visitor(provider) -> Callable[..., Visitor]:
    return Visitor


@pytest.fixture(params=["google", "github"])
def somebody(request, provider) -> Visitor:
    """Somebody at a browser of their own, once by each provider."""
    return Visitor(request.param)


@pytest.fixture
def administrator(sign_up):
    return sign_up("grace", is_staff=True, is_superuser=True)


@pytest.fixture
def staff(sign_up):
    """Staff, but no administrator."""
    return sign_up("hugo", is_staff=True)


@pytest.fixture
def second_factor_browser(browser_of) -> Callable[[User], Client]:
    """A browser in which somebody has signed in and set up a second factor."""

    def sign_in(user: User) -> Client:
        browser: Client = browser_of(user)
        set_up_app(browser)
        return browser

    return sign_in


@pytest.fixture
def media(settings, tmp_path) -> Path:
    """The folder of avatars, empty."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path / "avatars"
