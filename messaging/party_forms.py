"""Forms of a party's settings. They name fields and carry errors; what is allowed is decided by the services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chatterbox.forms import RefusableForm
from messaging.checks import MAX_DESCRIPTION, MAX_NAME
from messaging.forms import ChangeForm


class PartySettingsForm(ChangeForm):
    name = forms.CharField(
        label=_("Name"),
        error_messages={"required": _("Give it a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": MAX_NAME}),
    )
    description = forms.CharField(
        label=_("Description"),
        required=False,
        help_text=_("One line. Whoever follows an invite reads it as well."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": MAX_DESCRIPTION}),
    )


class DeletePartyForm(RefusableForm):
    confirm = forms.CharField(
        label=_("Its name, to say that you mean it"),
        strip=False,
        error_messages={"required": _("Type the name of the party as it is, to say that you mean it.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
