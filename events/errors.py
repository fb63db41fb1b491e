"""Refusals: each carries a code for machines and a sentence that a person may read.

An error class is born beside the function that raises it; HTTP, HTML form and socket each translate once.
"""

import logging
import math
from http import HTTPStatus
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import Error as DatabaseFault
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response

log = logging.getLogger(__name__)

#: Seconds after which a client may come back when a dependency is gone.
RETRY_AFTER = 2


class ChatterboxError(Exception):
    """A refusal. `code` and `status` are the contract's; `fields` maps names of inputs to sentences.

    Sentences may be lazy: whoever reads them decides on the language.
    """

    code: ClassVar[str] = "invalid"
    status: ClassVar[int] = HTTPStatus.BAD_REQUEST
    sentence: ClassVar[Any] = gettext_lazy("That can't be done.")
    #: Where a person may go to put it right: an address, and the words of its button.
    way_out: tuple[str, Any] | None = None

    def __init__(
        self,
        message: Any = None,
        *,
        fields: dict[str, list[Any]] | None = None,
        retry_after: float | None = None,
    ) -> None:
        self._said = message or self.sentence
        self.fields = fields
        self.retry_after = retry_after
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """In the language of whoever reads it: a refusal may come from a thread that serves everybody."""
        return str(self._said)

    def as_dict(self) -> dict[str, Any]:
        """The error shape of the contract."""
        shape: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.fields:
            shape["fields"] = {name: [str(one) for one in sentences] for name, sentences in self.fields.items()}
        if self.retry_after is not None:
            shape["retry_after"] = self.retry_after
        return shape

    def headers(self) -> dict[str, str]:
        return {} if self.retry_after is None else {"Retry-After": str(math.ceil(self.retry_after))}


class Invalid(ChatterboxError):
    sentence = gettext_lazy("Something in this is not as it should be.")

    @classmethod
    def field(cls, name: str, message: Any) -> "Invalid":
        """One field is wrong, and the sentence says what."""
        return cls(message, fields={name: [message]})


class Blank(Invalid):
    code = "blank"
    sentence = gettext_lazy("Write something first.")


class TooLong(Invalid):
    code = "too_long"


class BadCursor(ChatterboxError):
    code = "bad_cursor"
    sentence = gettext_lazy("This place in the list is not known. Start the list again.")


class NotSignedIn(ChatterboxError):
    code = "not_signed_in"
    status = HTTPStatus.UNAUTHORIZED
    sentence = gettext_lazy("Sign in first.")

    def headers(self) -> dict[str, str]:
        return super().headers() | {"WWW-Authenticate": "Bearer"}


class TokenExpired(NotSignedIn):
    code = "token_expired"
    sentence = gettext_lazy("This access token has expired. Renew it.")


class Forbidden(ChatterboxError):
    code = "forbidden"
    status = HTTPStatus.FORBIDDEN
    sentence = gettext_lazy("You may not do that.")


class CsrfFailed(Forbidden):
    code = "csrf_failed"
    sentence = gettext_lazy("This page is too old to be trusted. Load it again.")


class NotFound(ChatterboxError):
    """Absent, malformed and not yours look alike."""

    code = "not_found"
    status = HTTPStatus.NOT_FOUND
    sentence = gettext_lazy("There is no such thing here, or it is in a place that you can't open.")


class MethodNotAllowed(ChatterboxError):
    code = "method_not_allowed"
    status = HTTPStatus.METHOD_NOT_ALLOWED
    sentence = gettext_lazy("This address does not do that.")


class UnsupportedMediaType(ChatterboxError):
    code = "unsupported_media_type"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    sentence = gettext_lazy("Send JSON.")


class ClientIdReused(ChatterboxError):
    code = "client_id_reused"
    status = HTTPStatus.CONFLICT
    sentence = gettext_lazy("This client_id was used for something else.")


class Conflict(ChatterboxError):
    """What it was to change is not any more as it was."""

    code = "conflict"
    status = HTTPStatus.CONFLICT
    sentence = gettext_lazy("This has changed meanwhile.")


class TooLarge(ChatterboxError):
    code = "too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    sentence = gettext_lazy("That is too large.")


class RateLimited(ChatterboxError):
    code = "rate_limited"
    status = HTTPStatus.TOO_MANY_REQUESTS
    sentence = gettext_lazy("That was a little fast. Wait a moment.")


class Unavailable(ChatterboxError):
    """A dependency is gone; the same request may succeed in `retry_after` seconds."""

    code = "unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    sentence = gettext_lazy("Chatterbox can't reach its data right now. Try again in a moment.")

    def __init__(self, message: str | None = None, *, retry_after: float = RETRY_AFTER) -> None:
        super().__init__(message, retry_after=retry_after)


def translate(error: BaseException) -> ChatterboxError | None:
    """The refusal that an exception stands for, or None when it is a fault of ours."""
    if isinstance(error, ChatterboxError):
        return error
    if isinstance(error, Http404):
        return NotFound()
    if isinstance(error, PermissionDenied):
        return Forbidden()
    if isinstance(error, SuspiciousOperation):
        return Invalid()
    if is_outage(error):
        return Unavailable()
    return None


_MONGODB_LOST = {
    "ServerSelectionTimeoutError",
    "NetworkTimeout",
    "AutoReconnect",
    "NotPrimaryError",
    "ExecutionTimeout",
    "WaitQueueTimeoutError",
    "ConnectionFailure",
}


def is_outage(error: BaseException) -> bool:
    """Whether a database is gone, or busy for too long, rather than wrongly asked."""
    if type(error).__module__.startswith("pymongo"):
        return True
    if not isinstance(error, DatabaseFault):
        return False
    if type(error).__name__ in {"OperationalError", "InterfaceError"}:
        return True
    if met_another_writer(error):  # for as long as it was tried
        return True
    # By what they inherit: pymongo has private kinds of its own, such as an operation cancelled because another failed.
    return any(
        kind.__module__.startswith("pymongo") and kind.__name__ in _MONGODB_LOST
        for kind in type(error.__cause__).__mro__
    )


def met_another_writer(error: BaseException) -> bool:
    """Whether MongoDB says so of a transaction; it says the same of a server that is gone."""
    has_label = getattr(error.__cause__, "has_error_label", None)
    return bool(has_label and has_label("TransientTransactionError"))


_OF_DRF: dict[type[exceptions.APIException], type[ChatterboxError]] = {
    exceptions.NotAuthenticated: NotSignedIn,
    exceptions.AuthenticationFailed: NotSignedIn,
    exceptions.PermissionDenied: Forbidden,
    exceptions.NotFound: NotFound,
    exceptions.MethodNotAllowed: MethodNotAllowed,
    exceptions.UnsupportedMediaType: UnsupportedMediaType,
}


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER: every refusal in the one error shape; None lets a fault of ours through."""
    refusal = _of_drf(error) if isinstance(error, exceptions.APIException) else translate(error)
    if refusal is None:
        return None
    if isinstance(refusal, Unavailable):
        log.warning("unavailable", exc_info=error)
    return Response(refusal.as_dict(), status=refusal.status, headers=refusal.headers())


def _of_drf(error: exceptions.APIException) -> ChatterboxError:
    if isinstance(error, exceptions.ValidationError):
        return _invalid(error.detail)
    if isinstance(error, exceptions.ParseError):
        return Invalid(_("This is not the JSON that is wanted: %(why)s") % {"why": error.detail})
    kind = _OF_DRF.get(type(error), Invalid)
    return kind()


def _invalid(detail: Any) -> ChatterboxError:
    if not isinstance(detail, dict):
        return Invalid(" ".join(map(str, detail)))
    fields = {name: _sentences(of) for name, of in detail.items()}
    name, sentences = next(iter(fields.items()))
    return Invalid(_("%(field)s: %(why)s") % {"field": name, "why": sentences[0]}, fields=fields)


def _sentences(detail: Any) -> list[str]:
    if isinstance(detail, dict):
        return [sentence for of in detail.values() for sentence in _sentences(of)]
    if isinstance(detail, list):
        return [sentence for of in detail for sentence in _sentences(of)]
    return [str(detail)]
