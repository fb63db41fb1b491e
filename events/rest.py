"""JSON in and out of DRF, by msgspec: the same encoder that the socket uses, so both speak alike."""

from typing import Any

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

from events.errors import TooLarge

encoder = msgspec.json.Encoder(enc_hook=str)


class Encoded(bytes):
    """An answer that is JSON already."""


class OneFormat(BaseContentNegotiation):
    """JSON is what there is, whatever a client says that it accepts."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return DefaultContentNegotiation().select_parser(request, parsers)

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class JSONRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        if isinstance(data, Encoded):
            return data
        return b"" if data is None else encoder.encode(data)


class JSONParser(BaseParser):
    """A JSON object of bounded size; anything else is refused in the one error shape."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> dict[str, Any]:
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge
        try:
            data = msgspec.json.decode(body or b"{}")
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ParseError(str(error)) from error
        if not isinstance(data, dict):
            raise ParseError(_("an object in braces is wanted"))
        return data
