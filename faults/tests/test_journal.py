"""It is true of a journal that what was noted is read again, of all clients by time, and was on disk at once."""

from faults import journal
from faults.journal import ACKNOWLEDGED, ERROR, FINAL, SENT, Journal


def test_what_several_clients_noted_is_read_by_time(tmp_path):
    ada, bo = (Journal(tmp_path / f"{who}.jsonl", who) for who in ("ada", "bo"))
    ada.note(SENT, "t", client_id="c1", text="Ahoy!\nTwo lines")
    bo.note(FINAL, "t", order=("m1",), texts=("Ahoy!\nTwo lines",))
    ada.note(ACKNOWLEDGED, "t", client_id="c1", id="m1", n=1, rev=1)

    found = journal.read(tmp_path)

    assert [(entry.who, entry.what) for entry in found] == [("ada", SENT), ("bo", FINAL), ("ada", ACKNOWLEDGED)]
    assert found[1].order == ("m1",)
    assert found[0].text == "Ahoy!\nTwo lines"
    assert found[2].n == 1
    assert found[2].at >= found[0].at


def test_an_entry_is_there_before_its_journal_is_closed(tmp_path):
    ada = Journal(tmp_path / "ada.jsonl", "ada")
    ada.note(ACKNOWLEDGED, "t", client_id="c1", id="m1", n=1, rev=1)

    assert [entry.id for entry in journal.read(tmp_path)] == ["m1"]


def test_a_journal_is_added_to(tmp_path):
    for client_id in ("c1", "c2"):
        again = Journal(tmp_path / "ada.jsonl", "ada")
        again.note(SENT, "t", client_id=client_id)
        again.close()

    assert [entry.client_id for entry in journal.read(tmp_path)] == ["c1", "c2"]


def test_what_concerns_no_topic_is_read_again(tmp_path):
    Journal(tmp_path / "ada.jsonl", "ada").note(ERROR, "", text="unavailable")

    assert [(entry.topic, entry.text) for entry in journal.read(tmp_path)] == [("", "unavailable")]
