from pathlib import Path

import msgspec
import pytest

from events import docs, schemas
from events.catalogue import BY_NAME, EVENTS, KAFKA_TOPICS
from events.topics import TOPICS

ROOT = Path(__file__).resolve().parents[2]


def test_the_documentation_is_current():
    assert (ROOT / "docs" / "events.md").read_text(encoding="utf-8") == docs.text(), "run manage.py events_docs"


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.name)
def test_every_field_of_an_event_is_explained(kind):
    assert set(schemas.meanings(kind)) == {field.name for field in msgspec.structs.fields(kind)}
    assert kind.__doc__


def test_names_are_unique_and_every_topic_has_settings():
    assert len(BY_NAME) == len(EVENTS)
    assert {kind.kafka_topic for kind in EVENTS} == set(KAFKA_TOPICS) == set(TOPICS)
