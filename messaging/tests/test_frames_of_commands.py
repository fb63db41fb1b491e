"""It is true of every command that a client which heard its frames, or asked for changes, holds what a page shows."""

from collections.abc import Callable
from typing import Any

import pytest

from messaging.models import Kind, Message, Party, Topic, User
from messaging.services import (
    add_reaction,
    delete_message,
    edit_message,
    pin_message,
    post_message,
    remove_reaction,
    unpin_message,
)
from messaging.tests.follower import Follower
from messaging.tests.scenes import join, published
from messaging.tests.sockets import Socket, settle

pytestmark = pytest.mark.django_db(databases=["messaging"])

Command = Callable[[dict[str, User], str, Topic], object]

#: What is done to bo's message, which ada has reacted to and `old` has pinned; and by which words it is told.
COMMANDS: dict[str, tuple[Command, list[str]]] = {
    "post": (lambda who, m, t: post_message(who["bo"], topic_id=t.id, client_id="new", text="@ada hi"), ["created"]),
    "reply": (
        lambda who, m, t: post_message(who["ada"], topic_id=t.id, client_id="new", text="hi", reply_to=m),
        ["created"],
    ),
    "repeat": (lambda who, m, t: post_message(who["bo"], topic_id=t.id, client_id="old", text="words"), []),
    "edit": (lambda who, m, t: edit_message(who["bo"], message_id=m, text="@ada other **words**"), ["edited"]),
    "edit to the same": (lambda who, m, t: edit_message(who["bo"], message_id=m, text="words"), []),
    "delete": (lambda who, m, t: delete_message(who["bo"], message_id=m), ["deleted"]),
    "remove": (lambda who, m, t: delete_message(who["ada"], message_id=m), ["deleted"]),
    "react": (lambda who, m, t: add_reaction(who["bo"], message_id=m, emoji="🎉"), ["reacted"]),
    "react with another": (lambda who, m, t: add_reaction(who["bo"], message_id=m, emoji="👍"), ["reacted"]),
    "react again": (lambda who, m, t: add_reaction(who["ada"], message_id=m, emoji="🎉"), []),
    "unreact": (lambda who, m, t: remove_reaction(who["ada"], message_id=m, emoji="🎉"), ["unreacted"]),
    "unreact nothing": (lambda who, m, t: remove_reaction(who["bo"], message_id=m, emoji="🎉"), []),
    "pin": (lambda who, m, t: pin_message(who["ada"], message_id=m), ["pinned", "created"]),
    "unpin nothing": (lambda who, m, t: unpin_message(who["ada"], message_id=m), []),
}


@pytest.fixture
def people(ada: User, bo: User) -> dict[str, User]:
    return {"ada": ada, "bo": bo}


@pytest.fixture
def message_id(ada: User, bo: User, topic: Topic) -> str:
    message = post_message(bo, topic_id=topic.id, client_id="old", text="words").message
    add_reaction(ada, message_id=message.id, emoji="🎉")
    return str(message.id)


@pytest.mark.parametrize("name", COMMANDS)
def test_frames_and_changes_lead_to_what_a_page_shows(
    people: dict[str, User], bo: User, topic: Topic, message_id: str, name: str
):
    listening, asking = Follower(bo, topic), Follower(bo, topic)
    command, words = COMMANDS[name]

    with published() as seen:
        command(people, message_id, topic)
    for change in seen:
        listening.hear(change)
    asking.catch_up(bo, topic, limit=1)

    assert [change.change for change in seen] == words
    fresh = Follower(bo, topic)
    assert listening.same_as(fresh)
    assert asking.same_as(fresh)


def test_all_of_them_one_after_the_other_too(
    ada: User, people: dict[str, User], bo: User, topic: Topic, message_id: str
):
    listening, asking = Follower(bo, topic), Follower(bo, topic)
    last = ["delete"]

    with published() as seen:
        for name in [*(name for name in COMMANDS if name not in {"delete", "remove"}), *last]:
            COMMANDS[name][0](people, message_id, topic)
        pinned = post_message(ada, topic_id=topic.id, client_id="p", text="pin me").message
        pin_message(ada, message_id=pinned.id)
        unpin_message(ada, message_id=pinned.id)
    for change in seen:
        listening.hear(change)
    asking.catch_up(bo, topic)

    assert seen[-1].change == "unpinned"
    assert [change.rev for change in seen] == list(range(seen[0].rev, seen[0].rev + len(seen)))
    fresh = Follower(bo, topic)
    assert listening.same_as(fresh)
    assert asking.same_as(fresh)


def test_a_removed_note_leads_to_a_tombstone(ada: User, bo: User, party: Party, topic: Topic):
    join(party, "cy")
    note = Message.objects.filter(topic=topic, kind=Kind.SYSTEM).latest("n")
    listening = Follower(bo, topic)

    with published() as seen:
        delete_message(ada, message_id=note.id)
    listening.hear(seen[0])

    assert listening.same_as(Follower(bo, topic))


@pytest.mark.django_db(databases=["messaging"], transaction=True)
async def test_a_socket_hears_them_in_order(
    sockets: Callable[..., Any], people: dict[str, User], bo: User, topic: Topic, message_id: str
):
    from messaging.database import ask

    socket: Socket = await sockets(bo)
    await socket.sub(topic, have=3)
    for name in ("edit", "react", "pin", "delete"):
        await ask(COMMANDS[name][0], people, message_id, topic)

    heard = [await socket.message() for _ in range(5)]
    await settle()

    assert [frame["change"] for frame in heard] == ["edited", "reacted", "pinned", "created", "deleted"]
    assert [(frame["prev"], frame["rev"]) for frame in heard] == [(rev, rev + 1) for rev in range(3, 8)]
    assert (heard[-1]["d"]["text"], heard[-1]["d"]["deleted_at"] is None) == ("", False)
    assert await socket.silent()
