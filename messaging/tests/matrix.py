"""The tables of docs/permissions.md, the scene that they speak of, and how each of their rows is asked."""

import dataclasses
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final, NamedTuple

from django.urls import URLPattern, URLResolver

from chatterbox import BASE_DIR
from events.times import iso, now
from messaging import services
from messaging.models import AuditEntry, Invite, Membership, Party, Role, Topic, TopicMember, User
from messaging.tests.conftest import make_user
from messaging.tests.people import member_of
from messaging.tests.test_update_party import picture
from messaging.urls import api_urls

DOCUMENT: Final = BASE_DIR / "docs" / "permissions.md"
#: What a cell says, as status and code of an answer; any other word is a code.
CELLS: Final = {
    "no": (403, "forbidden"),
    "hidden": (404, "not_found"),
    "sign in": (401, "not_signed_in"),
}
METHODS: Final = ("get", "post", "put", "patch", "delete")


class Row(NamedTuple):
    what: str
    method: str
    path: str
    cells: dict[str, str]  # column -> cell


def rows() -> list[Row]:
    """Every row of every table of the document."""
    found, columns = [], []
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if cells[:1] == ["what"]:
            columns = cells[2:]
        elif cells and set(cells[0]) != {"-"}:
            method, _, path = cells[1].strip("`").partition(" ")
            found.append(Row(cells[0], method, path, dict(zip(columns, cells[2:], strict=True))))
    return found


def operations() -> Iterator[str]:
    """Every operation of the API: method and path, with `{}` for each id."""
    yield from _operations(api_urls, "")


def _operations(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _operations(each.url_patterns, prefix + str(each.pattern))
            continue
        view = getattr(each.callback, "view_class", None) or each.callback.cls  # type: ignore[attr-defined]
        for method in METHODS:
            if hasattr(view, method):
                yield f"{method.upper()} {re.sub('<[^>]*>', '{}', prefix + str(each.pattern))}"


@dataclasses.dataclass
class Scene:
    """One person for each column, and what they may act on."""

    party: Party
    people: dict[str, User | None]
    ids: dict[str, Any]

    def ids_for(self, person: User | None) -> dict[str, Any]:
        mine = self.ids["messages"].get(person.id, self.ids["theirs"]) if person else self.ids["theirs"]
        return self.ids | {"my_code": _code(self.party, person) if person else "nothing", "mine": mine}


def _code(party: Party, person: User) -> str:
    found = Invite.objects.filter(party=party, maker=person).first()
    return found.code if found else Invite.objects.filter(party=party).latest("id").code


def build(ada: User, party: Party) -> Scene:
    """The party with everybody that the document speaks of."""
    people: dict[str, User | None] = {
        "owner": ada,
        "admin": member_of(party, "an-admin", Role.ADMIN),
        "moderator": member_of(party, "a-moderator", Role.MODERATOR),
        "member": member_of(party, "a-member"),
        "timed out": member_of(party, "quiet", timeout_until=now() + timedelta(hours=1)),
        "ex-member": member_of(party, "gone"),
        "banned": member_of(party, "banned"),
        "stranger": make_user("stranger"),
        "nobody": None,
    }
    target, second = member_of(party, "target"), member_of(party, "second-admin", Role.ADMIN)
    services.leave_party(_one(people, "ex-member"), party_id=party.id)
    services.ban_person(ada, party_id=party.id, user_id=_one(people, "banned").id)
    services.create_party(_one(people, "stranger"), client_id="own", name="Elsewhere")
    for until in (iso(now() + timedelta(hours=1)), None):
        services.update_member(ada, party_id=party.id, user_id=target.id, timeout_until=until)
    services.update_member(ada, party_id=party.id, user_id=target.id, role="moderator")
    services.update_member(ada, party_id=party.id, user_id=target.id, role="member")
    for column in ("owner", "admin", "moderator", "member", "timed out"):
        make_invite(party, _one(people, column))
    make_invite(party, target)
    ids = {"party": party.id, "target": target.id, "second_admin": second.id, "owner": ada.id}
    ids |= {"stranger": _one(people, "stranger").id, "banned": _one(people, "banned").id}
    ids |= _topics(party, target) | {"export": target.id, "their_code": _code(party, target)}
    ids |= {"code": Invite.objects.get(party=party, client_id=f"first-{party.id}").code}
    ids |= _messages(ids, people, target, second)
    ids |= {"entry": _latest("member_timed_out"), "role_entry": _latest("role_changed")}
    return Scene(party, people, ids)


def _one(people: dict[str, User | None], column: str) -> User:
    person = people[column]
    assert person is not None
    return person


def make_invite(party: Party, person: User) -> None:
    from messaging.invites import new_invite

    new_invite(party, person, client_id=f"of-{person.id}").save(force_insert=True)


def _topics(party: Party, maker: User) -> dict[str, Any]:
    made = {}
    for name in ("announcement", "archived", "private"):
        shape, _ = services.create_topic(maker, party_id=party.id, client_id=name, name=name)
        made[name] = shape.id
    Topic.objects.filter(id=made["announcement"]).update(announcement=True)
    Topic.objects.filter(id=made["archived"]).update(archived_at=now())
    Topic.objects.filter(id=made["private"]).update(private=True)
    return made | {"topic": Topic.objects.get(party=party, name="general").id}


def _messages(ids: dict[str, Any], people: dict[str, User | None], target: User, second: User) -> dict[str, Any]:
    """A message of each member, and one that only `target` sees."""

    def say(person: User, topic: str) -> str:
        return services.post_message(person, topic_id=ids[topic], client_id="said", text="Hello").message.id

    quiet = Membership.objects.get(party=ids["party"], user=_one(people, "timed out"))
    Membership.objects.filter(id=quiet.id).update(timeout_until=None)
    members = [_one(people, column) for column in ("owner", "admin", "moderator", "member", "timed out")]
    said = {person.id: say(person, "topic") for person in members}
    Membership.objects.filter(id=quiet.id).update(timeout_until=quiet.timeout_until)
    TopicMember.objects.create(topic_id=ids["private"], user=target)
    theirs, high, unseen = say(target, "topic"), say(second, "topic"), say(target, "private")
    return {"messages": said, "theirs": theirs, "high": high, "unseen": unseen, "emoji": "%F0%9F%8E%89"}


def _latest(action: str) -> Any:
    return AuditEntry.objects.filter(action=action).latest("id").id


def offer(scene: Scene, person: User | None) -> None:
    """The party is offered to this person, or for want of a member to another."""
    is_member = Membership.objects.filter(party=scene.party, user=person).exclude(role="owner").exists()
    Party.objects.filter(id=scene.party.id).update(heir=person if is_member else scene.ids["target"])


def offer_to_another(scene: Scene, person: User | None) -> None:
    Party.objects.filter(id=scene.party.id).update(heir=scene.ids["target"])


class Ask(NamedTuple):
    """What a row sends beside its method and path; `before` makes ready what it acts on."""

    body: dict[str, Any] | bytes | None = None
    query: str = ""
    before: Callable[[Scene, User | None], None] | None = None


#: Rows that send something, by what they say.
ASKS: Final[dict[str, Ask]] = {
    "search what one may see": Ask(query="?q=boat"),
    "make a party": Ask({"client_id": "new", "name": "New"}),
    "rename or describe it": Ask({"name": "New", "description": "New"}),
    "set its icon": Ask(picture()),
    "delete it": Ask(query="?confirm=The Harbour"),
    "offer it to a member": Ask({"user_id": "{target}"}),
    "accept it when it was offered to another": Ask(before=offer_to_another),
    "accept it when it was offered to oneself": Ask(before=offer),
    "end an offer to another": Ask(before=offer_to_another),
    "decline an offer to oneself": Ask(before=offer),
    "make a member a moderator": Ask({"role": "moderator"}),
    "make a member an admin": Ask({"role": "admin"}),
    "make a member the owner": Ask({"role": "owner"}),
    "time a member out": Ask({"timeout_until": iso(now() + timedelta(days=20))}),
    "time an admin out": Ask({"timeout_until": iso(now() + timedelta(days=20))}),
    "make an invite": Ask({"client_id": "new"}),
    "make a topic": Ask({"client_id": "new", "name": "new"}),
    "make an announcement topic": Ask({"client_id": "new", "name": "new", "announcement": True}),
    "change a topic that somebody else made": Ask({"name": "new", "slow_mode_s": 5}),
    "move a topic": Ask({"after": None}),
    "delete a topic": Ask(query="?confirm=general"),
    "say what one wants to hear of a topic": Ask({"level": "none"}),
    "catch up on a party": Ask(query="?party={party}"),
    "catch up on a topic": Ask(query="?topic={topic}"),
    "catch up on a private topic that one is not in": Ask(query="?topic={private}"),
    "read what has changed": Ask(query="?after=0"),
    "mark as read": Ask({"n": 1}),
    "write a message": Ask({"client_id": "new", "text": "Hello"}),
    "write in an announcement topic": Ask({"client_id": "new", "text": "Hello"}),
    "write in an archived topic": Ask({"client_id": "new", "text": "Hello"}),
    "edit one's own message": Ask({"text": "new"}),
    "edit somebody else's message": Ask({"text": "new"}),
    "report a message": Ask({"reason": "loud"}),
    "write in a private topic that one is not in": Ask({"client_id": "new", "text": "Hello"}),
}
