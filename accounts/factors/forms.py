"""MFA_FORMS: allauth's forms in our words, with fields that phones and password managers know how to fill."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.services import NAME_MAX

#: Characters of a code as people may type it, with blanks or dashes in it.
CODE_MAX = 20


def code_field(label: Any, help_text: Any = "", **attributes: str) -> forms.CharField:
    hints = {
        "autocomplete": "one-time-code",
        "autocapitalize": "off",
        "spellcheck": "false",
        "class": "code-input",
        "autofocus": True,
    }
    widget = forms.TextInput(hints | attributes)
    return forms.CharField(label=label, help_text=help_text, max_length=CODE_MAX, widget=widget)


class ActivateAppForm(ActivateTOTPForm):
    code = code_field(_("Code that the app shows"), inputmode="numeric")


class CodeForm(AuthenticateForm):
    code = code_field(_("Code"), _("No app at hand? A recovery code does as well, once."))


class CodeAgainForm(ReauthenticateForm):
    code = code_field(_("Code"), _("No app at hand? A recovery code does as well, once."))


class AddPasskeyForm(AddWebAuthnForm):
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=NAME_MAX,
        help_text=_("To tell it from others, when there are some."),
    )
    passwordless = forms.BooleanField(
        label=_("It may open my account by itself, without a password"),
        required=False,
        initial=True,
        help_text=_("Take this away for an old security key that asks for no fingerprint, face or PIN."),
    )


class RenamePasskeyForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name"), max_length=NAME_MAX)
