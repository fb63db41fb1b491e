"""What every operation of the API has: who asks, what came, and how a page of a list is answered."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from events.authentication import SignedIn, TokenAuthentication
from events.errors import Invalid
from events.tokens import Claims
from messaging import limits, services
from messaging.addresses import address_of
from messaging.api import etags
from messaging.api.describe import DescribedSchema
from messaging.models import User
from messaging.queries import MOST, PAGE


class PersonRequest(Request):
    """A request of somebody who is signed in."""

    user: User
    auth: Claims


class PersonAuthentication(TokenAuthentication):
    """A person by their access token: Bearer for phones, the access cookie and CSRF for browsers."""

    def person_of(self, claims: Claims) -> User:
        return services.person_of(claims)


class Operation(APIView):
    """An operation for somebody who is signed in."""

    authentication_classes = (PersonAuthentication,)
    permission_classes: Sequence[type[BasePermission]] = (SignedIn,)
    schema = DescribedSchema()

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Who asks is found out under the limit of their address, so that trying out tokens is limited as well. An
        address and a person are counted in one question to Redis, as soon as the person is known and before anybody is
        told anything; an address that was just refused is not even asked who comes.
        """
        limits.forget_newest()
        address = "address", address_of(request._request)
        limits.insist_not_refused(*address)
        try:
            super().initial(request, *args, **kwargs)
        except Exception:
            limits.take_in_turn(address)
            raise
        person = () if request.user is None else (("requests", request.user.id),)
        limits.take_in_turn(address, *person)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(response, Response):
            etags.mark(request, response)
            left = limits.newest()
            for name, value in left.headers().items() if left else ():
                response.headers.setdefault(name, value)
        return super().finalize_response(request, response, *args, **kwargs)


class PublicOperation(Operation):
    """An operation for anybody; a bad token is refused all the same."""

    permission_classes: Sequence[type[BasePermission]] = ()


class Text(serializers.CharField):
    """A JSON string, kept as sent; how long and what may be in it is decided by the services."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_blank=True, trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Number(serializers.IntegerField):
    """A JSON number without a fraction."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data


class Flag(serializers.BooleanField):
    """`true` or `false`."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


def given(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The body of a request as its Input says. Raises DRF's ValidationError, which becomes `invalid`."""
    return dict(_shared(serializer).run_validation(request.data))


@cache
def _shared(serializer: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """One of each for all requests: nothing of what it reads stays in it, and DRF copies all fields for a new one."""
    return serializer()


def whole_number(request: Request, name: str, *, most: int = 2**53 - 1, least: int = 0) -> int | None:
    """A query parameter that is a number. Raises Invalid."""
    value = request.query_params.get(name)
    if value is None:
        return None
    if not value.isascii() or not value.isdigit() or not least <= int(value[:17]) <= most or len(value) > 16:
        raise Invalid.field(name, _("%(name)s is a whole number.") % {"name": name})
    return int(value)


def limit_of(request: Request, most: int = MOST, default: int = PAGE) -> int:
    return whole_number(request, "limit", least=1, most=most) or default


def page(items: list[Any], following: str | None) -> Response:
    """A page of a list."""
    return Response({"items": items, "next": following})
