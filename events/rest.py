"""JSON in and out of DRF, by msgspec: the same encoder that the socket uses, so both speak alike."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

from events.errors import Invalid, TooLarge

#: How deep lists and objects may lie in each other: deeper than anything we ask for, and far from where Python breaks.
DEEPEST: Final = 32

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
        return object_of(body or b"{}")


class NotJson(Invalid):
    """What was sent is not the JSON that is wanted, and `why`."""

    def __init__(self, why: object) -> None:
        super().__init__(_("This is not the JSON that is wanted: %(why)s") % {"why": why})


def object_of(text: bytes) -> dict[str, Any]:
    """The object that a JSON text is. Raises NotJson."""
    data = value_of(text)
    if not isinstance(data, dict):
        raise NotJson(_("an object in braces is wanted"))
    return data


def value_of(text: bytes | str) -> Any:
    """What a JSON text says: UTF-8, no lone surrogates, numbers of a sane size, and no deeper than DEEPEST.

    Raises NotJson.
    """
    try:
        data = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise NotJson(error) from error
    level = [data]
    for _depth in range(DEEPEST):
        level = [value for each in level for value in _values(each)]
        if not level:
            return data
    raise NotJson(_("it is nested too deeply"))


def _values(each: object) -> Iterable[Any]:
    if isinstance(each, dict):
        return each.values()
    return each if isinstance(each, list) else ()
