"""Many messages in many topics, as people might have written them over two years: for benchmarks that need a history.

`python -m bench.seed --messages 10000000` says how fast that goes, in a database of its own that is gone afterwards;
benchmarks call `seed` in theirs. Memory does not grow with the messages.
"""

import argparse
import random
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import accumulate, chain
from typing import Any, Final, NamedTuple

from bench.bar import Bar
from bench.servers import place
from scripts.stack import Stack
from scripts.stack.layout import Layout

#: Messages that are copied in one transaction.
CHUNK: Final = 20_000
YEARS: Final = timedelta(days=730)
TOPICS_OF_A_PARTY: Final = 10
PEOPLE: Final = 2000
MEMBERS_OF_A_PARTY: Final = 200
VOCABULARY: Final = 50_000
#: One of so many messages is in Japanese, answers another, names somebody, has a link, is pinned.
JAPANESE, REPLY, MENTION, LINK, PINNED = 30, 10, 25, 40, 2000

COMMON: Final = "the to and of a in is it you that for on was with have be not this are but at we so do".split()
SYLLABLES: Final = (
    "ba be bi bo bu ca co cu da de di do du fa fe fi fo ga ge gi go ha he hi ho ja ke ki ko la le li lo lu ma me mi mo "
    "mu na ne ni no nu pa pe pi po ra re ri ro ru sa se si so su ta te ti to tu va ve vi vo wa we wi za zo an en in on "
    "er al ing ter ment tion ship boat"
).split()
KANJI: Final = "東京都大阪今日明日会議資料確認昨夜天気船海港月火水木金土人時間新古電車駅前後食事朝昼晩山川田中村"

Row = Sequence[Any]


class Seeded(NamedTuple):
    """Whom and where a benchmark asks: parties in the order of their ids, people in that of their names."""

    parties: list[uuid.UUID]
    topics: list[uuid.UUID]
    people: list[uuid.UUID]
    seconds: float


def vocabulary() -> list[str]:
    """The words of all messages, the commonest first; always the same."""
    luck = random.Random(VOCABULARY)  # noqa: S311 - made up, not secret
    return COMMON + ["".join(luck.choices(SYLLABLES, k=luck.randint(2, 4))) for _ in range(VOCABULARY)]


class Talk:
    """Makes up messages, each the next of its topic."""

    def __init__(self, luck: random.Random, topics: list[uuid.UUID], members: list[list[uuid.UUID]]) -> None:
        self.luck, self.topics, self.members = luck, topics, members
        self.words = vocabulary()
        self.weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self.words))))
        self.busy = list(accumulate(1 / (rank + 20) for rank in range(len(topics))))
        self.last_n = [0] * len(topics)
        self.last_id: list[str | None] = [None] * len(topics)

    def chunk(self, moments: Sequence[datetime]) -> Iterator[tuple[Row, Row, Row | None]]:
        """For each moment a row of a message, its words, and perhaps a mention."""
        from messaging.search.words import words_of

        places = self.luck.choices(range(len(self.topics)), cum_weights=self.busy, k=len(moments))
        lengths = self.luck.choices(range(1, 31), weights=range(31, 1, -1), k=len(moments))
        stock = iter(self.luck.choices(self.words, cum_weights=self.weights, k=sum(lengths)))
        for moment, place_, length in zip(moments, places, lengths, strict=True):
            text = " ".join(next(stock) for _ in range(length))
            if not self.luck.randrange(JAPANESE):
                text = "".join(self.luck.choices(KANJI, k=length + 2))
            yield self._rows(moment, place_, text, words_of)

    def _rows(self, moment: datetime, at: int, text: str, words_of: Any) -> tuple[Row, Row, Row | None]:
        people = self.members[at // TOPICS_OF_A_PARTY]
        # Whoever writes much writes very much.
        author = people[int(len(people) * self.luck.random() ** 3)]
        key, topic = _key(moment, self.luck), self.topics[at]
        self.last_n[at] += 1
        n = self.last_n[at]
        html = f"<p>{text}</p>"
        link = not self.luck.randrange(LINK)
        if link:
            text = f"{text} https://example.org/{n}"
            html = html.replace("</p>", f' <a href="https://example.org/{n}">https://example.org/{n}</a></p>')
        named = people[self.luck.randrange(len(people))] if not self.luck.randrange(MENTION) else None
        reply = self.last_id[at] if not self.luck.randrange(REPLY) else None
        pinned = moment if not self.luck.randrange(PINNED) else None
        mentions = f'["{named}"]' if named else "[]"
        self.last_id[at] = key
        message = (
            *(key, topic, n, n, "text", None, author, f"seed-{n}", "\\\\x", text, html, 1, mentions, None),
            *(reply, pinned, None, None, None, moment),
        )
        words = (key, topic, author, moment, words_of(text), link, False)
        mention = (_key(moment, self.luck), key, topic, n, named, author, "user") if named else None
        return message, words, mention


def _key(moment: datetime, luck: random.Random) -> str:
    """A UUIDv7 of a moment."""
    digits = f"{int(moment.timestamp() * 1000):012x}7{luck.getrandbits(12):03x}{8 | luck.getrandbits(2):x}"
    return str(uuid.UUID(digits + f"{luck.getrandbits(60):015x}"))


#: Columns as `Talk` makes them.
COLUMNS: Final = {
    "messaging_message": "id topic_id n rev kind system author_id client_id request_hash text html renderer mentions "
    "mention_all reply_to_id pinned_at edited_at deleted_at deleted_by_id created_at",
    "messaging_messagewords": "message_id topic_id author_id created_at words has_link has_code",
    "messaging_mention": "id message_id topic_id n user_id author_id kind",
}


def seed(messages: int, topics: int, *, number: int = 7) -> Seeded:
    """Fill messaging's PostgreSQL. The same `number` gives the same texts; times end now."""
    began = time.monotonic()
    luck = random.Random(number)  # noqa: S311 - made up, not secret
    people, parties, places, members = _house(luck, topics)
    talk = Talk(luck, places, members)
    bar = Bar("seed messages", messages)
    with _connection() as connection, _without_indexes(connection):
        start, step = datetime.now(UTC) - YEARS, YEARS / messages
        for done in range(0, messages, CHUNK):
            bar.at(done)
            moments = [start + step * place_ for place_ in range(done, min(done + CHUNK, messages))]
            _copy(connection, list(talk.chunk(moments)))
        _set_heads(connection, talk)
        bar.at(messages)
    with _connection() as connection:
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
    bar.end()
    return Seeded(parties, places, people, time.monotonic() - began)


def _house(
    luck: random.Random, topics: int
) -> tuple[list[uuid.UUID], list[uuid.UUID], list[uuid.UUID], list[list[uuid.UUID]]]:
    """People, parties with members, and their topics; the ids of each, and of each party's members."""
    from events.ids import new_id
    from messaging.models import Membership, Party, Topic, User

    moment = datetime.now(UTC) - YEARS
    people = [User(id=new_id(), username=f"person{at}", display_name=f"Person {at}") for at in range(PEOPLE)]
    User.objects.bulk_create(people)
    made: list[Party] = []
    places: list[Topic] = []
    memberships: list[Membership] = []
    for at in range(-(-topics // TOPICS_OF_A_PARTY)):
        inside = luck.sample(people, MEMBERS_OF_A_PARTY)
        party = Party(name=f"Party {at}", owner=inside[0], maker=inside[0], client_id=f"seed-{at}", created_at=moment)
        party.member_count = len(inside)
        made.append(party)
        memberships += [Membership(party=party, user=each, joined_at=moment) for each in inside]
        places += [
            Topic(
                party=party,
                name=f"topic-{number}",
                position=f"a{number}",
                maker=inside[0],
                client_id=f"seed-{at}-{number}",
                created_at=moment,
            )
            for number in range(min(TOPICS_OF_A_PARTY, topics - at * TOPICS_OF_A_PARTY))
        ]
    Party.objects.bulk_create(made)
    Membership.objects.bulk_create(memberships, batch_size=5000)
    Topic.objects.bulk_create(places)
    inside_of = {party.id: [row.user_id for row in memberships if row.party_id == party.id] for party in made}
    return [row.id for row in people], [row.id for row in made], [row.id for row in places], list(inside_of.values())


@contextmanager
def _connection() -> Iterator[Any]:
    """A connection to messaging's PostgreSQL on which nothing takes too long."""
    import psycopg
    from django.conf import settings
    from django.db import connections

    given = connections[settings.MESSAGING_DB].get_connection_params()
    names = ("dbname", "host", "port", "user", "password")
    with psycopg.connect(**{name: given[name] for name in names if name in given}) as connection:
        yield connection


@contextmanager
def _without_indexes(connection: Any) -> Iterator[None]:
    """Indexes, unique and foreign keys of the tables are made anew at the end, which is much faster."""
    tables = list(COLUMNS)
    keys = connection.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('u', 'f') ORDER BY contype DESC",
        [tables],
    ).fetchall()
    for table, name, _ in keys:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    indexes = connection.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "WHERE indrelid::regclass::text = ANY(%s) AND NOT indisprimary",
        [tables],
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    connection.commit()
    yield
    connection.execute("SET maintenance_work_mem = '512MB'")
    again = [f"ALTER TABLE {table} ADD CONSTRAINT {name} {what}" for table, name, what in keys]
    statements = [definition for _, definition in indexes] + again
    bar = Bar("make indexes", len(statements))
    for at, statement in enumerate(statements):
        bar.at(at)
        connection.execute(statement)
        connection.commit()
    bar.end()


def _copy(connection: Any, rows: Sequence[tuple[Row, Row, Row | None]]) -> None:
    for at, (table, columns) in enumerate(COLUMNS.items()):
        listed = ", ".join(columns.split())
        with connection.cursor().copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
            copy.write("".join(chain.from_iterable(_line(each[at]) for each in rows if each[at] is not None)))
    connection.commit()


def _line(row: Any) -> Iterator[str]:
    yield "\t".join("\\N" if value is None else str(value) for value in row)
    yield "\n"


def _set_heads(connection: Any, talk: Talk) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE messaging_topic SET last_n = %s, last_rev = %s WHERE id = %s",
            [(n, n, key) for key, n in zip(talk.topics, talk.last_n, strict=True)],
        )
    connection.commit()


def parser_of(prog: str, doc: str | None, messages: int) -> argparse.ArgumentParser:
    """Asks how large the history is to be; `messages` unless somebody says otherwise."""
    parser = argparse.ArgumentParser(prog=prog, description=doc)
    parser.add_argument("--messages", type=int, default=messages, help=f"messages ({messages})")
    parser.add_argument("--topics", type=int, default=1000, help="topics, ten a party (1000)")
    return parser


@contextmanager
def filled(given: argparse.Namespace) -> Iterator[Seeded]:
    """A database of its own on the servers of the stack, with as large a history as was asked for."""
    layout = Layout.from_environment()
    with place(Stack(layout.directory, layout.port), layout.directory / "logs" / "bench.log"):
        yield seed(given.messages, given.topics)


def main() -> int:
    given = parser_of("python -m bench.seed", __doc__, 1_000_000).parse_args()
    with filled(given) as seeded:
        pass
    print(f"{given.messages:,} messages in {seeded.seconds:,.0f} s: {given.messages / seeded.seconds:,.0f} a second")
    return 0


if __name__ == "__main__":
    sys.exit(main())
