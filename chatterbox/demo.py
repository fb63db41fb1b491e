"""The demo party of the profile `local`: people, topics and a conversation, made once and through the same services
that real people use.
"""

import datetime
import uuid
from itertools import groupby

from django.conf import settings

from accounts.services.users import sign_up
from chatterbox import demo_talk as talk
from events.ids import new_id
from events.times import now
from messaging import rendering, services
from messaging.invites import url_of
from messaging.models import Invite, Kind, Membership, Message, MessageWords, Party, ReadMarker, Topic, User
from messaging.services.save import NewMessage, Saved, save_messages

OWNER, STRANGER = "ada", "eve"
#: People who sign in with the demo password; the others only talk.
SIGN_IN = frozenset({"ada", "bo", "eve"})
CLIENT_ID = "demo"


def make(password: str) -> bool:
    """Make the demo party unless it is there already; answers whether it made it."""
    db = settings.MESSAGING_DB
    if Party.objects.using(db).filter(client_id=CLIENT_ID).exists():
        return False
    everybody = (*talk.PEOPLE, (STRANGER, "Eve Okafor"))
    people = {username: _person(username, name, password) for username, name in everybody}
    owner = people[OWNER]
    made = services.create_party(owner, client_id=CLIENT_ID, name=talk.PARTY, by_house=True)
    Party.objects.using(db).filter(id=made.party.id).update(description=talk.DESCRIPTION)
    for username, _name in talk.PEOPLE:
        services.join_party(people[username], code=made.invite.code)
    topics = {made.topics[0].name: made.topics[0].id}
    for name, description in talk.TOPICS:
        if name not in topics:
            topics[name] = services.create_topic(
                owner, party_id=made.party.id, client_id=f"demo-{len(topics)}", name=name, description=description
            )[0].id
    for name, lines in groupby(sorted(talk.TALK, key=lambda line: line.topic), key=lambda line: line.topic):
        _say(Topic.objects.using(db).get(id=topics[name]), list(lines), people)
    _backdate_arrivals(uuid.UUID(made.topics[0].id))
    _have_read(owner.id, people["bo"].id)
    return True


def invite_link() -> str:
    """The first invite of the demo party."""
    rows = Invite.objects.using(settings.MESSAGING_DB).filter(party__client_id=CLIENT_ID)
    invite = rows.order_by("created_at").first()
    return url_of(invite) if invite else settings.PUBLIC_URL


def _person(username: str, name: str, password: str) -> User:
    """An account, and messaging's copy of it as the event will make it."""
    account = sign_up(
        username=username,
        email=f"{username}@example.org",
        password=password if username in SIGN_IN else None,
        display_name=name,
        verified=True,
    )
    services.save_user_copies([User(id=account.id, version=account.version, username=username, display_name=name)])
    return User.objects.using(settings.MESSAGING_DB).get(id=account.id)


def _say(topic: Topic, lines: list[talk.Line], people: dict[str, User]) -> None:
    """Write a conversation, then give each message its time."""
    db, moment = settings.MESSAGING_DB, now()
    posts: list[NewMessage] = []
    for line in lines:
        posts.append(
            NewMessage(
                author=people[line.who],
                topic_id=topic.id,
                client_id=str(new_id()),
                text=line.text,
                html=rendering.render(line.text),
                names=frozenset(rendering.named_in(line.text)),
            )
        )
    saved = [outcome.message for outcome in save_messages(posts) if isinstance(outcome, Saved)]
    for line, message in zip(lines, saved, strict=True):
        message.created_at = moment - datetime.timedelta(minutes=line.minutes)
        message.reply_to = saved[line.reply_to] if line.reply_to is not None else None
    Message.objects.using(db).bulk_update(saved, ["created_at", "reply_to"])
    words = {row.message_id: row for row in MessageWords.objects.using(db).filter(message__in=saved)}
    for message in saved:
        if message.id in words:
            words[message.id].created_at = message.created_at
    MessageWords.objects.using(db).bulk_update(words.values(), ["created_at"])


def _backdate_arrivals(topic_id: uuid.UUID) -> None:
    """People came before they talked."""
    messages = Message.objects.using(settings.MESSAGING_DB).filter(topic=topic_id)
    arrivals = list(messages.filter(kind=Kind.SYSTEM).order_by("-n"))
    moment = messages.filter(kind=Kind.TEXT).order_by("n").values_list("created_at", flat=True)[0]
    for arrival in arrivals:
        moment -= datetime.timedelta(minutes=7)
        arrival.created_at = moment
    messages.bulk_update(arrivals, ["created_at"])


def _have_read(*user_ids: uuid.UUID) -> None:
    """The demo people have read all but the last few messages, so that there is something new."""
    db = settings.MESSAGING_DB
    for membership in Membership.objects.using(db).filter(user__in=user_ids, party__client_id=CLIENT_ID):
        for topic in Topic.objects.using(db).filter(party=membership.party_id):
            ReadMarker.objects.using(db).update_or_create(
                topic=topic, user_id=membership.user_id, defaults={"read_n": max(topic.last_n - 4, 0)}
            )
