"""The OpenAPI document of accounts: our own operations and allauth's, one document at one address.

It is made of the code (drf-spectacular) and of what allauth says of itself. `manage.py openapi_docs` writes it into
`docs/accounts-openapi.json`, which is committed; a test compares.
"""

import json
from importlib import import_module, resources
from typing import Any, Final

import yaml
from allauth.headless.spec.internal import schema as allauths

from chatterbox.openapi.document import Document, generated

AUTH: Final = "/accounts/api/auth"
#: allauth makes one up anew each time.
EXAMPLE_ID: Final = "01935f6c-2f4a-7c31-9a52-6b0f3f9c1d7e"
_INFO: Final = {
    "title": "Chatterbox accounts",
    "version": "1",
    "description": (
        "Who people are, and the tokens that say so. Below `/accounts/api/auth/` is allauth's headless API as it "
        "comes, with its own shapes and codes: `app` for phones, `browser` for scripts. A finished sign-in of an app "
        "carries `meta.access_token` and `meta.refresh_token`; an access token is good for five minutes, a refresh "
        "token once. An app should wait for an answer of `tokens/refresh` for less than ten seconds before it asks "
        "again: until then the same token gets the same answer, later its device is signed out."
    ),
}


def make() -> dict[str, Any]:
    """The whole document. Raises ValueError when both halves have a component of one name."""
    ours, theirs = _ours(), _theirs()
    components: dict[str, Any] = {}
    for half in (ours, theirs):
        for kind, named in half["components"].items():
            clash = components.setdefault(kind, {}).keys() & named.keys()
            if clash:
                raise ValueError(f"two components of one name: {', '.join(sorted(clash))}")
            components[kind] |= named
    return {
        "openapi": "3.0.3",
        "info": _INFO,
        "paths": ours["paths"] | theirs["paths"],
        "components": components,
    }


def _ours() -> dict[str, Any]:
    patterns = import_module("accounts.openapi").own_patterns()
    plain = generated(patterns)
    plain["paths"]["/accounts/.well-known/jwks.json"] = {
        "get": {
            "operationId": "keys",
            "summary": "The public keys that verify access tokens (RFC 7517)",
            "tags": ["Renewal"],
            "responses": {"200": {"description": "A JWKS.", "content": {"application/json": {"schema": {}}}}},
        }
    }
    return plain


def _theirs() -> dict[str, Any]:
    """allauth's document of what is switched on here, at the paths that it has here."""
    source = resources.files("allauth.headless.spec") / "doc" / "openapi.yaml"
    spec: dict[str, Any] = yaml.safe_load(source.read_text(encoding="utf-8"))
    spec["paths"] = {
        path.replace("/_allauth", AUTH): item for path, item in spec["paths"].items() if "/phone" not in path
    }
    allauths.specify_user(spec)
    spec["components"]["schemas"]["User"]["properties"]["id"]["example"] = EXAMPLE_ID
    spec["components"]["examples"]["User"]["value"]["id"] = EXAMPLE_ID
    allauths.drop_unused_paths(spec)
    allauths.specify_signup_fields(spec)
    allauths.specify_custom_signup_form(spec)
    plain: dict[str, Any] = json.loads(json.dumps(spec, default=str))
    return plain


DOCUMENT: Final = Document("accounts", make)
