"""The rows that a question asks for, of the topics that the person may see."""

import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.db import connections
from django.db.models import Exists, OuterRef, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Coalesce, StrIndex
from django.db.models.lookups import GreaterThan

from messaging.models import Mention, Message, MessageWords, Topic, User
from messaging.queries.parties import MOST_PARTIES, party_for
from messaging.queries.topics import MOST_TOPICS, topic_for, visible_ids
from messaging.search.asking import Condition, Question
from messaging.search.words import words_of

#: Up to so many topics are named to the database one by one, which it can plan for; more are a question in a question.
MANY: Final = 1000
#: People of one name: of copies, since names are only unique in accounts.
NAMESAKES: Final = 100


def asked(
    person: User, question: Question, *, party: str | None = None, topic: str | None = None
) -> "QuerySet[MessageWords]":
    """Words of the messages that a question asks for, in no order. Raises NotFound for a party or topic."""
    topics = visible_ids(person)
    if party is not None:
        topics = topics.filter(party=party_for(person, party).party_id)
    if topic is not None:
        topics = topics.filter(id=topic_for(person, topic).topic.id)
    rows = _in_places(_places(topics, question.conditions))
    for needle in question.words:
        rows = rows.filter(_contains(needle))
    for needle in question.without:
        rows = rows.exclude(_contains(needle))
    if question.since:
        rows = rows.filter(created_at__gte=question.since)
    if question.until:
        rows = rows.filter(created_at__lt=question.until)
    return rows.filter(*_conditions(person, question.conditions))


def _in_places(places: Any) -> "QuerySet[MessageWords]":
    rows = MessageWords.objects.using(settings.MESSAGING_DB)
    if not _is_sqlite():
        return rows.filter(topic__in=places)
    # SQLite would look up every message of every topic, all over its file, rather than read one after the other.
    unindexed = Coalesce("topic_id", "topic_id", output_field=UUIDField())
    return rows.alias(place=unindexed).filter(place__in=places)


def _contains(needle: str) -> Q:
    # SQLite's LIKE compares letter by letter without case, which takes several times as long.
    return Q(GreaterThan(StrIndex("words", Value(needle)), 0)) if _is_sqlite() else Q(words__contains=needle)


def _is_sqlite() -> bool:
    return connections[settings.MESSAGING_DB].vendor == "sqlite"


def _places(topics: "QuerySet[Topic]", conditions: Iterable[Condition]) -> Any:
    """The topics that are meant: their ids, or a question for them."""
    named = [each for each in conditions if each.operator == "in"]
    if named:
        found = list(topics.values_list("id", "name")[: MOST_PARTIES * MOST_TOPICS])
        for negated in {each.negated for each in named}:
            names = {_spelt(each.value) for each in named if each.negated == negated}
            meant = [key for key, name in found if _spelt(name) in names]
            topics = topics.exclude(id__in=meant) if negated else topics.filter(id__in=meant)
    ids = list(topics.values_list("id", flat=True)[: MANY + 1])
    return ids if len(ids) <= MANY else topics.values("id")


def _spelt(name: str) -> str:
    """A topic's name as it is compared: `big-boats`, which needs no quotes, is "Big boats"."""
    return words_of(name) or name.casefold()


def _conditions(person: User, conditions: Iterable[Condition]) -> list[Q]:
    people = _people(person, [each.value for each in conditions if each.operator in {"from", "mentions"}])
    found: list[Q] = []
    authors: set[uuid.UUID] | None = None
    for each in conditions:
        if each.operator == "from" and not each.negated:
            authors = (authors or set()) | people[each.value]
        elif each.operator != "in":
            condition = _condition(person, each, people.get(each.value, set()))
            found.append(~condition if each.negated else condition)
    return found if authors is None else [*found, Q(author__in=authors)]


def _condition(person: User, condition: Condition, people: set[uuid.UUID]) -> Q:
    if condition.operator == "from":
        return Q(author__in=people)
    if condition.operator == "mentions":
        return _mentioned(person, people)
    if condition.operator == "is":
        return Q(Exists(Message.objects.filter(id=OuterRef("message"), pinned_at__isnull=False)))
    return Q(has_link=True) if condition.value == "link" else Q(has_code=True)


def _mentioned(person: User, people: set[uuid.UUID]) -> Q:
    """Named, or with everybody called, which is known to mean the asker only: others may not be members there."""
    named = Q(user__in=people)
    if person.id not in people:
        return Q(Exists(Mention.objects.filter(named, message=OuterRef("message"))))
    rows = Mention.objects.filter(named | Q(user=None) & ~Q(author=person), message=OuterRef("message"))
    return Q(Exists(rows))


def _people(person: User, values: Iterable[str]) -> dict[str, set[uuid.UUID]]:
    """Whom the values of operators mean: `me`, or a username with or without its `@`."""
    names = {value: value.removeprefix("@").lower() for value in values}
    rows = User.objects.using(settings.MESSAGING_DB).filter(username__in=set(names.values()))
    found = list(rows.values_list("username", "id")[:NAMESAKES]) if names else []
    people = {value: {key for username, key in found if username == name} for value, name in names.items()}
    return {value: {person.id} if value.lower() == "me" else ids for value, ids in people.items()}
