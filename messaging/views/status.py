"""Whether messages arrive: for everybody, signed in or not, and answered with every server away."""

from typing import NamedTuple

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from messaging.canary.components import called
from messaging.canary.status import DOWN, Status, status_now
from messaging.canary.watch import watch

#: Seconds after which the page looks again.
LOOK_AGAIN = 10


class GapRow(NamedTuple):
    """A gap as the page says it."""

    began_at: str
    ended_at: str | None
    minutes: int
    seconds: int
    missing: list[str]


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    return page_of(request, status_now(watch()))


@require_safe
def status_for_programs(request: HttpRequest) -> HttpResponse:
    """The same as JSON; 200 whatever it says, as the question was answered."""
    body = msgspec.json.encode(status_now(watch()))
    return HttpResponse(body, content_type="application/json", headers={"Cache-Control": "no-store"})


def page_of(request: HttpRequest, found: Status) -> HttpResponse:
    """The page that says a status."""
    context = {
        "status": found,
        "missing": [called(name) for name in found.missing],
        "components": [(called(one.name), one.state) for one in found.components],
        "ways": ((_("To the screens"), found.shown), (_("By events to accounts and back"), found.events)),
        "down_parts": found.parts.count(DOWN),
        "gaps": [
            GapRow(gap.began_at, gap.ended_at, *divmod(gap.seconds, 60), [called(name) for name in gap.missing])
            for gap in found.gaps
        ],
    }
    response = render(request, "messaging/status.html", context)
    response["Cache-Control"] = "no-store"
    response["Refresh"] = str(LOOK_AGAIN)  # also where no script runs
    return response
