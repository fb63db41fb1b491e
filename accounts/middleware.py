"""The access cookie follows the session: set when somebody signs in, cleared when they sign out, mended when lost."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.cookies import grant_wish, want_what_is_missing


class AccessCookieMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        want_what_is_missing(request, response)
        grant_wish(request, response)
        return response
