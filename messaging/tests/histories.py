"""Random histories of topics: who said what, changed it, took it back, came, and read how far."""

import random
from collections.abc import Iterator, Sequence

from django.conf import settings

from events import txn
from events.times import now
from messaging import services
from messaging.models import Invite, Kind, Mention, Message, Party, ReadMarker, Topic, TopicMember, User
from messaging.services import removals
from messaging.services.save import NewMessage, save_messages
from messaging.tests.messages import new

#: The owner's @everyone counts, a member's does not.
TEXTS = ["hi", "hi", "hi", "@ada look", "@bo look", "@ada and @cy", "@everyone", "@here @bo", "`@bo`", "@nobody"]
#: One topic of so many has this many messages, so that counts reach their end.
EACH, LONG = 125, 200


class Histories:
    """`topics` of ada's party, some private. bo is a member from the start; cy comes when much has been said."""

    def __init__(self, seed: int, count: int, party: Party, people: Sequence[User]) -> None:
        self.chance, self.party = random.Random(seed), party
        self.ada, self.bo, self.cy = people
        self.topics = [self._topic(number) for number in range(count)]
        with txn.atomic(settings.MESSAGING_DB):
            self._open()
            self._talk([self.ada, self.bo])
            services.join_party(self.cy, code=Invite.objects.filter(party=party).values_list("code", flat=True)[0])
            self._talk([self.ada, self.bo, self.cy])
            self._edit()
            self._take_back()
            self._read()

    def _topic(self, number: int) -> Topic:
        name, maker = f"h{number}", self.ada
        private = self.chance.random() < 0.2 and number % EACH != 0
        return Topic(
            party=self.party,
            maker=maker,
            client_id=name,
            name=name,
            position=f"j{number:04}i",
            private=private,
            created_at=now(),
        )

    def _open(self) -> None:
        Topic.objects.bulk_create(self.topics)
        private = [topic for topic in self.topics if topic.private]
        # cy may not be inside before they are a member; services see to that.
        TopicMember.objects.bulk_create(TopicMember(topic=topic, user=self.ada) for topic in private)
        TopicMember.objects.bulk_create(
            TopicMember(topic=topic, user=self.bo) for topic in private if self.chance.random() < 0.7
        )

    def _talk(self, people: list[User]) -> None:
        inside = set(TopicMember.objects.values_list("topic_id", "user_id"))
        posts = []
        for number, topic in enumerate(self.topics):
            length = LONG if number % EACH == 0 else self.chance.randint(0, 4)
            speakers = [one for one in people if not topic.private or (topic.id, one.id) in inside]
            posts += [self._post(self.chance.choice(speakers), topic) for _ in range(length)]
        save_messages(posts)

    def _post(self, author: User, topic: Topic) -> NewMessage:
        post = new(author, topic.id, self.chance.choice(TEXTS))
        if self.chance.random() < 0.1:
            post.kind, post.system, post.names = Kind.SYSTEM, {"what": "renamed"}, frozenset()
        return post

    def _some(self, share: float) -> Iterator[Message]:
        for message in Message.objects.filter(topic__in=self.topics, deleted_at=None, kind="text").order_by("id"):
            if self.chance.random() < share:
                yield message

    def _edit(self) -> None:
        """Somebody else is named now, or nobody; the rows say the same as the message."""
        edited, mentions = [], []
        for message in self._some(0.1):
            named = self.chance.sample([self.ada, self.bo, self.cy], self.chance.randint(0, 2))
            message.mentions, message.mention_all, message.edited_at = [str(one.id) for one in named], None, now()
            mentions += [
                Mention(message=message, topic_id=message.topic_id, n=message.n, user=one, author_id=message.author_id)
                for one in named
            ]
            edited.append(message)
        Mention.objects.filter(message__in=edited).delete()
        Mention.objects.bulk_create(mentions)
        Message.objects.bulk_update(edited, ["mentions", "mention_all", "edited_at"], batch_size=200)

    def _take_back(self) -> None:
        """Some delete their own, a moderator removes others', and some of those come back."""
        own, removed = list(self._some(0.08)), list(self._some(0.08))
        for pieces, how in ((own, removals.empty), (removed, removals.remove)):
            gone = [message for message in pieces if message.deleted_at is None]
            how(gone, self.ada.id, now())
            Message.objects.bulk_update(gone, removals.FIELDS, batch_size=200)
        back = removals.restore([message for message in removed if self.chance.random() < 0.3 and message not in own])
        Message.objects.bulk_update(back, removals.FIELDS, batch_size=200)

    def _read(self) -> None:
        """Markers go forward, and sometimes back."""
        heads = dict(Topic.objects.filter(id__in=[topic.id for topic in self.topics]).values_list("id", "last_n"))
        for person in (self.ada, self.bo, self.cy):
            for topic in self.topics:
                if self.chance.random() < 0.1 and not topic.private:
                    n, force = self.chance.randint(0, heads[topic.id]), self.chance.random() < 0.4
                    services.mark_read(person, topic_id=topic.id, n=n, force=force)
        rows = list(ReadMarker.objects.filter(topic__in=self.topics, user=self.bo))
        for row in rows:
            row.read_n = self.chance.randint(0, max(heads[row.topic_id], 1)) // 3
        ReadMarker.objects.bulk_update(rows, ["read_n"], batch_size=200)
