"""Sign-in with Google and GitHub: allauth's own classes, and what we ask of them, of the providers and of people."""

from typing import Final

from django.conf import settings

#: Providers that an account may have come from, whether they are offered now or not.
NAMES: Final = ("google", "github")


def is_offered(provider: str) -> bool:
    return provider in {house.id for house in settings.SIGN_IN_PROVIDERS}
