"""Forms of the account's pages. What may be in a field is decided by the rules and services that the API uses too."""

import zoneinfo
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from accounts import rules
from accounts.models import User
from chatterbox.forms import RefusableForm

#: Parts of the IANA list that are no places: old names and fixed offsets.
NO_PLACES: Final = frozenset({"Etc", "SystemV", "US", "Canada", "Brazil", "Chile", "Mexico"})

Choices = list[tuple[str, Any]]


class ProfileForm(RefusableForm):
    display_name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("What others see beside your words."),
        max_length=4 * rules.DISPLAY_NAME_MAX,  # the rule says how long, and how long this one is
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    username = forms.CharField(
        label=gettext_lazy("Username"),
        help_text=gettext_lazy(
            "People mention you by it: 2 to 32 letters (a to z), digits, dots, dashes or underscores. "
            "It begins with a letter or a digit, upper and lower case are the same, and nobody else has it."
        ),
        max_length=4 * rules.USERNAME_MAX,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    zoneinfo = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False, widget=forms.Select)
    locale = forms.ChoiceField(label=gettext_lazy("Language"), required=False, widget=forms.Select)

    def __init__(self, user: User, data: Any = None) -> None:
        names = ("display_name", "username", "zoneinfo", "locale")
        super().__init__(data, initial={name: getattr(user, name) for name in names})
        self.fields["zoneinfo"].choices = _with_current(zones(), user.zoneinfo)  # type: ignore[attr-defined]
        self.fields["locale"].choices = _with_current(languages(), user.locale)  # type: ignore[attr-defined]


def languages() -> Choices:
    """The languages of our pages, each called by its own name."""
    ours = [(code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES]
    return [("", _("As my browser says")), *ours]


def zones() -> Choices:
    """The time zones of the IANA list that are places, by continent."""
    return [("", _("As my device says")), *_places()]


@lru_cache(maxsize=1)
def _places() -> Choices:
    by_region: dict[str, Choices] = {}
    for name in sorted(zoneinfo.available_timezones()):
        region, slash, place = name.partition("/")
        if slash and region not in NO_PLACES:
            by_region.setdefault(region, []).append((name, place.replace("_", " ").replace("/", ", ")))
    return [*by_region.items(), ("UTC", "UTC")]


def _with_current(choices: Choices, current: str) -> Choices:
    """What somebody has chosen by another way stays a choice."""
    return choices if current in set(_values(choices)) else [*choices, (current, current)]


def _values(choices: Choices) -> Iterator[str]:
    for value, label in choices:
        if isinstance(label, list):
            yield from _values(label)
        else:
            yield value


class DeletionForm(forms.Form):
    messages = forms.ChoiceField(
        label=gettext_lazy("What you wrote"),
        choices=[
            ("keep", gettext_lazy("It stays, as from “Deleted user”")),
            ("delete", gettext_lazy("It goes too; where it was it says “This message was deleted”")),
        ],
        initial="keep",
        widget=forms.RadioSelect,
    )
    confirmation = forms.CharField(
        max_length=4 * rules.USERNAME_MAX,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.username = user.username
        label = _("Type your username, %(username)s, to confirm")
        self.fields["confirmation"].label = label % {"username": user.username}

    def clean_confirmation(self) -> str:
        typed = str(self.cleaned_data["confirmation"]).strip().lower().removeprefix("@")
        if typed != self.username:
            raise forms.ValidationError(_("This is not your username, so nothing was deleted."), code="mismatch")
        return typed
