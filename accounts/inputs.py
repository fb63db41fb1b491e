"""JSON that comes to allauth, read as strictly as our own API reads it: what Python would break on is refused first."""

import json
from typing import Any

from allauth.headless.internal.restkit.views import RESTView
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, SignupWebAuthnForm
from django.http import HttpRequest

from events.rest import NotJson, object_of, value_of


class Decoder(json.JSONDecoder):
    """Of a form's field: what is refused is "no JSON" to it, whatever else `json` would have raised."""

    def decode(self, s: str, *args: Any) -> Any:
        try:
            return value_of(s)
        except NotJson as refusal:
            raise json.JSONDecodeError(refusal.message, "", 0) from refusal


def _parse_json(view: RESTView, request: HttpRequest) -> dict[str, Any] | None:
    """allauth's `RESTView._parse_json`. Raises NotJson."""
    return object_of(request.body) if request.method != "GET" and request.body else None


def read_strictly() -> None:
    RESTView._parse_json = _parse_json
    for form in (AuthenticateWebAuthnForm, SignupWebAuthnForm):
        # One object, which all forms that inherit it share.
        form.base_fields["credential"].decoder = Decoder
