"""JSON Schemas of all events, one committed file for each version, and the rule that says which changes are refused.

During a deployment old readers meet new events and new readers old ones. So a field that is there stays as it is, and
only an optional one may be added; whatever else changes wants a new schema version.
"""

import inspect
import re
from pathlib import Path
from typing import Any, Final

import msgspec

from events.catalogue import EVENTS, Event

FOLDER: Final = Path(__file__).parent / "wire" / "schemas"

_FIELD = re.compile(r"(\w+): (.+)")
#: What explains a schema and changes nothing about what it accepts.
_WORDS: Final = frozenset({"title", "description"})


def meanings(kind: type[Event]) -> dict[str, str]:
    """What each field of an event means, by its docstring and those of the classes above it."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if issubclass(base, Event):
            lines = inspect.cleandoc(base.__doc__ or "").splitlines()[1:]
            found |= {match[1]: match[2] for line in lines if (match := _FIELD.fullmatch(line))}
    return found


def schema_of(kind: type[Event]) -> dict[str, Any]:
    """The JSON Schema of an event's `data`, with the meaning of each field."""
    _, components = msgspec.json.schema_components([kind])
    found = components[kind.__name__]
    told = meanings(kind)
    fields = {name: {**field, "description": told[name]} for name, field in found["properties"].items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{kind.name}, version {kind.schema_version}",
        "description": inspect.cleandoc(kind.__doc__ or "").splitlines()[0],
        "type": "object",
        "properties": fields,
        "required": found["required"],
    }


def file_name(kind: type[Event], version: int | None = None) -> str:
    """`user.created.v1.json`: of a schema, and of a sample."""
    return f"{kind.name.replace(':', '.')}.v{version or kind.schema_version}.json"


def breaks(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Why readers of one schema and events of the other don't go together, one sentence each.

    A renamed field is one that was removed and one that was added.
    """
    before, after = old["properties"], new["properties"]
    faults = [f"{name} was removed" for name in before if name not in after]
    faults += [
        f"{name} has another type or range"
        for name in before
        if name in after and _core(before[name]) != _core(after[name])
    ]
    faults += [f"{name} is required and was not" for name in new["required"] if name not in old["required"]]
    faults += [f"{name} may be absent now" for name in old["required"] if name in after and name not in new["required"]]
    return faults


def _core(field: Any) -> Any:
    """A field's schema without words, which may change."""
    return {name: value for name, value in field.items() if name not in _WORDS}


def refused(folder: Path = FOLDER) -> list[str]:
    """What the catalogue changed against the committed files and must not, one sentence each."""
    faults = []
    for kind in EVENTS:
        path = folder / file_name(kind)
        if path.exists():
            faults += [
                f"{kind.name}: {fault}" for fault in breaks(msgspec.json.decode(path.read_bytes()), schema_of(kind))
            ]
    names = {file_name(kind, version) for kind in EVENTS for version in range(1, kind.schema_version + 1)}
    return faults + [
        f"{path.name}: this event is gone" for path in sorted(folder.glob("*.json")) if path.name not in names
    ]


def pretty(value: Any) -> str:
    """JSON for people and diffs."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"
