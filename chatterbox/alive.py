"""Liveness: that there is somebody to ask. It touches nothing."""

from typing import Final

from django.http import HttpResponse, JsonResponse

LIVE: Final = frozenset({"/health/live", "/accounts/health/live"})


def alive() -> HttpResponse:
    return JsonResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})
