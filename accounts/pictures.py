"""Pictures of people: how large a file may be, and of what kind."""

from typing import Final

from events.pictures import square_of

MAX_BYTES: Final = 5 * 1024 * 1024
FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")


def avatar_of(content: bytes) -> bytes:
    """Somebody's avatar as a square WebP. Raises TooLarge, Invalid with the field `avatar`, Unavailable."""
    return square_of(content, field="avatar", most_bytes=MAX_BYTES, formats=FORMATS)
