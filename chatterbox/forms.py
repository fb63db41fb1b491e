"""What the forms of both services have in common."""

from http import HTTPStatus

from django import forms
from django.http import HttpResponse

from events.errors import ChatterboxError


class RefusableForm(forms.Form):
    """A form that takes what a service refused and shows it at the field it speaks of."""

    refusal: ChatterboxError | None = None

    def add_refusal(self, refusal: ChatterboxError) -> None:
        self.refusal = refusal
        for name, sentences in (refusal.fields or {}).items():
            if name in self.fields and not self.fields[name].widget.is_hidden:
                self.add_error(name, sentences)
        if not self.errors:
            self.add_error(None, refusal.message)

    def mark(self, response: HttpResponse) -> HttpResponse:
        """The page that shows the form again, with the status and the headers of what went wrong."""
        if self.refusal is not None:
            response.status_code = self.refusal.status
            for name, value in self.refusal.headers().items():
                response[name] = value
        elif self.errors:
            response.status_code = HTTPStatus.BAD_REQUEST
        return response
