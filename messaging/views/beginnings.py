"""First words that are offered where nothing has been said yet."""

from typing import Final

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from messaging import queries

#: By the name that an address has for them. What ends in a space is gone on with.
BEGINNINGS: Final = {
    "hello": _("Hello everybody!"),
    "purpose": _("This topic is for "),
    "question": _("Does anybody know "),
}


def begin(request: HttpRequest, opened: queries.OpenTopic, form: forms.Form) -> list[tuple[str, str]]:
    """The beginnings that an empty topic wants; the one that the address names is in the form already."""
    if opened.topic.last_n:
        return []
    chosen = request.GET.get("say", "")
    if not form.is_bound and chosen in BEGINNINGS:
        form.initial["text"] = str(BEGINNINGS[chosen])
    return [(name, str(words)) for name, words in BEGINNINGS.items()]
