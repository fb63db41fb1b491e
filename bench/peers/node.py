"""The peers, which run on Node: one that does the whole path right, and two that only pass messages on."""

import functools
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

import jwt

from bench.peers import build
from bench.peers.contestants import Contestant, Stored, person_id, topic_id
from bench.peers.loads import PEOPLE, TOPICS
from bench.peers.place import Place

#: HS256 costs the peers less than the RS256 that ours verifies.
SECRET: Final = "bench-secret-of-at-least-32-bytes"  # noqa: S105 - it guards nothing
DATABASE: Final = "peers"
PARTY: Final = "00000000-0000-7000-a000-000000000001"


class Node(Contestant):
    dialect = "socketio"
    path = "/socket.io/?EIO=4&transport=websocket"
    whole = False
    source: ClassVar[str]

    def folder(self) -> Path:
        return build.node_peers(self.here.work)

    def command(self, port: int) -> Sequence[str]:
        return [build.node(), self.source]

    def environment(self, port: int) -> Mapping[str, str]:
        url = self.here.database_url(DATABASE)
        return {"PORT": str(port), "REDIS_URL": self.here.redis_url, "JWT_SECRET": SECRET, "PG_URL": url}

    def token(self, number: int) -> str:
        return _token(number)


@functools.cache
def _token(number: int) -> str:
    claims = {
        "sub": str(person_id(number)),
        "name": f"user{number}",
        "avatar": f"https://cdn.example/a/{number}.png",
        "exp": int(time.time()) + 86_400,
    }
    return jwt.encode(claims, SECRET, algorithm="HS256")


class SocketIo(Node):
    source = "socketio.js"


class Ws(Node):
    dialect = "plain"
    path = "/ws/"
    source = "ws.js"


class Correct(Node):
    whole = True
    source = "correct.js"
    post_path = "/api/topics/%s/messages"

    def __init__(self, here: Place, name: str, processes: int = 1) -> None:
        super().__init__(here, name, processes)
        self.schema = (build.HERE / "schema.sql").read_text()

    def prepare(self) -> None:
        self.here.make_database(DATABASE)

    def reset(self) -> None:
        with self.here.connect(DATABASE) as connection:
            connection.execute(self.schema.encode())
            connection.execute("INSERT INTO party VALUES (%s, 'bench')", [PARTY])
            with connection.cursor() as cursor:
                people = [(person_id(at), f"user{at}") for at in range(PEOPLE)]
                _copy(cursor, "app_user (id, username)", people)
                _copy(cursor, "membership (party_id, user_id)", [(PARTY, person) for person, _ in people])
                _copy(cursor, "topic (id, party_id, name)", [(topic_id(at), PARTY, f"t{at}") for at in range(TOPICS)])
            connection.execute("VACUUM ANALYZE")

    def stored(self) -> list[Stored]:
        """Its outbox rows tell only the topic beside a JSON text, in which the message's id stands."""
        with self.here.connect(DATABASE) as connection:
            rows: list[Any] = connection.execute(
                "WITH told AS (SELECT (data::json ->> 'id')::uuid AS id, count(*) AS rows FROM outbox GROUP BY 1) "
                "SELECT substring(m.text from 'qz([0-9a-f]{8})qz'), m.topic_id, m.n, coalesce(told.rows, 0) "
                "FROM message m LEFT JOIN told USING (id)"
            ).fetchall()
        return [Stored(int(mark, 16), str(topic), n, rows_) for mark, topic, n, rows_ in rows]


def _copy(cursor: Any, what: str, rows: Sequence[Sequence[object]]) -> None:
    with cursor.copy(f"COPY {what} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
