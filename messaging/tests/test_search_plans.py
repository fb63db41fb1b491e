"""It is true of search on PostgreSQL that none of its statements reads the whole table of words."""

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections
from django.test.utils import CaptureQueriesContext

from events.times import now
from messaging import queries, services
from messaging.models import Message, Topic, User
from messaging.queries import searching

pytestmark = [pytest.mark.servers, pytest.mark.django_db(databases=["messaging"])]

DB = settings.MESSAGING_DB
MESSAGES, TOPICS = 8000, 4
COMMON = ["and", "the", "with", "boat"]
KANJI = "東京都大阪今日明日会議資料確認昨夜天気船海港"


@pytest.fixture
def talk(ada: User, bo: User, party: Any, limit: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Some thousand messages, so many that reading them all is no longer the shortest way."""
    limit("searches")
    monkeypatch.setattr(searching, "WALK", 200)
    luck = random.Random(5)
    for number in range(TOPICS):
        services.create_topic(ada, party_id=party.id, client_id=f"t{number}", name=f"topic{number}")
    topics = list(Topic.objects.using(DB).exclude(name="general"))
    moment = now() - timedelta(days=1)
    messages = [
        Message(
            topic=topics[at % TOPICS],
            n=at // TOPICS + 1,
            rev=at // TOPICS + 1,
            author=bo if at % 100 == 0 else ada,
            client_id=f"m{at}",
            request_hash=b"",
            text=_text(luck),
            html='<a href="https://x.org">' if at % 200 == 0 else "<code>" if at % 201 == 0 else "",
            pinned_at=moment if at % 400 == 0 else None,
            created_at=moment + timedelta(seconds=at),
        )
        for at in range(MESSAGES)
    ]
    for at in range(0, MESSAGES, 1000):  # no statement may take five seconds
        Message.objects.using(DB).bulk_create(messages[at : at + 1000])
        services.index_messages(messages[at : at + 1000])
    services.sort_in()
    with connections[DB].cursor() as cursor:
        # Our own tables by name: without, it waits for whoever works on the catalogues that all databases share.
        tables = ", ".join(model._meta.db_table for model in apps.get_app_config("messaging").get_models())
        cursor.execute(f"SET LOCAL statement_timeout = '60s'; ANALYZE {tables}; SET LOCAL statement_timeout TO DEFAULT")


def _text(luck: random.Random) -> str:
    words = ["".join(luck.choices("abcdefghijklmnopqrstuvwxyz", k=luck.randint(3, 9))) for _ in range(12)]
    return " ".join([*luck.choices(COMMON, k=2), *words, "".join(luck.choices(KANJI, k=4))])


def plans_of(call: Callable[[], Any]) -> list[str]:
    """How PostgreSQL goes about each statement that asks for words."""
    with CaptureQueriesContext(connections[DB]) as captured:
        call()
    asked = [query["sql"] for query in captured if "messaging_messagewords" in query["sql"]]
    with connections[DB].cursor() as cursor:
        return [_explain(cursor, sql) for sql in asked]


def _explain(cursor: Any, sql: str) -> str:
    cursor.execute("EXPLAIN " + sql.replace("%", "%%"), [])
    return sql + "\n" + "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.parametrize("sort", ["new", pytest.param("best", marks=pytest.mark.long)])
def test_no_kind_of_question_reads_all_words(ada: User, talk: None, sort: str):
    some = Message.objects.using(DB).exclude(text="").order_by("id").values_list("text", flat=True)[10]
    rare = max(some.split()[2:-1], key=len)
    kinds = {
        "rare word": rare,
        "part of a word": rare[1:-1],
        "two words": f"{rare} boat",
        "phrase": '"boat with"' if sort == "new" else f'"{rare}"',
        "two characters": some[-3:-1],
        "no such word": "qqqqqqq",
        "person and word": f"from:bo {rare}",
        "person": "from:bo",
        "topic and word": f"in:topic1 {rare}",
        "link": "has:link",
        "code": "has:code",
        "pinned": "is:pinned",
        "mentions": "mentions:me",
        "dates": f"before:{now().date()} after:2026-01-01 {rare}",
    }
    if sort == "new":
        kinds |= {"common word": "boat", "two letters": "bo", "one character": "東"}
    for kind, q in kinds.items():
        plans = plans_of(partial(queries.search, ada, q, sort=sort, limit=20))
        assert len(plans) >= 2, kind
        for plan in plans:
            assert "Seq Scan on messaging_messagewords" not in plan, f"{kind}:\n{plan}"
            assert "messagewords" in plan.partition("\n")[2], plan
    plans = plans_of(lambda: queries.search(ada, "qqqqqqq"))
    assert any("Bitmap Index Scan on words_pieces" in plan for plan in plans), "\n\n".join(plans)
