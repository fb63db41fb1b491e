"""The contract of the socket, for tests: every frame is checked against docs/socket-frames.json."""

from functools import lru_cache
from typing import Any

import jsonschema_rs
import msgspec

from messaging import frame_schemas, frames
from messaging.frame_schemas import FROM_CLIENT, FROM_SERVER


def check_from_server(frame: Any) -> None:
    """Assert that a frame is one that the document knows, with no field that it does not name."""
    _check(FROM_SERVER, frame)


def check_from_client(frame: Any) -> None:
    """The same of a frame that a client sends."""
    _check(FROM_CLIENT, frame)


def is_understood(text: str) -> bool:
    """Whether the server takes a frame for a command."""
    try:
        frames.decode_command(text)
    except msgspec.MsgspecError:
        return False
    return True


def _check(side: str, frame: Any) -> None:
    faults = list(_validator(side)(frame))
    assert not faults, f"{frame} is not as documented: {'; '.join(_told(frame, fault) for fault in faults)}"


def _told(frame: Any, fault: Any) -> str:
    """Of many kinds of frames, what is wrong with those that it could be."""
    own = [one for several in getattr(fault.kind, "context", []) for one in several]
    return "; ".join(f"{'/'.join(map(str, one.instance_path))}: {one.message}" for one in own) or str(fault.message)


@lru_cache(maxsize=2)
def _validator(side: str) -> Any:
    document = frame_schemas.document()
    for schema in document["$defs"].values():
        if "properties" in schema:
            schema["additionalProperties"] = False
    whole = {"$ref": f"#/$defs/{side}", "$defs": document["$defs"]}
    return jsonschema_rs.Draft202012Validator(whole).iter_errors
