"""A picture that comes to an API operation: as the body itself, or in a field of a form."""

from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request

from events.errors import Invalid, UnsupportedMediaType

#: Bytes that are read of a body at most: one more than the largest picture that any operation takes.
READ: Final = 5 * 1024 * 1024 + 1


class PictureParser(BaseParser):
    """The body as it is, of bounded size. What it is says its content, not its type."""

    media_type = "image/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        return stream.read(READ)


class BytesParser(PictureParser):
    media_type = "application/octet-stream"


PARSERS: Final = (PictureParser, BytesParser, MultiPartParser)


class WantsAPicture(UnsupportedMediaType):
    def __init__(self) -> None:
        super().__init__(_("Send a picture: image/png, image/jpeg, image/webp or image/gif."))


def picture_in(request: Request, field: str) -> bytes:
    """The picture that a request brings. Raises WantsAPicture, Invalid with the `field`."""
    try:
        given: Any = request.data
    except exceptions.UnsupportedMediaType as error:
        raise WantsAPicture from error
    return given if isinstance(given, bytes) else content_of(given.get(field), field)


def content_of(file: object, field: str) -> bytes:
    """The content of an uploaded file, as much of it as it takes to know that it is too large. Raises Invalid."""
    if not isinstance(file, UploadedFile):
        raise Invalid.field(field, _("Choose a picture first."))
    return bytes(file.read(READ))
