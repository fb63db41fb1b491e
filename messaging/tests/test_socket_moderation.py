"""It is true of sockets that who is removed loses the party at once, and that frames alone keep the others right."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from events.times import iso, now
from messaging import services
from messaging.database import ask
from messaging.models import AuditEntry, Invite, Party, Topic, TopicMember, User
from messaging.tests.clients import Api
from messaging.tests.sockets import SOON, Socket, say
from messaging.tests.test_update_party import picture
from messaging.tests.tokens import token_of

pytestmark = pytest.mark.django_db(databases=["messaging"], transaction=True)

Sockets = Callable[..., Any]

REMOVALS: dict[str, Callable[[User, User, Party], Any]] = {
    "kicked": lambda ada, bo, party: services.kick_member(ada, party_id=party.id, user_id=bo.id),
    "banned": lambda ada, bo, party: services.ban_person(ada, party_id=party.id, user_id=bo.id),
    "left": lambda ada, bo, party: services.leave_party(bo, party_id=party.id),
}


@pytest.mark.parametrize("how", REMOVALS)
async def test_who_is_removed_loses_the_party_and_is_shown_nothing_more(
    sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic, never_polling: None, how: str
):
    owner, removed = await sockets(ada), await sockets(bo)
    for socket in (owner, removed):
        await socket.sub(topic, have=1, parties=[str(party.id)])

    await ask(REMOVALS[how], ada, bo, party)
    await say(ada, topic, "now that he is gone")

    assert (await removed.expect("event", t="me"))["d"]["change"] == "removed"
    assert await removed.expect("gone", topic=str(topic.id))
    assert await removed.expect("gone", party=str(party.id))
    assert (await owner.message())["d"]["text"] == "now that he is gone"
    left = await owner.expect("event", t="party")
    assert (left["d"]["change"], left["d"]["member"]["user"]["id"]) == ("member_left", str(bo.id))
    await say(ada, topic, "and more")
    assert (await owner.message())["d"]["text"] == "and more"
    assert not [frame for frame in removed.frames if frame.get("t") == "message"]


@pytest.mark.parametrize("how", REMOVALS)
async def test_it_is_noticed_too_when_no_word_comes_over_the_bus(
    sockets: Sockets,
    ada: User,
    bo: User,
    party: Party,
    topic: Topic,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
):
    monkeypatch.setattr("messaging.repairs.POLL", 0.1)
    removed = await sockets(bo)
    await removed.sub(topic, have=1)
    monkeypatch.setattr("messaging.realtime._publish", lambda *_: None)

    async with asyncio.timeout(SOON):
        await ask(REMOVALS[how], ada, bo, party)
        assert await removed.expect("gone", topic=str(topic.id))


async def test_a_deleted_party_is_lost_by_everybody(
    sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("messaging.repairs.POLL", 0.1)
    both = [await sockets(ada), await sockets(bo)]
    await both[0].sub(topic, have=1, parties=[str(party.id)])
    await both[1].sub(topic, have=1)

    await ask(lambda: services.delete_party(ada, party_id=party.id, confirm=party.name))

    assert (await both[0].expect("event", t="party"))["d"]["change"] == "party_deleted"
    assert await both[0].expect("gone", party=str(party.id))
    for socket in both:
        assert await socket.expect("gone", topic=str(topic.id))


async def test_who_is_timed_out_still_reads(sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic):
    quiet = await sockets(bo)
    await quiet.sub(topic, have=1, parties=[str(party.id)])

    until = iso(now() + timedelta(hours=1))
    await ask(lambda: services.update_member(ada, party_id=party.id, user_id=bo.id, timeout_until=until))
    await say(ada, topic, "hush")

    shown = (await quiet.expect("event", t="party"))["d"]
    assert (shown["change"], shown["member"]["timeout_until"]) == ("member_updated", until)
    assert (await quiet.message())["d"]["text"] == "hush"
    await quiet.send("message:create", topic=str(topic.id), client_id="c1", text="but")
    assert (await quiet.expect("error"))["code"] == "timed_out"


async def test_deleted_and_restored_messages_are_shown_as_they_are(
    sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic
):
    socket = await sockets(ada)
    await socket.sub(topic, have=1)
    await say(bo, topic, "words")
    await socket.message()

    await ask(lambda: services.kick_member(ada, party_id=party.id, user_id=bo.id, delete_hours=1))
    gone = await socket.message()
    entry = await ask(AuditEntry.objects.get, action="messages_deleted")
    await ask(services.undo, ada, entry.id)
    back = await socket.message()

    # The kick has made the hub ask who may see the topic, and tell what came meanwhile only then.
    assert (gone["change"], gone["d"]["text"], gone["d"]["deleted_at"] is None) == ("deleted", "", False)
    assert (back["change"], back["d"]["text"], back["d"]["deleted_at"]) == ("restored", "words", None)
    assert (back["actor_id"], gone["rev"], back["rev"]) == (str(ada.id), 3, 4)


class Mirror:
    """A client that asks once, and from then on believes frames alone."""

    def __init__(self, socket: Socket, person: User, party_id: str) -> None:
        self.socket, self.id, self.party_id = socket, str(person.id), party_id
        self.api = Api(token_of(person))
        self.party: dict[str, Any] | None = None
        self.members: dict[str, dict[str, Any]] = {}

    async def start(self) -> None:
        await self.socket.send("sub", parties=[self.party_id])
        await self.socket.expect("synced")
        self.party, self.members = await self.asked()

    async def asked(self) -> tuple[dict[str, Any] | None, dict[str, dict[str, Any]]]:
        """What the API says now; None when the party is not to be seen."""
        answer = await ask(self.api.get, f"/parties/{self.party_id}")
        if answer.status_code == 404:
            return None, {}
        party = answer.json()["party"]
        del party["online_count"]
        items = (await ask(self.api.get, f"/parties/{self.party_id}/members")).json()["items"]
        keep = ("role", "joined_at", "timeout_until")
        return party, {item["user"]["id"]: {name: item[name] for name in keep} for item in items}

    async def hear(self) -> None:
        """Apply all frames that have come. The pong comes after them, since frames keep their order."""
        await self.socket.ping()
        frames, self.socket.frames = self.socket.frames, []
        for frame in frames:
            if frame.get("t") == "party":
                self._apply_party(frame)
            elif frame.get("t") == "me":
                await self._apply_mine(frame)

    async def _apply_mine(self, frame: dict[str, Any]) -> None:
        change = frame["d"]["change"]
        if change == "removed":
            self.party, self.members = None, {}
        elif change == "joined":
            await self.start()
        elif self.party:
            self.party["my_rev"] = frame["rev"]

    def _apply_party(self, frame: dict[str, Any]) -> None:
        d, party = frame["d"], self.party
        if party is None or frame["rev"] <= party["rev"]:
            return
        assert frame["rev"] == party["rev"] + 1, "a frame is missing"
        party["rev"] = frame["rev"]
        if d["change"] == "party_deleted":
            self.party, self.members = None, {}
        elif d["change"] == "party_updated":
            party |= d["party"]
        else:
            self._apply_member(party, d["change"], d["member"])

    def _apply_member(self, party: dict[str, Any], change: str, member: dict[str, Any]) -> None:
        user_id = member["user"]["id"]
        party["member_count"] += {"member_joined": 1, "member_left": -1}.get(change, 0)
        if change == "member_left":
            del self.members[user_id]
            return
        self.members[user_id] = {name: member[name] for name in ("role", "joined_at", "timeout_until")}
        if user_id == self.id:
            party["role"] = member["role"]


def undo_latest(person: User, action: str) -> Any:
    entry = AuditEntry.objects.filter(action=action).latest("id")
    return services.undo(person, entry.id)


def commands(ada: User, bo: User, eve: User, party: Party, invite: Invite, topic: Topic) -> list[Callable[[], Any]]:
    """A day in a party: every command, one after the other."""
    here, of_bo = {"party_id": party.id}, {"party_id": party.id, "user_id": bo.id}

    def timeout() -> str:
        return iso(now() + timedelta(hours=1))

    return [
        lambda: services.update_party(ada, **here, name="Quay"),
        lambda: services.update_party(ada, **here, description="Boats."),
        lambda: services.set_icon(ada, **here, content=picture()),
        lambda: services.remove_icon(ada, **here),
        lambda: services.join_party(eve, code=invite.code),
        lambda: services.update_member(ada, **of_bo, role="moderator", timeout_until=timeout()),
        lambda: services.update_member(ada, **of_bo, timeout_until=None),
        lambda: undo_latest(ada, "member_timed_out"),
        lambda: undo_latest(ada, "role_changed"),
        lambda: services.offer_party(ada, **here, user_id=str(bo.id)),
        lambda: services.kick_member(ada, **of_bo),
        lambda: undo_latest(ada, "member_kicked"),
        lambda: services.withdraw_offer(bo, **here),
        lambda: services.ban_person(ada, **of_bo),
        lambda: undo_latest(ada, "member_banned"),
        lambda: services.leave_party(eve, **here),
        lambda: services.ban_person(ada, party_id=party.id, user_id=eve.id),
        lambda: services.unban_person(ada, party_id=party.id, user_id=eve.id),
        lambda: services.join_party(eve, code=invite.code),
        lambda: services.offer_party(ada, **here, user_id=str(bo.id)),
        lambda: services.accept_party(bo, **here),
        lambda: services.leave_everywhere(bo.id),
        lambda: services.delete_party(ada, **here, confirm="Quay"),
    ]


async def test_frames_alone_keep_parties_and_members_right_through_every_command(
    sockets: Sockets,
    ada: User,
    bo: User,
    eve: User,
    party: Party,
    topic: Topic,
    invite: Invite,
    settings: Any,
    tmp_path: Path,
    limit: Callable[..., None],
):
    limit()  # of frames and requests: a slow machine is asked many times
    settings.MEDIA_ROOT = str(tmp_path)
    mirrors = [Mirror(await sockets(person), person, str(party.id)) for person in (ada, bo)]
    for mirror in mirrors:
        await mirror.start()

    for number, command in enumerate(await ask(commands, ada, bo, eve, party, invite, topic)):
        await ask(command)
        for mirror in mirrors:
            await heard(mirror, number)

    assert [mirror.party for mirror in mirrors] == [None, None]


async def heard(mirror: Mirror, number: int) -> None:
    """What a mirror holds soon is what the API says."""
    for _ in range(500):
        await mirror.hear()
        wanted = await mirror.asked()
        if (mirror.party, mirror.members) == wanted:
            return
        await asyncio.sleep(0.05)
    assert (mirror.party, mirror.members) == wanted, f"after command {number}"


async def test_a_private_topic_is_lost_with_the_party(
    sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic, never_polling: None
):
    await ask(Topic.objects.filter(id=topic.id).update, private=True)
    for person in (ada, bo):
        await ask(TopicMember.objects.create, topic=topic, user=person)
    inside, removed = await sockets(ada), await sockets(bo)
    for socket in (inside, removed):
        await socket.sub(topic, have=1)

    await ask(lambda: services.kick_member(ada, party_id=party.id, user_id=bo.id))
    await say(ada, topic, "secret")

    assert await removed.expect("gone", topic=str(topic.id))
    assert (await inside.message())["d"]["text"] == "secret"
    assert not [frame for frame in removed.frames if frame.get("t") == "message"]
