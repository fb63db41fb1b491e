"""It is true of people who open sockets at once that they are let in together, each with an answer of their own."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import OperationalError

from events.errors import NotSignedIn, RateLimited
from events.tokens import Claims, verify_access_token
from messaging import arrivals
from messaging.arrivals import Arrivals, Welcome, look_up
from messaging.database import ask
from messaging.epoch import epoch
from messaging.models import Party, User
from messaging.services import delete_user_copy, revoke_session
from messaging.tests.queries_counted import at_most
from messaging.tests.tokens import token_of

pytestmark = pytest.mark.django_db(databases=["default", "messaging"], transaction=True)


def claims_of(person: User, **given: Any) -> Claims:
    return verify_access_token(token_of(person, **given))


def test_a_batch_takes_few_statements_however_many_they_are(
    ada: User, bo: User, eve: User, party: Party, limit: Callable[..., None]
):
    limit("sockets")
    asked = [claims_of(person, ses=f"{person.username}{n}") for n in range(20) for person in (ada, bo, eve)]
    epoch()

    with at_most(3):
        found = look_up(asked)

    assert [answer.person for answer in found if isinstance(answer, Welcome)] == [ada, bo, eve] * 20
    parties = {answer.person: answer.parties for answer in found if isinstance(answer, Welcome)}
    assert parties == {ada: [party.id], bo: [party.id], eve: []}


def test_each_has_their_own_answer(ada: User, bo: User, eve: User, party: Party, limit: Callable[..., None]):
    newcomer = User(id="01890000-0000-7000-8000-00000000abcd", username="new", display_name="New")
    revoke_session("ended", ada.id)
    delete_user_copy(eve.id, 5)
    limit("sockets", 2)

    found = look_up(
        [claims_of(ada, ses="ended"), claims_of(ada), claims_of(eve), claims_of(newcomer), *[claims_of(bo)] * 3]
    )

    kinds = [type(answer) for answer in found]
    assert [kind.__name__ for kind in kinds[:4]] == ["NotSignedIn", "Welcome", "NotSignedIn", "Welcome"]
    assert kinds[4:6] == [Welcome, Welcome]
    assert issubclass(kinds[6], RateLimited)
    assert User.objects.get(id=newcomer.id).username == "new"


async def test_who_comes_while_others_are_looked_up_is_looked_up_with_the_next(
    ada: User, bo: User, monkeypatch: pytest.MonkeyPatch
):
    sizes: list[int] = []
    first, go_on = threading.Event(), threading.Event()

    def slowly(asked: Sequence[Claims]) -> list[Any]:
        sizes.append(len(asked))
        first.set()
        assert go_on.wait(10)
        return look_up(asked)

    monkeypatch.setattr(arrivals, "look_up", slowly)
    door = Arrivals()
    opening = [asyncio.create_task(door.let_in(claims_of(ada)))]
    await asyncio.to_thread(first.wait, 10)
    opening += [asyncio.create_task(door.let_in(claims_of(bo, ses=f"s{n}"))) for n in range(12)]
    gone = opening.pop()
    await asyncio.sleep(0)
    gone.cancel()
    go_on.set()

    people = [(await one).person for one in opening]

    assert people == [ada] + [bo] * 11
    assert sizes == [1, 12]


async def test_a_refusal_is_one_persons_and_a_lost_database_everybodys(
    ada: User, bo: User, monkeypatch: pytest.MonkeyPatch
):
    door = Arrivals()
    await ask(revoke_session, "ended", ada.id)

    refused, welcome = await asyncio.gather(
        door.let_in(claims_of(ada, ses="ended")), door.let_in(claims_of(bo)), return_exceptions=True
    )
    assert isinstance(refused, NotSignedIn)
    assert isinstance(welcome, Welcome)

    def lost(*_: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("messaging.services.people_of", lost)
    answers = await asyncio.gather(*(door.let_in(claims_of(bo)) for _ in range(3)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [OperationalError] * 3

    monkeypatch.undo()
    assert (await door.let_in(claims_of(bo))).person == bo
