"""Looking for messages: in the panel beside a conversation, and over all parties on a page of its own."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from events.errors import Invalid, RateLimited
from messaging import queries
from messaging.views.desk import PersonRequest, desk, htmx_target, show, signed_in, zone_of

#: What a box narrows a search to, and its words.
FILTERS: Final = (
    ("from:me", _("from me")),
    ("mentions:me", _("mentions me")),
    ("has:link", _("has a link")),
    ("has:code", _("has code")),
    ("is:pinned", _("pinned")),
)
SORTS: Final = (("new", _("Newest first")), ("best", _("Best match first")))
#: What a question may be made of, with an example each.
OPERATORS: Final = (
    ("boat sail", _("both words, also inside longer ones")),
    ('"big boat"', _("these words as they stand")),
    ("-sail", _("without this word")),
    ("from:ada", _("written by Ada")),
    ("in:general", _("in this topic")),
    ("has:link", _("with a link; has:code for code")),
    ("is:pinned", _("pinned messages")),
    ("mentions:me", _("where I am mentioned")),
    ("after:2026-11-24", _("after a day; also before: and on:")),
)
#: Elements of a page that take results alone.
PARTS: Final = frozenset({"results", "more-results"})


@signed_in
@require_safe
def search(request: PersonRequest) -> HttpResponse:
    """Over all parties, or in one: `party`, `topic`. htmx gets the results alone."""
    party, topic = request.GET.get("party") or None, request.GET.get("topic") or None
    membership = queries.party_for(request.person, party) if party else None
    opened = queries.topic_for(request.person, topic) if topic else None
    context = found(request, party=party, topic=topic) | {"searched_party": membership and str(membership.party_id)}
    if htmx_target(request) in PARTS:
        return show(request, "messaging/_results.html", context)
    shown = {"only_topic": opened.topic if opened else None, "at_search": True}
    return show(request, "messaging/search.html", desk(request) | context | shown)


def found(request: PersonRequest, *, party: str | None = None, topic: str | None = None) -> dict[str, Any]:
    """The fields of a search form as they were sent, and what was found; of a question that is none, the `problem`."""
    asked = _asked(request)
    context: dict[str, Any] = asked | {
        "filters": [(term, words, term in request.GET.getlist("with")) for term, words in FILTERS],
        "sorts": SORTS,
        "operators": OPERATORS,
        "address": _address(request),
    }
    question = question_of(request.GET.get("q", ""), request.GET.get("from", ""), request.GET.getlist("with"))
    if not question:
        return context
    try:
        cursor = request.GET.get("cursor")
        page = queries.search(
            request.person,
            question,
            party=party,
            topic=topic,
            sort=asked["sort"],
            cursor=cursor,
            zone=zone_of(request),
        )
    except (Invalid, RateLimited) as refusal:
        return context | {"problem": refusal.message}
    return context | {"results": page.items, "next_results": page.next, "is_first_page": not cursor}


def _asked(request: HttpRequest) -> dict[str, Any]:
    sort = request.GET.get("sort", "")
    return {
        "q": request.GET.get("q", ""),
        "author": request.GET.get("from", ""),
        "sort": sort if sort in dict(SORTS) else SORTS[0][0],
    }


def question_of(words: str, author: str, terms: list[str]) -> str:
    """The question that a form asks: its words, with an operator for each of its other fields."""
    name = author.replace('"', "").strip()
    parts = [words.strip(), f'from:"{name}"' if name else "", *(term for term, _name in FILTERS if term in terms)]
    return " ".join(part for part in parts if part)


def _address(request: HttpRequest) -> str:
    """The search that is on screen, for the addresses of its results and of what follows them."""
    given = request.GET.copy()
    for name in ("cursor", "around", "before", "after", "pane"):
        given.pop(name, None)
    return given.urlencode()


def in_panel(request: PersonRequest, opened: queries.OpenTopic) -> dict[str, Any]:
    """Beside a conversation: in its party, or with `where=topic` in the topic alone."""
    is_topic = request.GET.get("where") == "topic"
    where = {"topic": str(opened.topic.id)} if is_topic else {"party": str(opened.party.id)}
    return found(request, **where) | {"where_topic": is_topic, "in_panel": True}
