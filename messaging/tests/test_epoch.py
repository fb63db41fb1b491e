import threading
from typing import Any

import pytest

from messaging import epoch
from messaging.models import Epoch
from messaging.tests.parallel import together
from messaging.tests.queries_counted import at_most

pytestmark = pytest.mark.django_db(databases=["messaging"])


def test_a_new_database_gets_an_epoch_once_and_for_all():
    first = epoch.epoch()
    epoch.forget()

    assert epoch.epoch() == first
    assert Epoch.objects.get().value == first


def test_it_is_remembered_for_a_while_and_a_restore_is_noticed_then(monkeypatch: pytest.MonkeyPatch):
    first = epoch.epoch()
    Epoch.objects.update(value="restored")

    with at_most(0):
        assert epoch.epoch() == first
    monkeypatch.setattr(epoch, "TRUSTED_FOR", 0.0)
    assert epoch.epoch() == "restored"


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_many_who_ask_a_new_database_at_once_get_the_same():
    assert len(set(together(*[epoch.epoch] * 6))) == 1
    assert Epoch.objects.count() == 1


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_nobody_waits_for_who_gets_no_answer(monkeypatch: pytest.MonkeyPatch):
    known = epoch.epoch()
    first_asks, answer = threading.Event(), threading.Event()
    using = Epoch.objects.using

    def slowly(alias: str) -> Any:
        if not first_asks.is_set():
            first_asks.set()
            assert answer.wait(10)
        return using(alias)

    monkeypatch.setattr(Epoch.objects, "using", slowly)
    monkeypatch.setattr(epoch, "TRUSTED_FOR", 0.0)

    def second() -> str:
        assert first_asks.wait(10)
        try:
            return epoch.epoch()
        finally:
            answer.set()

    assert together(epoch.epoch, second) == [known, known]
