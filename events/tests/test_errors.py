"""It is true of a refusal that its sentence is in the language of whoever reads it, wherever it was raised."""

import threading

from django.utils import translation
from django.utils.translation import gettext_lazy

from events.errors import Blank, Invalid


def raised_elsewhere(make):
    """What a thread makes that works for everybody, and so in no language of anybody's."""
    found = []
    thread = threading.Thread(target=lambda: found.append(make()))
    with translation.override(None):
        thread.start()
        thread.join()
    return found[0]


def test_the_sentence():
    refusal = raised_elsewhere(Blank)

    with translation.override("en"):
        english = refusal.message
    with translation.override("de"):
        german = refusal.as_dict()["message"]
    assert english == "Write something first."
    assert german not in ("", english)


def test_the_sentences_of_fields():
    refusal = raised_elsewhere(lambda: Invalid.field("text", gettext_lazy("Write something first.")))

    with translation.override("de"):
        shape = refusal.as_dict()
    assert shape["fields"]["text"] == [shape["message"]]
    assert shape["message"] != "Write something first."
