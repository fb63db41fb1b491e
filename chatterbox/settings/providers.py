"""Sign-in with Google and GitHub: from client ids to what allauth and the browser's rules want to know."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


class Provider(NamedTuple):
    """A house that vouches for people.

    `origin` is where it asks them, `pictures` where their pictures are, both as a Content-Security-Policy names them.
    `demo`: the demo provider stands in for it.
    """

    id: str
    name: str
    origin: str
    pictures: str
    demo: bool = False


HOUSES: Final = (
    Provider("google", "Google", "https://accounts.google.com", "https://*.googleusercontent.com"),
    Provider("github", "GitHub", "https://github.com", "https://avatars.githubusercontent.com"),
)
#: The one client that the demo provider knows. It answers at this machine's own addresses only, so this is no secret.
DEMO_CLIENT: Final = ("chatterbox-demo", "folded-demo-paper")
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1"})


def offered(env: Mapping[str, Any]) -> list[Provider]:
    """Those that have a client id, in the order of their buttons."""
    return [_stood_in_for(house, env) for house in HOUSES if env[_row(house, "CLIENT_ID")]]


def _stood_in_for(house: Provider, env: Mapping[str, Any]) -> Provider:
    url = env[_row(house, "URL")]
    if not url:
        return house
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    return house._replace(origin=origin, pictures=origin, demo=True)


def _row(house: Provider, what: str) -> str:
    return f"{house.id.upper()}_{what}"


def with_demo(env: Mapping[str, Any], port: int) -> dict[str, Any]:
    """The same settings, where the demo provider on `port` stands in for each house that has no client id."""
    changed = dict(env)
    for house in HOUSES:
        if not env[_row(house, "CLIENT_ID")]:
            changed |= demo_variables(house, f"http://localhost:{port}")
    return changed


def demo_variables(house: Provider, origin: str) -> dict[str, str]:
    """The variables with which a service takes the demo provider at `origin` for a house."""
    client_id, secret = DEMO_CLIENT
    return {
        _row(house, "CLIENT_ID"): client_id,
        _row(house, "CLIENT_SECRET"): secret,
        _row(house, "URL"): f"{origin}/{house.id}",
    }


def faults(env: Mapping[str, Any]) -> list[str]:
    """What a production profile must not run with: somebody who stands in for Google where strangers come."""
    host = urlsplit(env["PUBLIC_URL"] or "").hostname
    rows = [_row(house, "URL") for house in HOUSES]
    return [
        f"{row}: a stand-in vouches for anybody, so it is refused unless PUBLIC_URL is this machine itself"
        for row in rows
        if env[row] and host not in LOOPBACK
    ]


def social(env: Mapping[str, Any]) -> dict[str, Any]:
    """allauth's settings. Raises ImproperlyConfigured for a client id without its secret."""
    for house in offered(env):
        if not env[_row(house, "CLIENT_SECRET")]:
            name = _row(house, "CLIENT_SECRET")
            raise ImproperlyConfigured(f"{name}: missing, and there is a client id. See docs/settings.md.")
    return {
        "SOCIALACCOUNT_ADAPTER": "accounts.providers.adapter.SocialAccountAdapter",
        "SOCIALACCOUNT_PROVIDERS": {
            "google": {
                "APPS": _apps(HOUSES[0], env),
                "OAUTH_PKCE_ENABLED": True,
                "SCOPE": ["openid", "profile", "email"],
                **_google_urls(env["GOOGLE_URL"]),
            },
            "github": {
                "APPS": _apps(HOUSES[1], env),
                "OAUTH_PKCE_ENABLED": True,
                "SCOPE": ["read:user", "user:email"],
                **({"GITHUB_URL": env["GITHUB_URL"]} if env["GITHUB_URL"] else {}),
            },
        },
        # The provider's id finds an account, an address alone never does.
        "SOCIALACCOUNT_EMAIL_AUTHENTICATION": False,
        # Whoever a provider vouches for is in, also without an address; an address it does not vouch for is not taken.
        "SOCIALACCOUNT_EMAIL_VERIFICATION": "none",
        "SOCIALACCOUNT_EMAIL_REQUIRED": False,
        "SOCIALACCOUNT_QUERY_EMAIL": True,
        "SOCIALACCOUNT_STORE_TOKENS": False,
        "SOCIALACCOUNT_REAUTHENTICATION_REQUIRED": True,
    }


def _apps(house: Provider, env: Mapping[str, Any]) -> list[dict[str, Any]]:
    client_id = env[_row(house, "CLIENT_ID")]
    secret = env[_row(house, "CLIENT_SECRET")]
    return [{"client_id": client_id, "secret": secret, "key": ""}] if client_id else []


def _google_urls(base: str | None) -> dict[str, str]:
    """Where a stand-in has what Google has; the paths are Google's own."""
    if not base:
        return {}
    return {
        "AUTHORIZE_URL": f"{base}/o/oauth2/v2/auth",
        "ACCESS_TOKEN_URL": f"{base}/token",
        "IDENTITY_URL": f"{base}/oauth2/v2/userinfo",
        "CERTS_URL": f"{base}/oauth2/v1/certs",
        "ID_TOKEN_ISSUER": base,
    }
