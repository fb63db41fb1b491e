"""Every word of the protocol about topics reaches those who may hear it, in its documented shape, and nobody else."""

from collections.abc import Callable
from typing import Any, get_args

import pytest

from messaging import server_frames, services
from messaging.database import ask
from messaging.models import Party, Topic, User
from messaging.tests.sockets import Socket

pytestmark = [pytest.mark.portable, pytest.mark.django_db(databases=["messaging"], transaction=True)]

Sockets = Callable[..., Any]


async def looking(sockets: Sockets, person: User, party: Party) -> Socket:
    socket: Socket = await sockets(person)
    await socket.send("sub", parties=[str(party.id)])
    await socket.expect("synced")
    await socket.expect("event", t="presence")
    return socket


def go_through(ada: User, party: Party, *, private: bool) -> str:
    """Everything that can become of a topic; its id."""
    made, _new = services.create_topic(ada, party_id=party.id, client_id="t", name="cabin", private=private)
    services.create_topic(ada, party_id=party.id, client_id="other", name="other", private=private)
    services.update_topic(ada, topic_id=made.id, changes={"description": "warm"})
    services.move_topic(ada, topic_id=made.id, after=None)
    services.archive_topic(ada, topic_id=made.id)
    services.restore_topic(ada, topic_id=made.id)
    services.delete_topic(ada, topic_id=made.id, confirm="cabin")
    return str(made.id)


async def words(socket: Socket, kind: str, topic_id: str) -> list[str]:
    """What is said of a topic, up to its end."""
    said: list[str] = []
    while not said or said[-1] not in {"topic_deleted", "topic_removed"}:
        d = (await socket.expect("event", t=kind))["d"]
        if "topic" in d and (d["topic"] if isinstance(d["topic"], str) else d["topic"]["id"]) == topic_id:
            said.append(d["change"])
    return said


async def test_a_public_topic_is_told_of_to_its_party_with_every_word(
    sockets: Sockets, ada: User, bo: User, eve: User, party: Party
):
    member, stranger = await looking(sockets, bo, party), await sockets(eve)

    topic_id = await ask(go_through, ada, party, private=False)

    said = await words(member, "party", topic_id)
    assert said[0] == "topic_created"
    assert set(said) == set(get_args(server_frames.TopicChange))
    assert await stranger.silent()


async def test_a_private_topic_is_told_of_to_its_own_people_with_every_word(
    sockets: Sockets, ada: User, bo: User, party: Party
):
    inside, outside = await looking(sockets, ada, party), await looking(sockets, bo, party)

    topic_id = await ask(go_through, ada, party, private=True)

    said = await words(inside, "me", topic_id)
    assert said[0] == "topic_added"
    own = {"topic_created": "topic_added", "topic_deleted": "topic_removed"}  # for who is inside it came and went
    assert set(said) == {own.get(word, word) for word in get_args(server_frames.TopicChange)}
    assert [frame for frame in outside.frames if frame.get("t") in {"me", "party"}] == []
    assert await outside.silent()


async def test_what_is_mine_alone_is_told_to_my_devices_alone(
    sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic
):
    phone, tab, other = [await looking(sockets, person, party) for person in (bo, bo, ada)]

    await phone.send("read", topic=str(topic.id), n=1)
    await ask(services.set_level, bo, topic_id=topic.id, level="mentions")

    for socket in (phone, tab):
        mine = [(await socket.expect("event", t="me"))["d"] for _ in range(2)]
        assert sorted(mine, key=lambda d: str(d["change"])) == [
            {"change": "level", "topic": str(topic.id), "level": "mentions"},
            {"change": "read", "topic": str(topic.id), "read_n": 1},
        ]
    assert await other.silent()


async def test_who_is_taken_out_of_a_private_topic_is_told_and_who_is_let_in_too(
    sockets: Sockets, ada: User, bo: User, party: Party
):
    socket = await looking(sockets, bo, party)
    made, _new = await ask(services.create_topic, ada, party_id=party.id, client_id="t", name="cabin", private=True)

    await ask(services.add_topic_member, ada, topic_id=made.id, user_id=bo.id)
    added = await socket.expect("event", t="me")
    await ask(services.remove_topic_member, ada, topic_id=made.id, user_id=bo.id)
    removed = await socket.expect("event", t="me")

    assert (added["d"]["change"], added["d"]["topic"]["id"]) == ("topic_added", made.id)
    assert removed["d"] == {"change": "topic_removed", "topic": made.id}
