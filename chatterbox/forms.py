"""What the forms of both services have in common."""

from django import forms

from events.errors import ChatterboxError


class RefusableForm(forms.Form):
    """A form that takes what a service refused and shows it at the field it speaks of."""

    def add_refusal(self, refusal: ChatterboxError) -> None:
        for name, sentences in (refusal.fields or {}).items():
            if name in self.fields and not self.fields[name].widget.is_hidden:
                self.add_error(name, sentences)
        if not self.errors:
            self.add_error(None, refusal.message)
