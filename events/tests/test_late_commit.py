import threading

import pytest
from django.db import connections

from events import outbox, txn
from events.ids import new_id
from events.relay import Receipt, relay_batch
from events.tests.people import EVE, record, user_event, waiting

pytestmark = [
    pytest.mark.servers,
    pytest.mark.alone,
    pytest.mark.django_db(databases=["default", "messaging"], transaction=True),
    pytest.mark.usefixtures("long_transactions"),
]


def test_a_row_that_commits_after_a_thousand_later_ones_is_sent(using):
    begun, go_on = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with txn.atomic(using):
            outbox.record(user_event(user_id=EVE, version=1), source="accounts", using=using)
            begun.set()
            go_on.wait(60)
        connections.close_all()

    sent = []

    def send(rows):
        sent.extend(row.aggregateid for row in rows)
        return Receipt(acknowledged={row.id for row in rows})

    def drain() -> None:
        while relay_batch(send, using):
            pass

    slow = threading.Thread(target=write_slowly)
    slow.start()
    assert begun.wait(60)
    for _ in range(10):
        record(*(user_event(user_id=str(new_id())) for _ in range(100)), using=using)
    drain()
    assert len(sent) == 1000
    assert EVE not in sent
    go_on.set()
    slow.join()
    drain()

    assert len(sent) == 1001
    assert sent[-1] == EVE
    assert waiting(using) == []
