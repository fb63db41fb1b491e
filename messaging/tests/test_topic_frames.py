"""It is true of every command on topics that the state before it and its frames are the state after it."""

from collections.abc import Callable
from typing import Any

import pytest

from messaging import services
from messaging.models import Party, Role, Topic, User
from messaging.tests.people import member_of
from messaging.tests.screen import Screen, screens
from messaging.tests.topics import open_topic

__all__ = ["screens"]

pytestmark = pytest.mark.django_db(databases=["messaging"], transaction=True)


class Cast:
    """ada owns the party, bo is a member, mo a moderator; `boats` is bo's, and `secret` too, with mo in it."""

    def __init__(self, ada: User, bo: User, party: Party) -> None:
        self.ada, self.bo, self.party = ada, bo, party
        self.mo = member_of(party, "mo", Role.MODERATOR)
        self.boats, self.secret = open_topic(bo, party), open_topic(bo, party, "secret", self.mo)
        self.general = Topic.objects.get(party=party, name="general")

    @property
    def people(self) -> list[User]:
        return [self.ada, self.bo, self.mo]


def of(service: Callable[..., Any], who: str, topic: str, **given: Any) -> Callable[[Cast], Any]:
    """A command of somebody on a topic; names of the cast in what is given stand for their ids."""

    def command(cast: Cast) -> Any:
        ids = {name: str(getattr(cast, value[1:]).id) for name, value in given.items() if str(value).startswith("@")}
        return service(getattr(cast, who), topic_id=getattr(cast, topic).id, **given | ids)

    command.__name__ = f"{service.__name__}-{topic}"
    return command


def opening(who: str, **given: Any) -> Callable[[Cast], Any]:
    def command(cast: Cast) -> Any:
        inside = {"member_ids": [str(cast.mo.id)]} if given.get("private") else {}
        return services.create_topic(
            getattr(cast, who), party_id=cast.party.id, client_id="new", name="new", **given | inside
        )

    command.__name__ = "create_topic-" + "-".join(given)
    return command


def in_turn(*commands: Callable[[Cast], Any]) -> Callable[[Cast], Any]:
    def all_of_them(cast: Cast) -> None:
        for command in commands:
            command(cast)

    all_of_them.__name__ = "-then-".join(command.__name__ for command in commands)
    return all_of_them


def reading_all(cast: Cast) -> None:
    for topic in (cast.boats, cast.secret, cast.general):
        services.post_message(cast.mo, topic_id=topic.id, client_id="c", text="hi")
    services.read_all(cast.bo)


COMMANDS = [
    opening("bo"),
    opening("ada", announcement=True),
    opening("bo", private=True),
    of(services.update_topic, "bo", "boats", changes={"name": "big boats"}),
    of(services.update_topic, "mo", "boats", changes={"slow_mode_s": 5, "announcement": True, "description": "x"}),
    of(services.update_topic, "bo", "secret", changes={"name": "dark", "description": "x"}),
    of(services.move_topic, "mo", "boats", after=None),
    of(services.move_topic, "mo", "general", after="@boats"),
    of(services.move_topic, "mo", "secret", after=None),
    in_turn(of(services.archive_topic, "bo", "boats"), of(services.restore_topic, "mo", "boats")),
    of(services.archive_topic, "bo", "secret"),
    of(services.delete_topic, "ada", "boats", confirm="boats"),
    of(services.delete_topic, "ada", "general", confirm="general"),
    of(services.add_topic_member, "ada", "secret", user_id="@ada"),
    in_turn(
        of(services.post_message, "bo", "secret", client_id="c", text="hi"),
        of(services.add_topic_member, "ada", "secret", user_id="@ada"),
        of(services.delete_topic, "ada", "secret", confirm="secret"),
    ),
    of(services.remove_topic_member, "bo", "secret", user_id="@mo"),
    of(services.remove_topic_member, "bo", "secret", user_id="@bo"),
    of(services.set_level, "bo", "boats", level="none"),
    of(services.mark_read, "mo", "general", n=1),
    in_turn(
        of(services.mark_read, "bo", "general", n=1),
        of(services.mark_read, "bo", "general", n=0, force=True),
    ),
    reading_all,
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
def test_frames_alone_keep_a_client_right(
    ada: User, bo: User, party: Party, screens: list[Screen], command: Callable[[Cast], Any]
):
    cast = Cast(ada, bo, party)
    screens += [Screen(person, party) for person in cast.people]
    before = [(screen.rev, screen.my_rev) for screen in screens]

    command(cast)

    assert all(screen.is_right() for screen in screens)
    after = [(screen.rev, screen.my_rev) for screen in screens]
    assert after != before


def test_when_all_topics_get_new_places_every_screen_follows(
    ada: User, bo: User, party: Party, screens: list[Screen], monkeypatch: pytest.MonkeyPatch
):
    cast = Cast(ada, bo, party)
    screens += [Screen(person, party) for person in cast.people]
    monkeypatch.setattr("messaging.services.topic_order.LONGEST", 8)

    for number in range(30):
        topics = (cast.boats, cast.general)
        services.move_topic(cast.mo, topic_id=topics[number % 2].id, after=None)

    assert all(screen.is_right() for screen in screens)
