"""What another app of a device shares with this one: the manifest names the address, and people choose a topic."""

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from messaging import queries
from messaging.checks import MAX_TEXT
from messaging.views.desk import PersonRequest, desk, show, signed_in


@signed_in
@require_safe
def share(request: PersonRequest) -> HttpResponse:
    """`title`, `text` and `url`, each or none. The topic that is chosen has them in its composer, unsent."""
    places = queries.places_to_write(request.person)
    context = desk(request) | {"shared": shared_words(request.GET), "places": places}
    return show(request, "messaging/share.html", context)


def shared_words(given: QueryDict) -> str:
    """A line each. What apps say twice, such as an address within the text, is said once; a long text is cut."""
    title, text, url = (given.get(name, "").strip() for name in ("title", "text", "url"))
    url = "" if url in text.split() else url[:MAX_TEXT]
    title = "" if text.startswith(title) or title == url else title
    before = "\n".join(filter(None, (title, text)))
    return "\n".join(filter(None, (before[: MAX_TEXT - len(url) - 1].rstrip(), url)))
