"""docs/socket-frames.json: a JSON Schema of every frame of the socket, in both directions, made from their structs."""

import inspect
from pathlib import Path
from typing import Any, Final, get_args

import msgspec
from django.conf import settings

from messaging import frames, server_frames

FILE: Final = Path(settings.BASE_DIR) / "docs" / "socket-frames.json"
#: The definitions that every frame is one of.
FROM_SERVER, FROM_CLIENT = "FromServer", "FromClient"

_REFERENCE: Final = "#/$defs/{name}"


def document() -> dict[str, Any]:
    """The whole document; `$defs/FromServer` and `$defs/FromClient` are any frame of the one and of the other."""
    sent = get_args(frames.Command)
    schemas, found = msgspec.json.schema_components([*server_frames.FRAMES, *sent], ref_template=_REFERENCE)
    named = {name.removesuffix("Shape"): _plain(schema) for name, schema in sorted(found.items())}
    for kind in (*server_frames.FRAMES, *sent):
        named[kind.__name__]["description"] = " ".join((inspect.getdoc(kind) or "").split())
    references = _plain(list(schemas))
    number = len(server_frames.FRAMES)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Chatterbox socket",
        "description": (
            "Made by `manage.py frames_docs` from messaging/server_frames.py and messaging/frames.py; edit those. "
            "Clients ignore fields, `op` and `t` that they do not know."
        ),
        "$defs": {
            FROM_SERVER: {"anyOf": references[:number]},
            FROM_CLIENT: {"anyOf": references[number:]},
            **named,
        },
    }


def text() -> str:
    """The file."""
    return msgspec.json.format(msgspec.json.encode(document()), indent=2).decode() + "\n"


def _plain(schema: Any) -> Any:
    """The same with `Message` for `MessageShape`, and a word that can be only one required like all others."""
    if isinstance(schema, list):
        return [_plain(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: _plain(value) for key, value in schema.items()}
    if isinstance(plain.get("$ref"), str):
        plain["$ref"] = plain["$ref"].removesuffix("Shape")
    if isinstance(plain.get("title"), str):
        plain["title"] = plain["title"].removesuffix("Shape")
    kind = plain.get("properties", {}).get("t") if isinstance(plain.get("properties"), dict) else None
    if kind is not None and "default" in kind:
        del kind["default"]
        plain["required"] = [*plain["required"], "t"]
    return plain
