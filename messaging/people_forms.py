"""Forms about people. They name fields and carry errors; what is allowed is decided by the services."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from chatterbox.forms import RefusableForm
from messaging.checks import MAX_REASON
from messaging.models import Role

HOUR: Final = 1
DAY: Final = 24
MINUTES_OF_DAY: Final = 24 * 60
#: What is asked for to end a timeout.
END: Final = 0
WHY: Final = _("Reason")
FOR_THE_LOG: Final = _("For the audit log, which moderators read.")

#: What each role brings, as one chooses it.
ROLE_CHOICES: Final = {
    Role.ADMIN: _("Admin: changes the party and its roles, and deletes topics"),
    Role.MODERATOR: _("Moderator: removes messages and people, reads reports and the audit log"),
    Role.MEMBER: _("Member: reads, writes, makes topics and invites"),
}


def reason_field(label: Any = WHY, help_text: Any = FOR_THE_LOG) -> forms.CharField:
    """A line that says why. The service says what may be in it."""
    return forms.CharField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": MAX_REASON}),
    )


class ConfirmForm(RefusableForm):
    """Nothing but a button: a yes."""


class ReasonForm(RefusableForm):
    reason = reason_field()


class KickForm(RefusableForm):
    """Also for a ban."""

    reason = reason_field()
    delete_hours = forms.TypedChoiceField(
        label=_("Their messages"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[
            ("", _("keep them all")),
            (HOUR, _("delete those of the last hour")),
            (DAY, _("delete those of the last day")),
            (7 * DAY, _("delete those of the last 7 days")),
        ],
    )


class RoleForm(RefusableForm):
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    reason = reason_field()

    def __init__(self, data: Any, *, roles: Iterable[str], role: str) -> None:
        super().__init__(data, initial={"role": role})
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (each.value, label) for each, label in ROLE_CHOICES.items() if each in set(roles)
        ]


class TimeoutForm(RefusableForm):
    minutes = forms.TypedChoiceField(label=_("For how long"), coerce=int)
    reason = reason_field()

    def __init__(self, data: Any, *, is_timed_out: bool) -> None:
        super().__init__(data)
        lengths: list[tuple[int, Any]] = [
            (10, _("10 minutes")),
            (60, _("1 hour")),
            (MINUTES_OF_DAY, _("1 day")),
            (7 * MINUTES_OF_DAY, _("7 days")),
            (28 * MINUTES_OF_DAY, _("28 days")),
        ]
        ending: list[tuple[int, Any]] = [(END, _("End it now"))] if is_timed_out else []
        self.fields["minutes"].choices = ending + lengths  # type: ignore[attr-defined]


class ReportForm(RefusableForm):
    reason = reason_field(_("What is wrong with it?"), _("Those who look after this party read it, nobody else."))
