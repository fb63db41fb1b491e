"""How long "while you were away" takes, and what else somebody asks for who comes back to many unread messages.

Runs on the servers of the stack in STACK_DIR and STACK_PORT (`python -m scripts.stack up --servers-only`), in a
database of its own. Requests go through the whole of Django, one after the other, without a socket.
"""

import argparse
import json
import sys
from functools import partial
from typing import Any, Final

from bench.refresh import measure, table
from bench.servers import place
from scripts.stack import Stack
from scripts.stack.layout import Layout

#: Messages that one transaction writes.
PIECE: Final = 500


def _party(unread: int, others: int) -> tuple[Any, str, str]:
    """Somebody who has not read so many messages of one topic, one of them in each of `others`; party and topic."""
    from messaging import services
    from messaging.models import Topic, User

    ada, bo = (
        User.objects.using("messaging").create(username=name, display_name=name.title(), version=1)
        for name in ("ada", "bo")
    )
    made = services.create_party(ada, client_id="party", name="Bench")
    services.join_party(bo, code=made.invite.code)
    topic = Topic.objects.using("messaging").get(id=made.topics[0].id)
    _talk(ada, bo, topic, unread)
    for number in range(others):
        other, _new = services.create_topic(ada, party_id=made.party.id, client_id=f"t{number}", name=f"topic {number}")
        services.post_message(ada, topic_id=other.id, client_id="c", text="@bo https://example.org/")
    _make_up(topic)
    return bo, made.party.id, str(topic.id)


def _talk(ada: Any, bo: Any, topic: Any, unread: int) -> None:
    """Each 20th message names bo, each 25th answers them, each 30th has a link."""
    from messaging import services
    from messaging.services.messages import new_message
    from messaging.services.save import save_messages

    mine = services.post_message(bo, topic_id=topic.id, client_id="mine", text="Anybody here?").message
    services.mark_read(bo, topic_id=topic.id, n=mine.n)
    for start in range(0, unread, PIECE):
        posts = []
        for number in range(start, min(start + PIECE, unread)):
            words = ["@bo"] * (number % 20 == 0) + ["https://example.org/x"] * (number % 30 == 0)
            text = " ".join([f"Message {number} of the day, with a few words.", *words])
            reply_to = mine.id if number % 25 == 0 else None
            post = new_message(ada, topic_id=topic.id, client_id=f"c{number}", text=text, reply_to=reply_to)
            post.limited = None
            posts.append(post)
        save_messages(posts)


def _make_up(topic: Any) -> None:
    """Each 40th message was reacted to, each 100th is pinned."""
    from django.db import connections

    reactions = json.dumps([{"emoji": "🎉", "count": 3, "user_ids": []}])
    with connections["messaging"].cursor() as cursor:
        cursor.execute(
            "UPDATE messaging_message SET reactions = %s WHERE topic_id = %s AND n %% 40 = 0", [reactions, topic.id]
        )
        cursor.execute(
            "UPDATE messaging_message SET pinned_at = created_at WHERE topic_id = %s AND n %% 100 = 0", [topic.id]
        )
        cursor.execute("ANALYZE")


def run(unread: int, others: int, times: int) -> dict[str, dict[str, float]]:
    from django.test import Client

    from messaging.tests.tokens import token_of

    bo, party, topic = _party(unread, others)
    client = Client(headers={"Authorization": f"Bearer {token_of(bo)}", "Host": "localhost"})
    paths = {
        "catch-up, the topic": f"catch-up?topic={topic}",
        "catch-up, the party": f"catch-up?party={party}",
        "why it is unread": f"topics/{topic}/unread",
        "a date in history": f"topics/{topic}/messages?date=2020-01-01T00:00:00Z",
        "all topics": f"parties/{party}/topics",
    }
    return {name: measure(partial(client.get, f"/api/v1/{path}"), times) for name, path in paths.items()}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.catch_up", description=__doc__)
    parser.add_argument("--unread", type=int, default=10_000, help="messages of the topic (10,000)")
    parser.add_argument("--topics", type=int, default=50, help="topics besides it, with one message each (50)")
    parser.add_argument("--times", type=int, default=50, help="requests of each kind (50)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    layout = Layout.from_environment()
    with place(Stack(layout.directory, layout.port), layout.directory / "logs" / "bench.log"):
        results = run(given.unread, given.topics, given.times)
    print(json.dumps(results, indent=2) if given.json else table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
