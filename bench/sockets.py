"""What one person sees of a running Chatterbox through the public client: how soon a message is shown, and how soon
everything is back after a break.

    make run DEMO=1                                                    # or any other site, with LIMIT_FACTOR raised
    python -m bench.sockets --url http://localhost:8000 --password …   # signs in as ada@example.org
"""

import argparse
import asyncio
import secrets
import statistics
import sys
import time

from chatterbox_client import Client, Phone, Shown, sign_in

#: Messages that are missed in each topic while away.
MISSED = 10


async def measure(url: str, token: str, topics: int, posts: int) -> list[tuple[str, float, float]]:
    """Rows of what, p50 and p95, both in milliseconds."""
    shown: dict[str, float] = {}

    def note(what: Shown) -> None:
        if what.way == "frame":
            shown.setdefault(what.message["client_id"], what.at)

    async with Client(url, Phone(token)) as poster, Client(url, Phone(token), journal=note) as reader:
        party = (await poster.api.get("/parties"))["items"][0]["id"]
        keys = [await _topic(poster, party) for _ in range(topics)]
        for key in keys:
            await reader.follow(key)
        latencies: list[float] = []
        acks: list[float] = []
        for number in range(posts):
            client_id, began = secrets.token_urlsafe(9), time.monotonic()
            await poster.post(keys[number % topics], f"Message {number}, a few words", client_id=client_id)
            acks.append(time.monotonic() - began)
            await reader.until(lambda client_id=client_id: client_id in shown)  # type: ignore[misc]
            latencies.append(shown[client_id] - began)
        await reader.close()
        heads = dict.fromkeys(keys, 0)
        for key in keys:
            for number in range(MISSED):
                heads[key] = (await poster.post(key, f"Missed {number}"))["rev"]
        began = time.monotonic()
        await reader.start()
        await reader.until(lambda: all(reader.topics[key].have >= head for key, head in heads.items()))
        back = time.monotonic() - began
    return [
        ("post, acknowledged", *_percentiles(acks)),
        ("post, shown on another device", *_percentiles(latencies)),
        (f"back in {topics} topics with {MISSED} missed in each", *_percentiles([back])),
    ]


async def _topic(client: Client, party: str) -> str:
    name = f"bench-{secrets.token_hex(4)}"
    made = await client.api.post(f"/parties/{party}/topics", {"client_id": name, "name": name})
    return str(made["topic"]["id"])


def _percentiles(seconds: list[float]) -> tuple[float, float]:
    ordered = sorted(seconds)
    return statistics.median(ordered) * 1000, ordered[int(0.95 * (len(ordered) - 1))] * 1000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.sockets", description=__doc__)
    parser.add_argument("--url", default="http://localhost:8000")
    parser.add_argument("--email", default="ada@example.org")
    parser.add_argument("--password", required=True)
    parser.add_argument("--topics", type=int, default=40)
    parser.add_argument("--posts", type=int, default=200)
    given = parser.parse_args()
    token = sign_in(given.url, given.email, given.password)
    for what, p50, p95 in asyncio.run(measure(given.url, token, given.topics, given.posts)):
        print(f"{what:<48}{p50:9.1f} ms p50{p95:9.1f} ms p95")
    return 0


if __name__ == "__main__":
    sys.exit(main())
