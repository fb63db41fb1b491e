"""It is true of search that it finds what a plain reading of all messages finds, in the same order."""

import re
import unicodedata
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from events import txn
from events.rates import Rate
from messaging import queries, services
from messaging.models import Party, Topic, TopicMember, User
from messaging.queries import searching
from messaging.services.save import save_messages
from messaging.tests.messages import new

pytestmark = [pytest.mark.wide, pytest.mark.django_db(databases=["messaging"])]

DB = settings.MESSAGING_DB
WORDS = ["boat", "Boats", "steamboat", "bo", "Bö", "rope", "big", "東京", "東京都", "京都", "京", "10.0.0.1", "a_b"]
TERMS = [*WORDS, "🎉", "oat", "o", "ig", "都", "tea", "0.0"]


class _Undo(Exception):
    """What an example wrote is not kept for the next."""


def reads(text: str) -> list[str]:
    """A text's words, and its runs of Chinese characters, by another way than the code's."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.findall(r"[a-z0-9]+|[\u4e00-\u9fff]+|🎉", plain)


def is_in(term: str, text: str) -> bool:
    """Whether a term, which is one word or run or several without a space, is in a text."""
    asked, there = reads(term), reads(text)
    return any(_fits(asked, there[at : at + len(asked)]) for at in range(len(there) - len(asked) + 1))


def _fits(asked: list[str], there: list[str]) -> bool:
    if len(asked) == 1:
        return _begins(asked[0], there[0]) or (_may_be_inside(asked[0]) and asked[0] in there[0])
    starts = there[0].endswith(asked[0]) if _may_be_inside(asked[0]) else there[0] == asked[0]
    return starts and there[1:-1] == asked[1:-1] and _begins(asked[-1], there[-1])


def _begins(asked: str, there: str) -> bool:
    return there.startswith(asked)


def _may_be_inside(asked: str) -> bool:
    return len(asked) >= 3 or "\u4e00" <= asked[0] <= "\u9fff"


texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
corpora = st.lists(st.tuples(st.sampled_from(["ada", "bo"]), st.sampled_from(["open", "secret"]), texts), max_size=12)


@pytest.fixture
def places(ada: User, party: Party, topic: Topic) -> dict[str, Topic]:
    """A topic for all of the party, and one that is ada's alone."""
    shape, _ = services.create_topic(ada, party_id=party.id, client_id="secret", name="secret")
    Topic.objects.using(DB).filter(id=shape.id).update(private=True)
    TopicMember.objects.using(DB).create(topic_id=shape.id, user=ada)
    return {"open": topic, "secret": Topic.objects.using(DB).get(id=shape.id)}


@pytest.mark.parametrize("walk", [2, 1000])
@examples(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(corpus=corpora, data=st.data())
def test_search_finds_what_reading_everything_finds(
    ada: User, bo: User, places: dict[str, Topic], walk: int, corpus: list[tuple[str, str, str]], data: st.DataObject
):
    people = {"ada": ada, "bo": bo}
    asker = data.draw(st.sampled_from(["ada", "bo"]))
    terms = data.draw(st.lists(st.sampled_from(TERMS), min_size=1, max_size=2))
    without = data.draw(st.lists(st.sampled_from(TERMS), max_size=1))
    author = data.draw(st.sampled_from([None, "ada", "bo"]))
    corpus = [(name, place, text) for name, place, text in corpus if name == "ada" or place == "open"]
    q = " ".join([*terms, *(f"-{term}" for term in without), *([f"from:{author}"] if author else [])])

    expected = [
        text
        for name, place, text in reversed(corpus)
        if all(is_in(term, text) for term in terms)
        and not any(is_in(term, text) for term in without)
        and (author is None or name == author)
        and (asker == "ada" or place == "open")
    ]

    assert _found(people, places, corpus, asker, q, walk) == expected


def _found(
    people: dict[str, User], places: dict[str, Topic], corpus: list[Any], asker: str, q: str, walk: int
) -> list[str]:
    found: list[str] = []
    with pytest.MonkeyPatch.context() as patch, pytest.raises(_Undo), txn.atomic(DB):  # noqa: PT012 - undone at the end
        patch.setattr(searching, "WALK", walk)
        patch.setattr(settings, "LIMITS", settings.LIMITS | {"searches": Rate(10**6, 60)})
        save_messages([new(people[name], places[place].id, text) for name, place, text in corpus])
        cursor = None
        while True:
            page = queries.search(people[asker], q, limit=3, cursor=cursor)
            found += [item.message.text for item in page.items]
            cursor = page.next
            if cursor is None:
                raise _Undo
    return found
