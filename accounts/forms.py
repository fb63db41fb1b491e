"""What we add to allauth's forms."""

from typing import Any

from django import forms
from django.contrib.auth.hashers import make_password


class SignUpForm(forms.Form):
    """ACCOUNT_SIGNUP_FORM_CLASS: beneath every form that makes people, on pages and for phones."""

    account_already_exists: bool  # allauth's: there is somebody with this address, who gets a mail

    def signup(self, request: Any, user: Any) -> None:
        """allauth wants it; there is nothing more to do."""

    def _post_clean(self) -> None:
        """The last step of checking. A taken address takes as long as a free one, whose password is hashed."""
        super()._post_clean()  # type: ignore[misc]
        password = self.cleaned_data.get("password1") or self.cleaned_data.get("password")
        if password and self.account_already_exists and not self.errors:
            make_password(password)
