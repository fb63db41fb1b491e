"""The application as it is deployed: `chatterbox.serve` with the profile `messaging`, with no door for the bench alone.

Login by the access cookie and the Origin list, membership, rendering, mentions, limits (raised by LIMIT_FACTOR), commit
and outbox. The relay does not run beside it: the peers have none, and their outbox rows wait as well.
"""

import json
import secrets
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import jwt

from bench.peers.contestants import Contestant, Stored, is_well, person_id, topic_id
from bench.peers.loads import PEOPLE, TOPICS, Load
from bench.peers.place import Place
from events.keys import jwk_of, jwks_of, new_private_key, parsed
from scripts.stack.layout import HOST, ROOT

DATABASE: Final = "ours"
PROFILE: Final = "chatterbox.settings.messaging"


#: Made for one call of the bench.
_private_key: Final = new_private_key()
_secret_key: Final = secrets.token_urlsafe(48)


def variables(here: Place) -> dict[str, str]:
    """What a process of ours reads."""
    return {
        "DJANGO_SETTINGS_MODULE": PROFILE,
        "SECRET_KEY": _secret_key,
        "JWT_PUBLIC_KEYS": json.dumps(jwks_of([_private_key])),
        "PUBLIC_URL": here.layout.url,
        "ALLOWED_HOSTS": f"localhost,{HOST}",
        "POSTGRES_URL": here.database_url(DATABASE),
        "REDIS_URL": here.redis_url,
        "KAFKA_SERVERS": f"{HOST}:{here.layout.kafka_port}",
        "LIMIT_FACTOR": "10000",
    }


class Ours(Contestant):
    dialect = "chatterbox"
    path = "/ws?v=1"
    post_path = "/api/v1/topics/%s/messages"

    def __init__(self, here: Place, name: str, processes: int = 1, server: str = "daphne") -> None:
        super().__init__(here, name, processes)
        self.server = server

    def folder(self) -> Path:
        return ROOT

    def command(self, port: int) -> Sequence[str]:
        return [sys.executable, "-m", "chatterbox.serve", "--host", HOST, "--port", str(port)]

    def environment(self, port: int) -> Mapping[str, str]:
        return variables(self.here) | {"INSTANCE": f"bench-{port}", "SERVER": self.server}

    def answers(self, port: int) -> bool:
        return is_well(port, "/health/ready")

    def options(self, load: Load) -> list[str]:
        return [*super().options(load), f"--origin={self.here.layout.url}"]

    def token(self, number: int) -> str:
        person, settings = person_id(number), _settings()
        claims = {
            "sub": str(person),
            "username": f"user{number}",
            "display_name": f"User {number}",
            "avatar_url": f"https://cdn.example/a/{number}.png",
            "is_staff": False,
            "locale": "",
            "zoneinfo": "",
            "version": 1,
            "token_use": "access",
            "iss": settings.JWT_ISSUER,
            "aud": settings.JWT_AUDIENCE,
            "iat": int(time.time()),
            "exp": int(time.time()) + 86_400,
            "ses": str(person),
            "amr": ["pwd"],
            "auth_time": int(time.time()),
        }
        key = parsed(_private_key)
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": jwk_of(_private_key)["kid"]})

    def prepare(self) -> None:
        """Migrate a database of its own, and fill it with one party of everybody and its topics."""
        self.here.make_database(DATABASE)
        _set_up(variables(self.here))
        _seed()

    def reset(self) -> None:
        with self.here.connect(DATABASE) as connection:
            connection.execute("TRUNCATE messaging_message, events_outboxevent CASCADE")
            connection.execute("UPDATE messaging_topic SET last_n = 0, last_rev = 0")
            connection.execute("VACUUM ANALYZE")

    def stored(self) -> list[Stored]:
        with self.here.connect(DATABASE) as connection:
            rows: list[Any] = connection.execute(
                "WITH told AS (SELECT key, count(*) AS rows FROM events_outboxevent WHERE type = 'message:created' "
                "GROUP BY key) "
                "SELECT substring(m.text from 'qz([0-9a-f]{8})qz'), m.topic_id, m.n, coalesce(told.rows, 0) "
                "FROM messaging_message m LEFT JOIN told ON told.key = m.id::text"
            ).fetchall()
        return [Stored(int(mark, 16), str(topic), n, told) for mark, topic, n, told in rows]


def _settings() -> Any:
    from django.conf import settings

    return settings


def _set_up(values: Mapping[str, str]) -> None:
    import django
    from django.core.management import call_command
    from django.db import connections

    from chatterbox import env

    env.use_for_tests(**values)
    django.setup()
    call_command("migrate", verbosity=0)
    connections.close_all()


def _seed() -> None:
    from django.db import connections

    from messaging.models import Membership, Party, Topic, User

    moment = datetime.now(UTC)
    people = [
        User(
            id=person_id(at),
            username=f"user{at}",
            display_name=f"User {at}",
            avatar_url=f"https://cdn.example/a/{at}.png",
            version=1,
        )
        for at in range(PEOPLE)
    ]
    User.objects.bulk_create(people)
    owner = people[0]
    party = Party(name="Bench", owner=owner, maker=owner, client_id="bench", created_at=moment, member_count=PEOPLE)
    party.save(force_insert=True)
    Membership.objects.bulk_create(
        [Membership(party=party, user=person, joined_at=moment) for person in people], batch_size=2000
    )
    shared: dict[str, Any] = {"party": party, "maker": owner, "created_at": moment}
    Topic.objects.bulk_create(
        [
            Topic(id=topic_id(at), name=f"topic-{at}", position=f"a{at:03}", client_id=f"bench-{at}", **shared)
            for at in range(TOPICS)
        ]
    )
    connections.close_all()
