"""It is true of the writer that Prometheus hears of its batches, how long posts take, and what went wrong."""

import pytest
from prometheus_client import generate_latest

from events.metrics import registry
from messaging.models import Topic, User
from messaging.services.batches import Saver
from messaging.services.posts import NewMessage
from messaging.tests.messages import new
from messaging.tests.writers import Gate, heard, running_writer

pytestmark = [pytest.mark.django_db(databases=["messaging"], transaction=True), pytest.mark.servers]


def told() -> dict[str, float]:
    lines = [line.rpartition(" ") for line in generate_latest(registry).decode().splitlines() if line[0] != "#"]
    return {name: float(value) for name, _, value in lines if name.startswith("chatterbox_writer_")}


def test_batches_their_sizes_and_refusals(ada: User, eve: User, topic: Topic):
    before, gate = told(), Gate()
    with running_writer(gate.saver) as running:
        answers = [heard(running, new(ada, topic.id))]
        assert gate.arrived.wait(10)
        answers += [heard(running, new(who, topic.id)) for who in (ada, eve, ada)]
        gate.open.set()
        for answer in answers:
            answer.result(20)

    after = told()
    grown = {name: after[name] - before[name] for name in after}
    assert grown["chatterbox_writer_batch_size_count"] == 2
    assert grown["chatterbox_writer_batch_size_sum"] == 4
    assert grown["chatterbox_writer_seconds_count"] == 4
    assert grown["chatterbox_writer_refused_total"] == 1
    assert grown["chatterbox_writer_alone_total"] == 0


def test_what_went_wrong(ada: User, topic: Topic):
    before, saver = told(), Saver()

    saver.save([new(ada, topic.id), NewMessage(author=ada, topic_id=topic.id, client_id="c", text="a\0b")])
    saver.close()

    after = told()
    assert after["chatterbox_writer_halved_total"] == before["chatterbox_writer_halved_total"] + 1
    assert after["chatterbox_writer_alone_total"] == before["chatterbox_writer_alone_total"] + 1


def test_how_many_wait(ada: User, topic: Topic):
    gate = Gate()
    with running_writer(gate.saver) as running:
        answers = [heard(running, new(ada, topic.id))]
        assert gate.arrived.wait(10)
        answers += [heard(running, new(ada, topic.id)) for _ in range(3)]

        assert told()["chatterbox_writer_waiting"] == 3
        gate.open.set()
        for answer in answers:
            answer.result(20)
        assert told()["chatterbox_writer_waiting"] == 0
