"""Forms about topics. They name fields and carry errors; what is allowed is decided by the services."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from chatterbox.forms import RefusableForm
from chatterbox.templatetags.interface import called
from messaging.forms import ChangeForm, CommandForm
from messaging.shapes import MemberShape

MINUTE: Final = 60
HOUR: Final = 3600
#: Waits that are offered, in seconds.
WAITS: Final = (0, 5, 10, 30, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR)


def wait_name(seconds: int) -> str:
    """A wait as it is said: in the largest unit that it is whole in."""
    if not seconds:
        return str(_("off"))
    if seconds % HOUR == 0:
        return ngettext("%(n)d hour", "%(n)d hours", seconds // HOUR) % {"n": seconds // HOUR}
    if seconds % MINUTE == 0:
        return ngettext("%(n)d minute", "%(n)d minutes", seconds // MINUTE) % {"n": seconds // MINUTE}
    return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}


def name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Name"),
        error_messages={"required": _("Give it a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def description_field() -> forms.CharField:
    return forms.CharField(
        label=_("Description"),
        required=False,
        help_text=_("One line under the name: what belongs here."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def announcement_field() -> forms.BooleanField:
    return forms.BooleanField(label=_("Only moderators write here"), required=False)


class NewTopicForm(CommandForm):
    """`people` may be let into a private topic at once."""

    name = name_field()
    description = description_field()
    announcement = announcement_field()
    private = forms.BooleanField(
        label=_("Private: only the people that you choose see it"),
        required=False,
        help_text=_("This can't be changed later. People can be let in and taken out at any time."),
    )
    member_ids = forms.MultipleChoiceField(
        label=_("Who is in it, besides you"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, people: Sequence[MemberShape], may_announce: bool) -> None:
        super().__init__(data)
        self.fields["member_ids"].choices = [  # type: ignore[attr-defined]
            (one.user.id, f"{called(one.user)} (@{one.user.username})") for one in people
        ]
        if not people:
            del self.fields["member_ids"]
        if not may_announce:
            del self.fields["announcement"]


class EditTopicForm(ChangeForm):
    """What moderators alone decide is left out for others."""

    name = name_field()
    description = description_field()
    announcement = announcement_field()
    slow_mode_s = forms.TypedChoiceField(
        label=_("Slow mode"), coerce=int, help_text=_("How long each person waits after a message. Moderators do not.")
    )

    def __init__(self, data: Any, *, topic: Any, is_moderator: bool) -> None:
        known = {name: getattr(topic, name) for name in self.base_fields}
        super().__init__(data, initial=known)
        waits = sorted({*WAITS, topic.slow_mode_s, *self._wait_drawn()})
        self.fields["slow_mode_s"].choices = [(wait, wait_name(wait)) for wait in waits]  # type: ignore[attr-defined]
        if not is_moderator:
            del self.fields["announcement"], self.fields["slow_mode_s"]

    def _wait_drawn(self) -> set[int]:
        """The wait that the form offered because it was that of the topic, which it need not be any more."""
        drawn = self.data.get(self.add_initial_prefix("slow_mode_s"), "")
        return {int(drawn)} if drawn.isascii() and drawn.isdigit() and len(drawn) < 6 else set()


class DeleteTopicForm(RefusableForm):
    confirm = forms.CharField(
        label=_("Type the name of the topic"),
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class LetInForm(RefusableForm):
    """Somebody by their username."""

    username = forms.CharField(
        label=_("Let somebody in"),
        help_text=_("Their username, such as @bo."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "list": "candidates"}),
    )
