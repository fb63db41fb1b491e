"""MFA_ADAPTER: what allauth asks about second factors."""

import base64
import logging
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.user_agents import device_name
from events.errors import Unavailable

log = logging.getLogger(__name__)

#: Names the use, so that no other secret made from SECRET_KEY is the same.
PURPOSE: Final = b"chatterbox second factors"


class MFAAdapter(DefaultMFAAdapter):
    error_messages: Final = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": gettext_lazy(
            "Recovery codes stand in for a second factor. Set up an authenticator app or a passkey first."
        ),
        "incorrect_code": gettext_lazy("That was not right. Try once more."),
    }

    def encrypt(self, text: str) -> str:
        """Secrets of apps and codes are worth nothing to whoever gets hold of the database alone."""
        return _box(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        box = _box(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        try:
            return box.decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            log.exception("a second factor can't be read: is SECRET_KEY another one than before?")
            raise Unavailable(_("Your second factor can't be checked right now. Try again later.")) from error

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Who passkeys are for: the host of PUBLIC_URL, whatever Host a request names."""
        return {"id": urlsplit(settings.PUBLIC_URL).hostname or "localhost", "name": "Chatterbox"}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """A name to begin with: the device in hand, of which most people have few."""
        return device_name(context.request.headers.get("User-Agent", ""))


@lru_cache(maxsize=4)
def _box(*keys: str) -> MultiFernet:
    """Locks with the first key, opens with any."""
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key))) for key in keys])


def _derived(key: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
