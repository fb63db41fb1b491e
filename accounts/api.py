"""Accounts' own API: me, my sign-ins, my parties, and the renewal of a browser's access cookie."""

from typing import Any, Final, cast

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import farewell, services
from accounts.authentication import AccountsAuthentication, SessionAuthentication
from accounts.cookies import keep_language, keep_session, set_access_cookie, tell_browser, want_no_access_cookie
from accounts.me.recent import insist_recent
from accounts.models import SignIn, User
from accounts.queries import Device, devices_of, parties_of, sign_in_by_ses
from accounts.tokens import access_token_of
from events.authentication import SignedIn
from events.errors import Invalid, NotFound, NotSignedIn
from events.ids import parse_id
from events.times import iso, now
from events.tokens import Claims

LIMIT: Final = 50
LIMIT_MAX: Final = 100


class Text(serializers.CharField):
    """A string and nothing else: DRF's own field takes numbers as well."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class RenewApi(APIView):
    """A fresh access token for a browser's script, from its session."""

    authentication_classes = (SessionAuthentication,)

    def post(self, request: Request) -> Response:
        sign_in = request.auth
        if not isinstance(sign_in, SignIn):
            raise NotSignedIn
        keep_session(request._request, sign_in)
        token = access_token_of(sign_in)
        times = {"expires_at": iso(token.expires_at), "server_time": iso(now())}
        response = Response(times, headers={"Cache-Control": "no-store"})
        set_access_cookie(response, token.text)
        keep_language(response, sign_in.user.locale)
        return response


class MyApi(APIView):
    """What somebody does about themself."""

    authentication_classes = (AccountsAuthentication,)
    permission_classes = (SignedIn,)

    @property
    def me(self) -> User:
        return cast(User, self.request.user)

    @property
    def claims(self) -> Claims:
        return cast(Claims, self.request.auth)

    def changed(self, user: User) -> Response:
        """The profile as it is now; a browser gets it in its cookie as well."""
        if "Authorization" not in self.request.headers:
            tell_browser(self.request._request, user, self.claims.ses)
        return Response({"user": me_shape(user)})


class MeApi(MyApi):
    class Input(serializers.Serializer[Any]):
        username = Text(required=False)
        display_name = Text(required=False)
        locale = Text(required=False, allow_blank=True)
        zoneinfo = Text(required=False, allow_blank=True)

    def get(self, request: Request) -> Response:
        return Response({"user": me_shape(self.me)})

    def patch(self, request: Request) -> Response:
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        user = services.change_profile(self.me.pk, given.validated_data)
        return self.changed(user)

    def delete(self, request: Request) -> Response:
        """End this account. `delete_messages=true`: what was written goes too, else it stays under no name."""
        insist_recent(sign_in_by_ses(self.me.pk, self.claims.ses))
        farewell.delete_account(self.me, delete_messages=flag(request, "delete_messages"))
        if "Authorization" not in request.headers:
            request._request.session.flush()
            want_no_access_cookie(request._request)
        return Response(status=204)


class MyPartiesApi(MyApi):
    def get(self, request: Request) -> Response:
        cursor = request.query_params.get("cursor")
        parties, more = parties_of(self.me.pk, cursor=cursor, limit=_limit(request))
        items = [party._asdict() | {"joined_at": iso(party.joined_at)} for party in parties]
        return Response({"items": items, "next": more})


class MySessionsApi(MyApi):
    def get(self, request: Request) -> Response:
        cursor = request.query_params.get("cursor")
        found, more = devices_of(self.me.pk, cursor=cursor, limit=_limit(request))
        return Response({"items": [_session(device, self.claims.ses) for device in found], "next": more})

    def delete(self, request: Request) -> Response:
        """Sign out everywhere else."""
        services.end_sessions(self.me.pk, reason="revoked", except_=self.claims.ses)
        return Response(status=204)


class MySessionApi(MyApi):
    def delete(self, request: Request, ses: str) -> Response:
        key = parse_id(ses)
        if key is None:
            raise NotFound
        ses = str(key)  # in one of several spellings
        mine = ses == self.claims.ses
        services.end_sessions(self.me.pk, reason="signed_out" if mine else "revoked", only=ses)
        if mine:
            want_no_access_cookie(request._request)
        return Response(status=204)


def me_shape(user: User) -> dict[str, Any]:
    return {
        "id": str(user.pk),
        "username": user.username,
        "display_name": user.display_name,
        "avatar_url": user.avatar_url,
        "deleted": False,
        "email": user.email,
        "locale": user.locale,
        "zoneinfo": user.zoneinfo,
        "is_staff": user.is_staff,
        "created_at": iso(user.date_joined),
    }


def _session(device: Device, current: str) -> dict[str, Any]:
    return {
        "ses": device.ses,
        "device": device.name,
        "kind": "app" if device.is_app else "browser",
        "user_agent": device.sign_in.user_agent,
        "address": device.address,
        "created_at": iso(device.created_at),
        "seen_at": iso(device.seen_at),
        "current": device.ses == current,
    }


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", str(LIMIT))
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and 1 <= int(text) <= LIMIT_MAX):
        raise Invalid.field("limit", _("A number from 1 to %(most)d is wanted.") % {"most": LIMIT_MAX})
    return int(text)


def flag(request: Request, name: str) -> bool:
    """A query parameter that says yes or no; no without it. Raises Invalid."""
    text = request.query_params.get(name, "false").lower()
    if text not in {"true", "false", "1", "0"}:
        raise Invalid.field(name, _("%(name)s is true or false.") % {"name": name})
    return text in {"true", "1"}
