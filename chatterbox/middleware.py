"""Every refusal that a view raises becomes an answer here, in both services and for every kind of client."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware

from chatterbox import answers
from events.errors import ChatterboxError, MethodNotAllowed, Unavailable

log = logging.getLogger(__name__)


class AnswerMiddleware:
    """Faults of ours go on to Django, which logs them and asks `chatterbox.views.server_error` for the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.streaming and not response.content:
            return _with_allow(answers.answer(request, MethodNotAllowed()), response)
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """A middleware that can't go on leaves `request.refusal`; it is answered before any view runs."""
        refusal = getattr(request, "refusal", None)
        return None if refusal is None else self._answer(request, refusal)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        refusal = answers.refusal_of(exception)
        return None if refusal is None else self._answer(request, refusal, exception)

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        """allauth's pages call something of their own `site`; in our templates that is `chatterbox.context.site`."""
        if response.context_data:
            response.context_data.pop("site", None)
        return response

    @staticmethod
    def _answer(request: HttpRequest, refusal: ChatterboxError, cause: Exception | None = None) -> HttpResponse:
        if isinstance(refusal, Unavailable):
            log.warning("unavailable", exc_info=cause)
        return answers.answer(request, refusal)


class PolicyMiddleware(CSPMiddleware):
    """The same policy for every answer, which is spelt once; django-csp spells it anew each time. No nonce is offered.
    A view that has a policy of its own sets the header itself.
    """

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        self._policy = build_policy()

    def process_request(self, request: HttpRequest) -> None:
        pass

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        response.headers.setdefault(HEADER, self._policy)
        return response


def _with_allow(page: HttpResponse, bare: HttpResponse) -> HttpResponse:
    page["Allow"] = bare["Allow"]
    return page


class CompressPages(GZipMiddleware):
    """Pages leave compressed, whatever stands before us; what programs read stays as its ETag says.

    What compressing could give away of a secret, Django blurs: a page's CSRF token differs each time, and so does the
    length of the answer.
    """

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
