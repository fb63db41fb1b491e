"""Secrets of the profile `local`: made once into the data folder, never in the code."""

import contextlib
import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

from events.keys import jwks_of_ring, new_private_key

#: In DATA/secrets: the ring of keys that sign access tokens.
KEY_FILE: Final = "jwt_private_key.pem"


def local_secrets(data: Path) -> dict[str, Any]:
    """SECRET_KEY, JWT_PRIVATE_KEY and JWT_PUBLIC_KEYS of this data folder; made at the first call.

    Raises ImproperlyConfigured when the folder can't be written.
    """
    folder = data / "secrets"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        private_key = kept(folder / KEY_FILE, new_private_key)
        secret_key = kept(folder / "secret_key", new_secret_key)
    except OSError as error:
        raise ImproperlyConfigured(f"DATA: the folder {data} can't be written ({error.strerror}).") from error
    return {
        "SECRET_KEY": secret_key,
        "JWT_PRIVATE_KEY": private_key,
        "JWT_PUBLIC_KEYS": json.dumps(jwks_of_ring(private_key)),
    }


def new_secret_key() -> str:
    return secrets.token_urlsafe(48)


def replace(path: Path, text: str) -> None:
    """Write a file that only we may read, in one step: whoever reads it meanwhile gets the old text or the new one."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        draft.touch(mode=0o600)
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def kept(path: Path, make: Callable[[], str]) -> str:
    """The text of a file that only we may read; made at the first call. Two that make it at once get the same text."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(make(), encoding="utf-8")
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text(encoding="utf-8")
