"""Forms of messaging's pages. They name fields and carry errors; what is allowed is decided by the services."""

import re
from typing import Any, Final, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from chatterbox.forms import RefusableForm
from events.ids import new_id
from messaging.models import Level

#: A code by itself, or at the end of a link to an invite.
INVITE: Final = re.compile(r"(?:^|.*/i/)([A-Za-z0-9_-]{8,32})/?")
DAY: Final = 24 * 3600


class ClientIdField(forms.CharField):
    """The id that makes a form sent twice one command: a fresh one each time the form is shown empty."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(max_length=64, initial=lambda: str(new_id()))


class CommandForm(RefusableForm):
    """A form that is a command: sent twice it is the same one."""

    client_id = ClientIdField()

    def renew_client_id(self) -> None:
        """Let the form, when it is sent again, be a command of its own."""
        given = cast(QueryDict, self.data).copy()
        given["client_id"] = str(new_id())
        self.data = given


class AsDrawn(forms.HiddenInput):
    """What a field held when its form was drawn. Nobody sees it, so nothing describes it."""

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> Any:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return {name: value for name, value in attrs.items() if not name.startswith("aria-")}


class ChangeForm(RefusableForm):
    """A form of what is there already. It holds what it was drawn with, and what its sender has left like that stays as
    it is by now, whoever has changed it. Where a sender does not say what it was drawn with, everything counts.
    """

    def __init__(self, data: Any = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        for field in self.fields.values():
            field.show_hidden_initial, field.hidden_widget = True, AsDrawn
        if self.is_bound:
            self.data = now = cast(QueryDict, self.data).copy()
            for name in self.fields:
                now.setdefault(self.add_initial_prefix(name), str(initial[name]))

    @property
    def changes(self) -> dict[str, Any]:
        """Of a valid form, the fields that its sender has changed."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class PartyForm(CommandForm):
    name = forms.CharField(
        label=_("Name"),
        help_text=_("What your people call themselves. It can be changed later."),
        error_messages={"required": _("Give it a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class MessageForm(CommandForm):
    text = forms.CharField(strip=False, error_messages={"required": _("Write something first.")})
    reply_to = forms.CharField(required=False, widget=forms.HiddenInput)


class LevelForm(RefusableForm):
    level = forms.ChoiceField(
        label=_("Tell me of"),
        choices=[
            (Level.ALL, _("Everything: every message counts as unread")),
            (Level.MENTIONS, _("Mentions only: other messages are counted in the list alone")),
            (Level.NONE, _("Nothing: the topic stays silent")),
        ],
        error_messages={"required": _("Choose one.")},
        widget=forms.RadioSelect,
    )


class InviteForm(CommandForm):
    expires_in = forms.TypedChoiceField(
        label=_("Lasts"),
        coerce=int,
        empty_value=None,
        required=False,
        initial=7 * DAY,
        choices=[(7 * DAY, _("7 days")), (DAY, _("1 day")), (30 * DAY, _("30 days")), ("", _("until it is stopped"))],
    )
    max_uses = forms.TypedChoiceField(
        label=_("Can be used"),
        coerce=int,
        empty_value=None,
        required=False,
        initial="",
        choices=[("", _("any number of times")), (1, _("once")), (10, _("10 times")), (100, _("100 times"))],
    )


class LinkForm(forms.Form):
    """A pasted invite link, or its code."""

    link = forms.CharField(
        label=_("Invite link"),
        max_length=500,
        error_messages={"required": _("Paste the link first.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )

    def clean_link(self) -> str:
        """The code in it."""
        link = self.cleaned_data["link"].split("?")[0].split("#")[0]
        match = INVITE.fullmatch(link)
        if match is None:
            raise forms.ValidationError(_("This is not an invite link. It looks like https://…/i/aBcD1234."))
        return match[1]
