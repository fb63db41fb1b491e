"""/styleguide/: every piece of the interface in its states, from the templates that pages use. Not in production."""

import dataclasses
from datetime import datetime, timedelta
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from chatterbox import answers
from chatterbox.context import Site, site_of
from chatterbox.specimens import specimens
from events import errors
from messaging.canary.beats import Beat
from messaging.canary.status import status_of
from messaging.canary.watch import Watch
from messaging.forms import MessageForm
from messaging.people_forms import TimeoutForm
from messaging.shapes import MemberShape, MessageShape, ReplyShape, UserShape
from messaging.views.panels import group_members
from messaging.views.status import page_of as status_page

#: Of the party and the topic that links lead to; there is none.
PLACE: Final = "0197a000-0000-7000-8000-000000000099"
MOMENT: Final = "2026-11-24T18:05:00.000Z"
#: The end of an invented day of /status, in seconds since 1970.
DAY_END: Final = datetime.fromisoformat(MOMENT).timestamp()
#: Longer than any column, and nowhere to break it.
LONG: Final = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
ILLUSTRATIONS: Final = ("boat", "plane", "sheet", "torn", "toy")
ICONS: Final = ("search", "pin", "users", "bell", "lock", "megaphone", "plus", "x", "check", "trash-2", "pencil")
#: What the pages of errors are raised by.
REFUSALS: Final[dict[int, type[errors.ChatterboxError]]] = {
    HTTPStatus.BAD_REQUEST: errors.Invalid,
    HTTPStatus.FORBIDDEN: errors.Forbidden,
    HTTPStatus.NOT_FOUND: errors.NotFound,
    HTTPStatus.METHOD_NOT_ALLOWED: errors.MethodNotAllowed,
    HTTPStatus.CONFLICT: errors.Conflict,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: errors.TooLarge,
    HTTPStatus.TOO_MANY_REQUESTS: errors.RateLimited,
    HTTPStatus.INTERNAL_SERVER_ERROR: answers.Broken,
    HTTPStatus.SERVICE_UNAVAILABLE: errors.Unavailable,
}
#: What a form is kept for.
RENEWALS: Final[dict[int, type[errors.ChatterboxError]]] = {
    HTTPStatus.UNAUTHORIZED: errors.TokenExpired,
    HTTPStatus.FORBIDDEN: errors.CsrfFailed,
}


class SampleForm(forms.Form):
    """One field of each kind; sent, each has something wrong."""

    name = forms.CharField(label="Name", help_text="What others see beside your words.", max_length=5)
    about = forms.CharField(label="Description", required=False, widget=forms.Textarea({"rows": 2}))
    lasts = forms.ChoiceField(label="Lasts", choices=[("1", "1 day"), ("7", "7 days")])
    keep = forms.ChoiceField(label="Messages", choices=[("a", "Keep"), ("b", "Delete")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="I am sure")

    def clean_about(self) -> str:
        raise ValidationError("This has control characters that can't be shown.")


@dataclasses.dataclass(frozen=True)
class Sample:
    """`marks` are the classes that scripts give a message."""

    title: str
    message: MessageShape
    continued: bool = False
    marks: str = ""

    def html(self) -> SafeString:
        html = render_to_string("messaging/_message.html", {"message": self.message, "continued": self.continued})
        marked = html.replace('class="message', f'class="message {self.marks}'.rstrip(), 1)
        return mark_safe(marked)  # noqa: S308 (from our own template)


def _person(number: int, name: str, *, deleted: bool = False) -> UserShape:
    username = "" if deleted else name.split()[0].lower()
    return UserShape(f"0197a000-0000-7000-8000-0000000000{number:02}", username, "" if deleted else name, "", deleted)


ADA, BO, GONE = _person(1, "Ada Winter"), _person(2, "Bo Larsen"), _person(3, "Kim", deleted=True)


def _message(n: int, author: UserShape, text: str, **changed: Any) -> MessageShape:
    fields: dict[str, Any] = {
        "id": f"0197a000-0000-7000-8000-0000000001{n:02}",
        "topic_id": PLACE,
        "n": n,
        "rev": n,
        "kind": "text",
        "system": None,
        "author": author,
        "client_id": f"sample-{n}",
        "text": text,
        "html": f"<p>{text}</p>",
        "reply_to": None,
        "mentions": [],
        "mention_all": None,
        "attachments": [],
        "reactions": [],
        "pinned_at": None,
        "edited_at": None,
        "deleted_at": None,
        "created_at": MOMENT,
    }
    return MessageShape(**(fields | changed))


def samples() -> list[Sample]:
    """A message in each of its states."""
    quoted = ReplyShape(id="0197a000-0000-7000-8000-000000000101", n=1, author=ADA, excerpt="Who brings the glue?")
    code = '<pre tabindex="0" data-language="python"><code>fold(paper, times=7)\n</code></pre>'
    return [
        Sample("a message", _message(1, ADA, "Who brings the <strong>glue</strong>?")),
        Sample("one that goes on", _message(2, ADA, "And who the paper?"), continued=True),
        Sample("a reply", _message(3, BO, "I do, two tubes.", reply_to=quoted)),
        Sample("edited", _message(4, BO, "Tonight at nine.", edited_at=MOMENT)),
        Sample("a few emoji", _message(5, ADA, "🎉⛵")),
        Sample("code", _message(6, ADA, "", html=code)),
        Sample("long words", _message(7, BO, f"{LONG} https://example.org/{LONG}")),
        Sample("deleted", _message(8, BO, "", html="", deleted_at=MOMENT)),
        Sample("of somebody who has gone", _message(9, GONE, "I was here.")),
        Sample("somebody came", _message(10, BO, "", kind="system", system={"what": "joined"})),
        Sample("pinned", _message(12, ADA, "We sail at nine.", pinned_at=MOMENT)),
        Sample("one that mentions me", _message(13, BO, "And you, @ada?"), marks="mentions-me"),
        Sample("one that was asked for", _message(14, ADA, "Here it is."), marks="highlighted"),
        Sample("something pinned", _message(11, ADA, "", kind="system", system={"what": "pinned"})),
    ]


def _until() -> datetime:
    """When what waits has an end."""
    return timezone.now() + timedelta(minutes=30)


def places_to_write() -> list[dict[str, Any]]:
    """The place to write in each of its states: what it is called, and the context of its template."""
    quoted = ReplyShape(id="0197a000-0000-7000-8000-000000000101", n=1, author=ADA, excerpt="Who brings the glue?")
    refused = MessageForm({"client_id": "refused"}, auto_id=False)
    fresh = MessageForm(auto_id=False)
    nothing: dict[str, Any] = dict.fromkeys(("form", "named", "reply", "slow_until", "silence"))
    places: list[dict[str, Any]] = [
        {"title": "ready", "form": fresh},
        {"title": "an answer", "named": "composer-answer", "form": fresh, "reply": quoted},
        {"title": "refused", "named": "composer-refused", "form": refused},
        {"title": "slow mode", "named": "composer-slow", "form": fresh, "slow_until": _until()},
        {"title": "archived", "silence": SimpleNamespace(why="archived")},
        {"title": "a break", "silence": SimpleNamespace(why="timed_out", until=_until())},
        {"title": "announcements", "silence": SimpleNamespace(why="announcement")},
    ]
    return [nothing | place for place in places]


def members() -> list[MemberShape]:
    """Somebody in each state and role."""
    who = ((ADA, "owner", "online"), (BO, "moderator", "away"), (GONE, "member", "offline"))
    return [MemberShape(user, role, MOMENT, None, state, None) for user, role, state in who]


def panels() -> dict[str, Any]:
    """What the panels beside a conversation show; one of each kind is empty."""
    messages = [sample.message for sample in samples()[1:4]]
    return {
        "party": SimpleNamespace(id=PLACE, name="Paper Boats"),
        "topic": SimpleNamespace(id=PLACE, name="general", last_n=len(messages)),
        "member_groups": group_members(members()),
        "unread": messages,
        "unread_mentions": 1,
        "pins": messages[:1],
        "may_unpin": False,
        "news": SimpleNamespace(last_n=len(messages)),
        "come_in": SimpleNamespace(total=12),
        "unread_since": MOMENT,
    }


def site_of_ada(request: HttpRequest) -> Site:
    """What a page of ada's knows about who looks at it."""
    return dataclasses.replace(site_of(request), person=ADA, user_id=ADA.id)


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    topic_page = panels()
    context = topic_page | {
        "pieces": specimens(topic_page | {"site": site_of_ada(request)}),
        "places": places_to_write(),
        "dialog_frame": "messaging/forms/dialog.html",
        "timeout_form": TimeoutForm({"minutes": "0"}, is_timed_out=False),
        "icons": ICONS,
        "illustrations": [f"illustrations/{name}.svg" for name in ILLUSTRATIONS],
        "people": [ADA, BO, GONE],
        "samples": samples(),
        "form": SampleForm(auto_id="fresh_%s"),
        "wrong_form": SampleForm({"name": "Too long a name"}, auto_id="wrong_%s"),
        "statuses": sorted(map(int, REFUSALS)),
    }
    return render(request, "styleguide/styleguide.html", context)


@require_safe
def error(request: HttpRequest, status: int) -> HttpResponse:
    """The page of an error, as both services answer it."""
    if status not in REFUSALS:
        raise Http404
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return render(request, "500.html", status=status)
    return answers.error_page(request, REFUSALS[status]())


@require_safe
def renewal(request: HttpRequest, status: int) -> HttpResponse:
    """The page that keeps what a form carried: the sign-in had to be renewed (401), or the page was too old (403)."""
    if status not in RENEWALS:
        raise Http404
    return answers.draw_renewal(request, RENEWALS[status](), [("text", "Who brings the glue?")])


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """/status of an invented day that had two gaps and has a third."""
    return status_page(request, status_of(_invented_day(), DAY_END))


def _invented_day() -> Watch:
    heard = Watch()
    gaps = {400: ("kafka",), 401: ("kafka", "messaging-relay"), 3000: ("redis",), 5759: ("postgresql",)}
    beats = (
        Beat(
            id=str(number),
            at=DAY_END - 86_400 + 15 * (number + 0.5),
            shown_ms=None if "postgresql" in gaps.get(number, ()) else 40 + number % 37,
            round_ms=None if number in gaps else 500 + number % 211,
            missing=gaps.get(number, ()),
        )
        for number in range(5760)
    )
    heard.history.add(beats, DAY_END)
    return heard


urlpatterns = [
    path("", styleguide, name="styleguide"),
    path("errors/<int:status>", error, name="styleguide-error"),
    path("renewal/<int:status>", renewal, name="styleguide-renewal"),
    path("status", status, name="styleguide-status"),
]
