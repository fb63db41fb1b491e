"""What was once said stays readable: schemas and samples of every version."""

from typing import ClassVar

import msgspec
import pytest
from django.core.management import CommandError, call_command

from events import samples, schemas
from events.catalogue import BY_NAME, EVENTS, Event
from events.consumer import read
from events.records import Record
from events.registry import handles
from events.schemas import breaks, schema_of

SAMPLES = sorted(samples.FOLDER.glob("*.json"))


class Tea(Event, frozen=True, kw_only=True):
    """Tea was made.

    leaf: what it was made of
    cups: how many
    """

    name: ClassVar[str] = "tea:made"

    leaf: str
    cups: int | None


def changed(**fields) -> dict:
    """The schema of Tea with other fields."""
    annotations = {"leaf": str, "cups": int | None} | fields
    wanted = [(name, *kind) if isinstance(kind, tuple) else (name, kind) for name, kind in annotations.items() if kind]
    told = "\n".join(f"{field[0]}: something" for field in wanted)
    kind = msgspec.defstruct("Tea", wanted, bases=(Event,), frozen=True, kw_only=True, namespace={"name": "tea:made"})
    kind.__doc__ = f"Tea was made.\n\n{told}"
    return schema_of(kind)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"cups": None}, ["cups was removed"]),
        ({"leaf": None, "herb": str}, ["leaf was removed", "herb is required and was not"]),
        ({"cups": int}, ["cups has another type or range"]),
        ({"cups": str}, ["cups has another type or range"]),
        ({"leaf": str | None}, ["leaf has another type or range"]),
        ({"sugar": bool}, ["sugar is required and was not"]),
        ({"leaf": (str, "assam")}, ["leaf has another type or range", "leaf may be absent now"]),
    ],
    ids=["removed", "renamed", "narrowed", "of another type", "widened", "new and required", "no longer required"],
)
def test_a_change_that_breaks_a_reader_is_refused(fields, fault):
    assert breaks(schema_of(Tea), changed(**fields)) == fault


def test_an_optional_field_may_be_added_and_words_may_change():
    assert breaks(schema_of(Tea), changed(sugar=(bool | None, None))) == []


def test_the_catalogue_goes_together_with_what_was_committed():
    assert schemas.refused() == []


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.name)
def test_the_committed_schema_is_current(kind):
    committed = (schemas.FOLDER / schemas.file_name(kind)).read_text(encoding="utf-8")

    assert committed == schemas.pretty(schema_of(kind)), "run manage.py events_docs"


def test_the_command_refuses_a_planted_change_and_names_it(monkeypatch, tmp_path):
    old = schema_of(BY_NAME["user:updated"])
    old["properties"]["nickname"] = {"type": "string", "description": "gone"}
    (tmp_path / "user.updated.v1.json").write_text(schemas.pretty(old))
    (tmp_path / "user.promoted.v1.json").write_text("{}")
    monkeypatch.setattr(schemas, "FOLDER", tmp_path)
    monkeypatch.setattr(schemas.refused, "__defaults__", (tmp_path,))

    with pytest.raises(CommandError, match=r"user:updated: nickname was removed; user.promoted.v1.json: this event is"):
        call_command("events_docs", str(tmp_path / "events.md"))

    assert not (tmp_path / "events.md").exists()


def test_there_is_a_sample_of_every_version():
    wanted = {schemas.file_name(kind, version) for kind in EVENTS for version in range(1, kind.schema_version + 1)}

    assert {path.name for path in SAMPLES} == wanted


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_is_read_and_keeps_all_that_it_says(path):
    sample = msgspec.json.decode(path.read_bytes())
    kind = BY_NAME[sample["type"]]
    handles(kind, app="messaging")(print)

    item = read(Record(path.read_bytes(), "users/0/0"), "messaging")

    assert msgspec.to_builtins(item.event).items() >= sample["data"].items()
    assert item.event.key == sample["subject"]
