"""What accounts' own operations take and answer, in the words of OpenAPI. `chatterbox` puts the document together."""

from typing import Any, Final

from django.urls import URLPattern, path
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers

from accounts import api
from accounts.me.avatar_api import MyAvatarApi
from accounts.me.export_api import MyExportApi, MyExportFileApi
from accounts.urls import urlpatterns as all_patterns
from events.openapi import BEARER, COOKIE

PREFIX: Final = "accounts/"
OWN: Final = "api/v1/"


class Person(serializers.Serializer[Any]):
    """Somebody, as they see themself."""

    id = serializers.UUIDField()
    username = serializers.CharField()
    display_name = serializers.CharField()
    avatar_url = serializers.CharField(help_text="Empty: draw their initials.")
    deleted = serializers.BooleanField()
    email = serializers.EmailField(allow_null=True)
    locale = serializers.CharField(help_text="A language tag such as pt-BR; empty when not chosen.")
    zoneinfo = serializers.CharField(help_text="A time zone such as Europe/Vienna; empty when not chosen.")
    is_staff = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class PersonAnswer(serializers.Serializer[Any]):
    user = Person()


class Device(serializers.Serializer[Any]):
    """A sign-in: one person on one device."""

    ses = serializers.UUIDField(help_text="Its name, which every token of it carries.")
    device = serializers.CharField(help_text="Browser and system, as far as they are known.")
    kind = serializers.ChoiceField(["app", "browser"])
    user_agent = serializers.CharField()
    address = serializers.CharField(help_text="The address it was made from; empty when not known.")
    created_at = serializers.DateTimeField()
    seen_at = serializers.DateTimeField(help_text="To within ten minutes.")
    current = serializers.BooleanField(help_text="The one of this request.")


class DevicePage(serializers.Serializer[Any]):
    items = Device(many=True)
    next = serializers.CharField(allow_null=True)


class MyParty(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    role = serializers.CharField()
    joined_at = serializers.DateTimeField()


class MyPartyPage(serializers.Serializer[Any]):
    items = MyParty(many=True)
    next = serializers.CharField(allow_null=True)


class AccountExport(serializers.Serializer[Any]):
    """What accounts holds about me, as a ZIP of JSON and my picture."""

    id = serializers.UUIDField()
    url = serializers.CharField(help_text="Path of the file, for me alone.")
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class ExportAnswer(serializers.Serializer[Any]):
    export = AccountExport()


class Renewed(serializers.Serializer[Any]):
    expires_at = serializers.DateTimeField()
    server_time = serializers.DateTimeField(help_text="What `expires_at` goes by: a device's clock may be wrong.")


class Refusal(serializers.Serializer[Any]):
    """Every refusal has this shape."""

    code = serializers.CharField(help_text="For machines, such as not_signed_in.")
    message = serializers.CharField(help_text="A sentence that a person may read.")
    fields = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)  # type: ignore[assignment]
    retry_after = serializers.FloatField(required=False, help_text="Seconds.")


class ByToken(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A Bearer token, or a browser's cookie with its CSRF token."""

    target_class = "accounts.authentication.AccountsAuthentication"
    name = ["bearer", "cookie"]  # noqa: RUF012

    def get_security_definition(self, auto_schema: Any) -> Any:
        return [BEARER, COOKIE]


class BySession(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "accounts.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> Any:
        return {"type": "apiKey", "in": "cookie", "name": "chatterbox_session"}


PAGE: Final = [
    OpenApiParameter("cursor", str, description="`next` of the page before."),
    OpenApiParameter("limit", int, description="1 to 100; without it 50."),
]
GONE: Final = {204: OpenApiResponse(description="Done, also when there was nothing to do any more.")}
REFUSALS: Final = {
    400: OpenApiResponse(Refusal, "Something in it is not as it should be: `invalid`, `bad_cursor`."),
    401: OpenApiResponse(Refusal, "`not_signed_in`, or `token_expired`: renew it."),
    403: OpenApiResponse(Refusal, "`csrf_failed`, or `forbidden`."),
    404: OpenApiResponse(Refusal, "`not_found`: absent, malformed and not yours look alike."),
    413: OpenApiResponse(Refusal, "`too_large`."),
    415: OpenApiResponse(Refusal, "`unsupported_media_type`."),
    429: OpenApiResponse(Refusal, "`rate_limited`: come again after `retry_after` seconds."),
    503: OpenApiResponse(Refusal, "`unavailable`: come again after `retry_after` seconds."),
}


def operation(summary: str, description: str, answers: Any, **more: Any) -> Any:
    more = {"tags": ["Me"], **more}
    return extend_schema(summary=summary, description=description, responses=answers | REFUSALS, **more)


_DEVICES: Final = ["Devices"]
BINARY: Final = {"type": "string", "format": "binary"}
OWNER: Final = (
    "`owner_must_transfer`: hand over or delete the parties that it names first. "
    "`staff_stay`: an administrator has to make me staff no more first."
)
_DESCRIBED: Final[dict[Any, dict[str, Any]]] = {
    api.MeApi: {
        "get": operation("Me", "With what only I see, such as my address.", {200: PersonAnswer}, operation_id="me"),
        "patch": operation(
            "Change my profile",
            "Only what is given changes. Others see it at once, and my next page or token carries it.",
            {200: PersonAnswer},
            operation_id="change_me",
            request=api.MeApi.Input(partial=True),
        ),
        "delete": operation(
            "Delete my account",
            "Only within five minutes of a proof of who I am (`proof_wanted`), and not while I own parties "
            "(`owner_must_transfer`, with their names) or am staff (`staff_stay`). What accounts holds about me goes "
            "at once.",
            {204: OpenApiResponse(description="The account is gone."), 409: OpenApiResponse(Refusal, OWNER)},
            operation_id="delete_me",
            parameters=[
                OpenApiParameter("delete_messages", bool, description="Whether what I wrote goes, too; else it stays.")
            ],
        ),
    },
    MyAvatarApi: {
        "put": operation(
            "Upload my picture",
            "PNG, JPEG, WebP or GIF, at most 5 MB and 25 million pixels; it becomes a WebP of 256 by 256.",
            {200: PersonAnswer},
            operation_id="put_avatar",
            request={
                **{f"image/{kind}": OpenApiTypes.BINARY for kind in ("png", "jpeg", "webp", "gif")},
                "multipart/form-data": {"type": "object", "properties": {"avatar": BINARY}, "required": ["avatar"]},
            },
        ),
        "delete": operation("Remove my picture", "Initials are drawn instead.", GONE, operation_id="delete_avatar"),
    },
    MyExportApi: {
        "get": operation(
            "My export",
            "The one that I asked for, while its link works.",
            {200: ExportAnswer},
            operation_id="my_export",
        ),
        "post": operation(
            "Export what accounts holds about me",
            "The link is for me alone, and works for seven days. What I wrote is in messaging's export.",
            {201: ExportAnswer},
            operation_id="make_export",
            request=None,
        ),
    },
    MyExportFileApi: {
        "get": operation(
            "The file of my export",
            "A ZIP.",
            {(200, "application/zip"): OpenApiTypes.BINARY},
            operation_id="my_export_file",
            parameters=[OpenApiParameter("export", str, OpenApiParameter.PATH, description="Its id.")],
        )
    },
    api.MyPartiesApi: {
        "get": operation(
            "The parties I am in",
            "In joining order, as accounts' copy of them knows; that may be a moment late.",
            {200: MyPartyPage},
            operation_id="my_parties",
            parameters=PAGE,
        )
    },
    api.MySessionsApi: {
        "get": operation(
            "Where I am signed in",
            "Browsers and apps, the newest sign-in first.",
            {200: DevicePage},
            operation_id="my_devices",
            parameters=PAGE,
            tags=_DEVICES,
        ),
        "delete": operation(
            "Sign out everywhere else",
            "The one of this request stays. Tokens of the others are refused, their sockets closed within seconds.",
            GONE,
            operation_id="end_other_devices",
            tags=_DEVICES,
        ),
    },
    api.MySessionApi: {
        "delete": operation(
            "Sign out one device",
            "It may be the one of this request. Its tokens are refused and its sockets closed within seconds.",
            GONE,
            operation_id="end_device",
            tags=_DEVICES,
            parameters=[OpenApiParameter("ses", str, OpenApiParameter.PATH, description="Its name.")],
        )
    },
    api.RenewApi: {
        "post": operation(
            "A browser's new access cookie",
            "From its session cookie, with a CSRF token. Session gone: 401, and the cookie is cleared.",
            {200: Renewed},
            operation_id="renew",
            request=None,
            tags=["Renewal"],
        )
    },
}
for _view, _methods in _DESCRIBED.items():
    extend_schema_view(**_methods)(_view)


def own_patterns() -> list[URLPattern]:
    """Our operations with their whole paths."""
    patterns: list[Any] = all_patterns
    own = [one for one in patterns if isinstance(one, URLPattern) and str(one.pattern).startswith(OWN)]
    renew = path(f"{PREFIX}renew", api.RenewApi.as_view())
    return [*(path(f"{PREFIX}{one.pattern}", one.callback) for one in own), renew]
