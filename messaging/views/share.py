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
    """A line each. What apps say twice, such as an address within the text, is said once.

    A long text is cut, its address never: it goes behind what is left, and one that no message holds is left out.
    """
    title, text, url = (given.get(name, "").strip() for name in ("title", "text", "url"))
    title = "" if text.startswith(title) or title == url else title
    before = "\n".join(filter(None, (title, text)))
    if len(url) > MAX_TEXT or (url in text.split() and len(before) <= MAX_TEXT):
        url = ""
    room = max(0, MAX_TEXT - len(url) - 1) if url else MAX_TEXT
    return "\n".join(filter(None, (before[:room].rstrip(), url)))


def words_chosen(request: PersonRequest) -> str:
    """What was shared, as it comes to the topic that was chosen: a form sends two signs for the end of a line."""
    return request.GET.get("share", "").replace("\r\n", "\n")[:MAX_TEXT]
