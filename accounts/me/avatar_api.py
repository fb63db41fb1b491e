"""`PUT` and `DELETE …/me/avatar`: a picture as the body itself, or in the field `avatar` of a form."""

from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import pictures, services
from accounts.api import MyApi
from events import limiter
from events.errors import Invalid, UnsupportedMediaType

#: So many pictures in so many seconds.
UPLOADS, SECONDS = 20, 3600
FIELD: Final = "avatar"


class PictureParser(BaseParser):
    """The body as it is, of bounded size. What it is says its content, not its type."""

    media_type = "image/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        return stream.read(pictures.MAX_BYTES + 1)


class BytesParser(PictureParser):
    media_type = "application/octet-stream"


class WantsAPicture(UnsupportedMediaType):
    def __init__(self) -> None:
        super().__init__(_("Send a picture: image/png, image/jpeg, image/webp or image/gif."))


class MyAvatarApi(MyApi):
    parser_classes = (PictureParser, BytesParser, MultiPartParser)

    def put(self, request: Request) -> Response:
        limiter.check("avatar", str(self.me.pk), UPLOADS, SECONDS)
        picture = pictures.avatar_of(self._content(request))
        return self.changed(services.set_avatar(self.me.pk, picture))

    def delete(self, request: Request) -> Response:
        self.changed(services.remove_avatar(self.me.pk))
        return Response(status=204)

    @staticmethod
    def _content(request: Request) -> bytes:
        try:
            given: Any = request.data
        except exceptions.UnsupportedMediaType as error:
            raise WantsAPicture from error
        return given if isinstance(given, bytes) else content_of(given.get(FIELD))


def content_of(file: object) -> bytes:
    """The content of an uploaded file, as much of it as it takes to know that it is too large."""
    if not isinstance(file, UploadedFile):
        raise Invalid.field(FIELD, _("Choose a picture first."))
    return bytes(file.read(pictures.MAX_BYTES + 1))
