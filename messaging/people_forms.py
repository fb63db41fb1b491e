"""Forms about people. They name fields and carry errors; what is allowed is decided by the services."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from chatterbox.forms import RefusableForm
from messaging.checks import MAX_REASON

HOUR: Final = 1
DAY: Final = 24


def reason_field(help_text: Any) -> forms.CharField:
    """A line that says why. The service says what may be in it."""
    return forms.CharField(
        label=_("Reason"),
        required=False,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": MAX_REASON}),
    )


def hours_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
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


class KickForm(RefusableForm):
    reason = reason_field(_("For the audit log, which moderators read."))
    delete_hours = hours_field()
