"""Who has lost access is shown nothing more, whatever else happens at that moment."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, cast

import pytest

from events.times import now
from messaging import hub, joins, queries, services
from messaging.database import ask
from messaging.models import Membership, Party, Topic, TopicMember, User
from messaging.services.save import save_messages
from messaging.tests.conftest import Way, make_user
from messaging.tests.messages import new
from messaging.tests.sockets import revs, say

pytestmark = pytest.mark.django_db(databases=["messaging"], transaction=True)

Sockets = Callable[..., Any]


async def kick(person: User, party: Party) -> None:
    """As a kick does it: the membership ends, and the party's `acl` moves."""

    def kicked() -> None:
        Membership.objects.filter(party=party, user=person).delete()
        Party.objects.filter(id=party.id).update(acl=party.acl + 1)

    await ask(kicked)


async def test_nothing_posted_after_a_kick_is_shown_to_the_kicked(
    sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic, never_polling: None
):
    owner, kicked = await sockets(ada), await sockets(bo)
    for socket in (owner, kicked):
        await socket.sub(topic, have=1)

    await kick(bo, party)
    await say(ada, topic, "now that he is gone")

    assert (await owner.message())["d"]["text"] == "now that he is gone"
    assert await kicked.expect("gone", topic=str(topic.id))
    await say(ada, topic, "and more")
    assert (await owner.message())["d"]["text"] == "and more"
    assert await kicked.silent()


async def test_a_kick_without_a_word_after_it_is_noticed_by_looking(
    sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("messaging.repairs.POLL", 0.1)
    owner, kicked = await sockets(ada), await sockets(bo)
    for socket in (owner, kicked):
        await socket.sub(topic, have=1)

    await kick(bo, party)

    assert (await kicked.expect("gone"))["topic"] == str(topic.id)
    assert await owner.silent(0.05)


async def test_a_kick_in_the_middle_of_a_repair_is_not_too_late(
    sockets: Sockets,
    ada: User,
    bo: User,
    party: Party,
    topic: Topic,
    lossy: set[int],
    monkeypatch: pytest.MonkeyPatch,
    never_polling: None,
):
    owner, kicked = await sockets(ada), await sockets(bo)
    for socket in (owner, kicked):
        await socket.sub(topic, have=1)
    await kick_before_reading(monkeypatch, bo, ada, party, topic, "rows_after")
    lossy.add(2)

    await say(ada, topic, "two", "three")  # the second makes the hub repair; the kick comes while it does

    assert [(await owner.message())["rev"] for _ in range(3)] == [2, 3, 4]
    await kicked.expect("gone", topic=str(topic.id))
    assert 4 not in revs(kicked)


async def test_a_kick_in_the_middle_of_subscribing_is_not_too_late(
    sockets: Sockets,
    ada: User,
    bo: User,
    party: Party,
    topic: Topic,
    way: Way,
    monkeypatch: pytest.MonkeyPatch,
    never_polling: None,
):
    owner, kicked = await sockets(ada), await sockets(bo)
    await owner.sub(topic, have=1)
    await kick_before_reading(monkeypatch, bo, ada, party, topic, way.rows)

    synced = await kicked.sub(topic, have=1)

    assert synced["topics"] == {}
    assert (await kicked.expect("gone"))["topic"] == str(topic.id)
    assert revs(kicked) == []
    assert (await owner.message())["rev"] == 2


async def kick_before_reading(
    monkeypatch: pytest.MonkeyPatch, person: User, owner: User, party: Party, topic: Topic, how: str
) -> None:
    """Right before the hub reads messages for the next time somebody is kicked, and then something is posted."""
    read = getattr(queries.live, how)
    post = await ask(new, owner, topic.id, "after the kick")

    def too_late(*what: Any) -> Any:
        monkeypatch.setattr(queries.live, how, read)
        Membership.objects.filter(party=party, user=person).delete()
        Party.objects.filter(id=party.id).update(acl=party.acl + 1)
        save_messages([post])
        return read(*what)

    monkeypatch.setattr(queries.live, how, too_late)


async def test_who_comes_while_it_is_asked_who_may_see_is_not_sent_away(
    sockets: Sockets,
    ada: User,
    bo: User,
    party: Party,
    topic: Topic,
    monkeypatch: pytest.MonkeyPatch,
    never_polling: None,
):
    cy = await ask(make_user, "cy")
    await ask(Membership.objects.create, party=party, user=cy, joined_at=now())
    owner, other = await sockets(ada), await sockets(cy)
    await owner.sub(topic, have=1)
    asked, entered, may_go_on = queries.may_see_topic, asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(*what: Any) -> Any:
        answer = asked(*what)
        monkeypatch.setattr(queries.live, "may_see_topic", asked)
        loop.call_soon_threadsafe(entered.set)
        asyncio.run_coroutine_threadsafe(may_go_on.wait(), loop).result(10)
        return answer

    monkeypatch.setattr(queries.live, "may_see_topic", slow)
    await kick(bo, party)
    await say(ada, topic, "two")
    await entered.wait()
    await other.sub(topic, have=2)
    may_go_on.set()

    assert (await owner.message())["rev"] == 2
    await say(ada, topic, "three")
    assert (await other.message())["rev"] in {2, 3}
    assert not [frame for frame in other.frames if frame["op"] == "gone"]


async def test_a_private_topic_reaches_those_who_are_in_it(sockets: Sockets, ada: User, bo: User, topic: Topic):
    await ask(Topic.objects.update, private=True)
    await ask(TopicMember.objects.create, topic=topic, user=bo)
    inside, outside = await sockets(bo), await sockets(ada)
    await inside.sub(topic, have=1)

    await outside.sub(topic, have=1)

    await outside.expect("gone", topic=str(topic.id))
    await say(bo, topic, "secret")
    assert (await inside.message())["d"]["text"] == "secret"
    assert await outside.silent()


async def test_who_is_taken_out_of_a_private_topic_hears_no_more_of_it(
    sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic, never_polling: None
):
    await ask(Topic.objects.update, private=True)
    for person in (ada, bo):
        await ask(TopicMember.objects.create, topic=topic, user=person)
    inside, out = await sockets(bo), await sockets(ada)
    for socket in (inside, out):
        await socket.sub(topic, have=1)

    await ask(TopicMember.objects.filter(user=ada).delete)
    await ask(Party.objects.filter(id=party.id).update, acl=party.acl + 1)
    await say(bo, topic, "secret")

    assert (await inside.message())["d"]["text"] == "secret"
    assert (await out.expect("gone"))["topic"] == str(topic.id)
    assert await out.silent()


async def test_a_topic_that_is_gone_is_told(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("messaging.repairs.POLL", 0.1)
    socket = await sockets(bo)
    await socket.sub(topic, have=1)

    await ask(Topic.objects.filter(id=topic.id).delete)

    assert (await socket.expect("gone"))["topic"] == str(topic.id)
    assert not hub.hub().topics


async def test_a_kick_in_the_middle_of_coming_into_a_party_is_noticed(
    sockets: Sockets, ada: User, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("messaging.repairs.POLL", 0.1)
    owner, kicked = await sockets(ada), await sockets(bo)
    await owner.send("sub", parties=[str(party.id)])
    await owner.expect("synced")
    asked = queries.live.open_parties

    def too_early(*what: Any) -> Any:
        answer = asked(*what)
        monkeypatch.setattr(queries.live, "open_parties", asked)
        services.kick_member(ada, party_id=party.id, user_id=bo.id)
        return answer

    monkeypatch.setattr(queries.live, "open_parties", too_early)
    await kicked.send("sub", parties=[str(party.id)])

    assert (await kicked.expect("gone"))["party"] == str(party.id)
    await ask(lambda: services.update_party(ada, party_id=party.id, name="Without him"))
    while (await owner.expect("event", t="party"))["d"]["change"] != "party_updated":
        pass
    await kicked.ping()
    assert not [frame for frame in kicked.frames if frame.get("d", {}).get("change") == "party_updated"]


async def test_a_kick_that_is_heard_before_it_is_known_who_may_come_in_is_not_forgotten(
    sockets: Sockets, ada: User, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch, never_polling: None
):
    kicked = await sockets(bo)
    asked, may_go_on, loop = queries.live.open_parties, asyncio.Event(), asyncio.get_running_loop()

    def slow(*what: Any) -> Any:
        answer = asked(*what)
        services.kick_member(ada, party_id=party.id, user_id=bo.id)
        asyncio.run_coroutine_threadsafe(may_go_on.wait(), loop).result(10)
        return answer

    monkeypatch.setattr(queries.live, "open_parties", slow)
    await kicked.send("sub", parties=[str(party.id)])
    assert (await kicked.expect("event"))["d"] == {"change": "removed"}
    await kicked.expect("gone", party=str(party.id))
    may_go_on.set()
    await kicked.expect("synced")

    assert party.id not in hub.hub().roll.parties
    await ask(lambda: services.update_party(ada, party_id=party.id, name="Without him"))
    assert await kicked.silent()


async def test_who_was_not_told_of_their_kick_is_shown_nothing_more_of_the_party(
    sockets: Sockets, ada: User, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("messaging.repairs.POLL", 0.1)
    owner, kicked = await sockets(ada), await sockets(bo)
    for socket in (owner, kicked):
        await socket.send("sub", parties=[str(party.id)], members=[str(party.id)])
        await socket.expect("synced")

    await kick(bo, party)

    assert (await kicked.expect("gone"))["party"] == str(party.id)
    assert hub.hub().roll.parties[party.id].sockets == hub.hub().people[ada.id]
    assert not [frame for frame in owner.frames if frame["op"] == "gone"]


async def test_a_ping_outlasts_the_loss_of_a_party_while_its_heads_are_read(
    sockets: Sockets, ada: User, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    goes = await sockets(bo)
    await goes.send("sub", parties=[str(party.id)])
    await goes.expect("synced")
    (socket,) = hub.hub().people[bo.id]
    asked, here = queries.heads_of_parties, hub.hub()

    def lost_meanwhile(*what: Any) -> Any:
        answer = asked(*what)
        here.loop.call_soon_threadsafe(here.lose_party, socket, party.id)
        return answer

    monkeypatch.setattr(queries, "heads_of_parties", lost_meanwhile)

    assert (await goes.ping())["heads"]["parties"] == {}
    assert socket.parties == {}
    assert (await goes.expect("gone"))["party"] == str(party.id)


async def test_a_topic_that_is_lost_while_others_are_joined_is_not_said_to_be_there(
    sockets: Sockets, bo: User, party: Party, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    goes, join = await sockets(bo), joins.join_topics

    async def lost_meanwhile(*what: Any, **how: Any) -> Any:
        found = await join(*what, **how)
        hub.hub().lose_party(what[1], party.id)
        return found

    monkeypatch.setattr(joins, "join_topics", lost_meanwhile)

    assert (await goes.sub(topic))["topics"] == {}
    (socket,) = cast(Any, hub.hub().people[bo.id])
    assert socket.topics == set()
    assert [frame["topic"] for frame in goes.frames if frame["op"] == "gone"] == [str(topic.id)]


async def test_a_ping_does_not_name_what_was_sent_while_heads_were_read(
    sockets: Sockets, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    socket = await sockets(bo)
    await socket.send("sub", parties=[str(party.id)])
    await socket.expect("synced")
    await socket.ping()
    (inside,) = hub.hub().people[bo.id]
    asked, here = queries.heads_of_parties, hub.hub()

    def sent_meanwhile(*what: Any) -> Any:
        answer = asked(*what)
        here.loop.call_soon_threadsafe(partial(inside.saw, party.id, rev=1000))
        return answer

    monkeypatch.setattr(queries, "heads_of_parties", sent_meanwhile)

    assert (await socket.ping())["heads"]["parties"] == {}
    assert inside.parties[party.id][0] == 1000
