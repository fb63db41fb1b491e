"""It is true that of two who swap one resync at the same moment neither goes on behind the other's end."""

import threading

import pytest
from django.db import connections

from events import resync
from events.ids import new_id
from events.models import Resync
from events.times import now

pytestmark = [pytest.mark.servers, pytest.mark.django_db(databases=["default", "messaging"], transaction=True)]


def test_nobody_finishes_a_resync_before_the_piece_under_way_is_done_and_none_begins_after_it(using):
    under_way = Resync.objects.using(using).create(id=str(new_id()), kind="users", seen_at=now())
    held, go_on, order = threading.Event(), threading.Event(), []

    def take_slowly() -> None:
        def piece() -> None:
            held.set()
            go_on.wait(10)
            order.append("piece")

        resync._run(piece, under_way, using)
        connections.close_all()

    def finish() -> None:
        resync._finish(under_way, "done", using)
        order.append("end")

    slow = threading.Thread(target=take_slowly)
    slow.start()
    assert held.wait(10)
    threading.Timer(0.3, go_on.set).start()
    finish()
    slow.join()

    assert order == ["piece", "end"]
    with pytest.raises(resync._Over):
        resync._run(lambda: order.append("late"), under_way, using)
    assert order == ["piece", "end"]
