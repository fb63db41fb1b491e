"""It is true of any course of events that pages, changes, frames, counts, reactions and pins tell the same story.

People join and leave, post, repeat, edit, delete, react, pin and read, on an open topic and a private one, beside a
model in plain words. What is shown after each step equals the model.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from events import limiter
from events.ids import new_id
from messaging import queries, services
from messaging.models import Invite, Topic, TopicMember, User
from messaging.tests.conftest import make_user
from messaging.tests.follower import Follower
from messaging.tests.scenes import go, private_topic, published
from messaging.tests.story import Said, attempt, seen, wanted

pytestmark = pytest.mark.django_db(databases=["messaging"])

DB = settings.MESSAGING_DB
EMOJI = ("🎉", "👍", "❤️")
NAMES = ("ann", "ben", "cat", "dan")  # ann owns the party; ben has made the private topic and is always in it
TEXTS = ("hello", "**bold** words", "ahoy @ben", "@cat and @dan", "@everyone", "`@ann`")

someone = st.sampled_from(("ann", "ann", "ben", "ben", "cat", "dan"))
place = st.sampled_from(("open", "cabin"))
number = st.integers(0, 3)  # how far back: most is done to what was said last


class Chat(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.people = {name: make_user(name) for name in NAMES}
        made: Any = services.create_party(self.people["ann"], client_id=new_id().hex, name="The Harbour")
        self.topics = {"open": Topic.objects.using(DB).select_related("party").get(party=made.party.id)}
        self.topics["cabin"] = private_topic(self.topics["open"].party, self.people["ben"])
        self.code = Invite.objects.using(DB).get(party=made.party.id).code
        self.members, self.inside = {"ann"}, {"ben"}
        self.said: dict[str, list[Said]] = {"open": [], "cabin": []}
        self.rev = {"open": 0, "cabin": 0}
        self.read: dict[tuple[str, str], int] = {}
        self.pins: dict[str, list[Said]] = {"open": [], "cabin": []}  # what was pinned last comes first
        witness = {"open": self.people["ann"], "cabin": self.people["ben"]}  # who always sees the topic
        self.live: dict[str, Follower] = {}
        for name in NAMES[1:]:
            self.join(name)
        self.live = {where: Follower(witness[where], topic) for where, topic in self.topics.items()}
        self.away = {where: Follower(witness[where], topic) for where, topic in self.topics.items()}

    # People

    @rule(name=someone)
    def join(self, name: str) -> None:
        with self.listening("open"):
            joined = services.join_party(self.people[name], code=self.code)
        assert joined.created == (name not in self.members)
        if joined.created:
            self.members.add(name)
            self.note("open", name)
            self.read = {key: n for key, n in self.read.items() if key[0] != name}

    @rule(name=st.sampled_from(("cat", "dan")))
    def leave(self, name: str) -> None:
        self.members.discard(name)
        self.inside.discard(name)
        go(self.topics["open"].party, self.people[name])
        TopicMember.objects.using(DB).filter(user=self.people[name]).delete()

    @rule(name=someone)
    def go_inside(self, name: str) -> None:
        if name in self.members and name not in self.inside:
            self.inside.add(name)
            TopicMember.objects.using(DB).create(topic=self.topics["cabin"], user=self.people[name])

    # Messages

    @rule(name=someone, where=place, text=st.sampled_from(TEXTS), reply=st.none() | number)
    def post(self, name: str, where: str, text: str, reply: int | None) -> None:
        target = None if reply is None else self.pick(where, reply)
        asked = {"client_id": new_id().hex, "text": text, "reply_to": target.id if target else None}
        refused, posted = self.do(where, services.post_message, name, topic_id=self.topics[where].id, **asked)
        assert refused == (None if self.sees(name, where) else "not_found")
        if refused:
            return
        n, rev = len(self.said[where]) + 1, self.next_rev(where)
        said = Said(posted.message.id, n, rev, name, text=text, asked=asked, reply_to=target.n if target else None)
        said.mentions, said.mention_all = self.named(name, where, text)
        self.said[where].append(said)

    @rule(where=place, which=number)
    def repeat(self, where: str, which: int) -> None:
        said = self.pick(where, which)
        if said is None or said.kind != "text":
            return
        topic_id = self.topics[where].id
        refused, again = self.do(where, services.post_message, said.author, topic_id=topic_id, **said.asked)
        assert refused == (None if self.sees(said.author, where) else "not_found")
        assert refused or (again.again, seen(again.message)) == (True, wanted(said, self.people))

    @rule(name=someone, where=place, which=number, text=st.sampled_from(TEXTS))
    def edit(self, name: str, where: str, which: int, text: str) -> None:
        said = self.pick(where, which)
        if said is None:
            return
        refused, _ = self.do(where, services.edit_message, name, message_id=said.id, text=text)
        mine = said.author == name and said.kind == "text"
        expected = None if mine and not said.deleted else "conflict" if mine else "forbidden"
        assert refused == (expected if self.sees(name, where) else "not_found")
        if refused is None and said.text != text:
            said.text, said.edited, said.rev = text, True, self.next_rev(where)
            said.mentions, said.mention_all = self.named(name, where, text)

    @rule(name=someone, where=place, which=number)
    def delete(self, name: str, where: str, which: int) -> None:
        said = self.pick(where, which)
        if said is None:
            return
        refused, _ = self.do(where, services.delete_message, name, message_id=said.id)
        may = said.deleted or name == "ann" or (said.author == name and said.kind == "text")
        assert refused == ((None if may else "forbidden") if self.sees(name, where) else "not_found")
        if refused is None and not said.deleted:
            said.empty()
            said.rev = self.next_rev(where)
            self.pins[where] = [one for one in self.pins[where] if one is not said]

    @rule(name=someone, where=place, which=number, emoji=st.sampled_from(EMOJI), on=st.booleans())
    def react(self, name: str, where: str, which: int, emoji: str, on: bool) -> None:
        said = self.pick(where, which)
        if said is None:
            return
        command = services.add_reaction if on else services.remove_reaction
        refused, _ = self.do(where, command, name, message_id=said.id, emoji=emoji)
        expected = "conflict" if on and said.deleted else None
        assert refused == (expected if self.sees(name, where) else "not_found")
        if refused is None and said.react(name, emoji, on):
            said.rev = self.next_rev(where)

    @rule(name=someone, where=place, which=number, on=st.booleans())
    def pin(self, name: str, where: str, which: int, on: bool) -> None:
        said = self.pick(where, which)
        if said is None or said.kind != "text":
            return
        command = services.pin_message if on else services.unpin_message
        refused, _ = self.do(where, command, name, message_id=said.id)
        may = name == "ann" or (where == "cabin" and name == "ben")
        expected = "forbidden" if not may else "conflict" if on and said.deleted else None
        assert refused == (expected if self.sees(name, where) else "not_found")
        if refused is None and on != said.pinned:
            said.pinned, said.rev = on, self.next_rev(where)
            self.pins[where] = [said] * on + [one for one in self.pins[where] if one is not said]
            if on:
                self.note(where, name)

    @rule(name=someone, where=place, n=st.integers(0, 20))
    def mark_read(self, name: str, where: str, n: int) -> None:
        before = self.read_n(name, where) if self.sees(name, where) else 0
        refused, answer = self.do(where, services.mark_read, name, topic_id=self.topics[where].id, n=n)
        assert refused == (None if self.sees(name, where) else "not_found")
        if refused is None:
            self.read[name, where] = max(before, min(n, len(self.said[where])))
            assert answer.read_n == self.read[name, where]
            assert (answer.unread, answer.mentions) == self.unread(name, where)

    # What is shown

    @rule(name=someone, where=place, limit=st.integers(1, 9))
    def look(self, name: str, where: str, limit: int) -> None:
        """Somebody opens a topic, and somebody who was away catches up with it."""
        if not self.sees(name, where):
            assert attempt(queries.topic_for, self.people[name], self.topics[where].id)[0] == "not_found"
            for said in self.said[where][-1:]:
                assert attempt(queries.message_for, self.people[name], said.id)[0] == "not_found"
            return
        self.check(name, where)
        self.away[where].catch_up(self.people[name], self.topics[where], limit)
        assert self.away[where].same_as(Follower(self.people[name], self.topics[where]))

    def check(self, name: str, where: str) -> None:
        """Page, heads, frames, pins and counts equal the model."""
        opened = queries.topic_for(self.people[name], self.topics[where].id)
        page = queries.message_page(opened, limit=100)
        assert list(map(seen, page.items)) == [wanted(said, self.people) for said in self.said[where]]
        assert (page.last_n, page.last_rev) == (len(self.said[where]), self.rev[where])
        assert self.live[where].same_as(Follower(self.people[name], self.topics[where]))
        pins = queries.pins_of(opened, limit=100)[0]
        assert {one.id for one in pins} == {said.id for said in self.pins[where]}
        assert [one.pinned_at for one in pins] == sorted((str(one.pinned_at) for one in pins), reverse=True)
        assert page.read_n == self.read_n(name, where)
        assert queries.unread_of(self.people[name], opened.topic.id, page.read_n) == self.unread(name, where)

    def teardown(self) -> None:
        if not hasattr(self, "away"):
            return
        for name in NAMES:
            for where in self.topics:
                self.look(name, where, 5)
        # The next story has people of the same names.
        User.objects.using(DB).filter(id__in=[one.id for one in self.people.values()]).update(username="")

    # The model

    def sees(self, name: str, where: str) -> bool:
        return name in self.members and (where == "open" or name in self.inside)

    def pick(self, where: str, which: int) -> Said | None:
        return self.said[where][-1 - which % len(self.said[where])] if self.said[where] else None

    def next_rev(self, where: str) -> int:
        self.rev[where] += 1
        return self.rev[where]

    def named(self, name: str, where: str, text: str) -> tuple[frozenset[str], bool]:
        """Whom a text by somebody mentions, and whether everybody."""
        words = set() if "`" in text else set(text.split())
        found = frozenset(one for one in NAMES if f"@{one}" in words and self.sees(one, where))
        return found, "@everyone" in words and name == "ann"

    def note(self, where: str, name: str) -> None:
        """The house has noted something in a topic."""
        row = self.topics[where].messages.using(DB).latest("n")
        n = len(self.said[where]) + 1
        self.said[where].append(Said(str(row.id), n, self.next_rev(where), name, kind="system"))

    def read_n(self, name: str, where: str) -> int:
        """Where somebody's marker is; where it begins is the business of joining, so that is asked once."""
        if (name, where) not in self.read:
            opened = queries.topic_for(self.people[name], self.topics[where].id)
            self.read[name, where] = opened.marker.read_n if opened.marker else 0
        return self.read[name, where]

    def unread(self, name: str, where: str) -> tuple[int, int]:
        read_n = self.read_n(name, where)
        new = [said for said in self.said[where] if said.n > read_n and said.author != name and not said.deleted]
        texts = [said for said in new if said.kind == "text"]
        return len(texts), sum(said.mention_all or name in said.mentions for said in texts)

    # Doing

    def do(self, where: str, command: Any, name: str, **given: Any) -> tuple[str | None, Any]:
        """Somebody does something, and a client hears the frames of it."""
        with self.listening(where):
            return attempt(command, self.people[name], **given)

    @contextmanager
    def listening(self, where: str) -> Iterator[None]:
        with published() as heard:
            yield
        for change in heard if self.live else ():
            self.live[where].hear(change)


def tell(stories: int, steps: int) -> None:
    # A failing story is short enough to read as it is; making it shorter takes many minutes.
    how = hypothesis_settings(max_examples=stories, stateful_step_count=steps, phases=(Phase.generate,))
    run_state_machine_as_test(Chat, settings=how)


@pytest.fixture(autouse=True)
def _never_too_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "check", lambda *given: None)


@pytest.mark.wide
def test_every_story_is_told_alike():
    tell(stories=15, steps=40)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_every_one_of_many_long_stories_is_told_alike():
    tell(stories=150, steps=80)
