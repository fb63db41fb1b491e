"""It is true that a client shows what the database holds, in order and once, whatever is lost, doubled or late."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbox_client.api import Json
from chatterbox_client.topic import Topic

ME = "ada"


class Database:
    """A topic as the server has it, and the frames that its changes make."""

    def __init__(self) -> None:
        self.epoch, self.rev = 0, 0
        self.messages: dict[str, Json] = {}
        self.frames: list[Json] = []

    def change(self, source: random.Random) -> None:
        living = [message for message in self.messages.values() if not message["deleted_at"]]
        if not living or source.random() < 0.4:
            number = len(self.messages) + 1
            message: Json = {
                "id": f"{self.epoch}-{number}",
                "n": number,
                "kind": "text",
                "text": "",
                "deleted_at": None,
            }
            message["author"] = {"id": source.choice([ME, "bo"])}
        else:
            message = dict(source.choice(living))
        self.rev += 1
        message |= {"rev": self.rev, "text": f"as of {self.rev}"}
        if source.random() < 0.1:
            message |= {"text": "", "deleted_at": "now"}
        self.messages[message["id"]] = message
        frame = {"epoch": self.epoch, "prev": self.rev - 1, "rev": self.rev, "d": message}
        self.frames.append(frame)

    def restore(self) -> None:
        """From a backup that is almost empty."""
        self.epoch += 1
        self.rev, self.messages, self.frames = 0, {}, []

    def ordered(self) -> list[Json]:
        return sorted(self.messages.values(), key=lambda message: message["n"])

    # What the API and a socket answer

    def page(self, limit: int) -> Json:
        items = self.ordered()[-limit:]
        more = {"has_before": len(items) < len(self.messages), "read_n": 0}
        return {"items": items, "last_rev": self.rev, "epoch": str(self.epoch)} | more

    def changes(self, after: int, limit: int) -> Json:
        items = sorted((one for one in self.messages.values() if one["rev"] > after), key=lambda one: one["rev"])
        return {"items": items[:limit], "has_more": len(items) > limit, "last_rev": self.rev}

    def missed(self, have: int) -> list[Json]:
        """Frames as they are made from rows: overwritten revs are left out."""
        prev, frames = have, []
        for message in self.changes(have, 10**6)["items"]:
            frames.append({"prev": prev, "rev": message["rev"], "d": message})
            prev = message["rev"]
        return frames


class World:
    """A database and one client, between which a schedule decides what arrives, when, and how often."""

    def __init__(self, seed: int) -> None:
        self.source, self.database = random.Random(seed), Database()
        self.shown: Counter[tuple[str, int]] = Counter()
        self.topic = Topic("t", ME, self._show)
        self.on_the_way: list[Json] = []
        self.over = False

    def _show(self, topic: Topic, message: Json, way: str) -> None:
        if way != "page":
            self.shown[message["id"], message["rev"]] += 1

    def step(self) -> None:
        do = [self.write] * 8 + [self.arrive] * 8 + [self.fetch] * 2 + [self.reconnect, self.restore_seldom]
        self.source.choice(do)()

    def write(self) -> None:
        before = len(self.database.frames)
        for _ in range(self.source.randint(1, 3)):
            self.database.change(self.source)
        for frame in self.database.frames[before:]:
            copies = self.source.choice([0, 1, 1, 1, 2])  # lost, and doubled
            self.on_the_way += [frame] * copies

    def arrive(self) -> None:
        """The next frame, or one that overtakes."""
        if self.on_the_way:
            place = 0 if self.source.random() < 0.7 else self.source.randrange(len(self.on_the_way))
            self.topic.take(self.on_the_way.pop(place))

    def fetch(self) -> None:
        """A page of what is wanted. Frames may arrive between the question and the answer."""
        if not self.topic.wants:
            return
        if self.topic.reload or self.topic.epoch != str(self.database.epoch):
            self.topic.drop_numbers()
            page = self.database.page(limit=20)
            self._meanwhile()
            self.topic.load(page)
            return
        heard, page = self.topic.heard, self.database.changes(self.topic.have, limit=self.source.randint(1, 5))
        self._meanwhile()
        self.topic.mend(page, heard)

    def _meanwhile(self) -> None:
        for _ in range(0 if self.over else self.source.randint(0, 3)):
            self.source.choice([self.write, self.arrive])()

    def reconnect(self) -> None:
        """What was on its way over the old line is lost. The new one begins with what was missed."""
        self.on_the_way.clear()
        if self.topic.epoch != str(self.database.epoch):
            self.topic.drop_numbers()
            return
        frames = self.database.missed(self.topic.have)
        limited = len(frames) > 30
        self.on_the_way += [] if limited else [frame for frame in frames if self.source.random() < 0.8]
        while self.on_the_way:
            self.arrive()
        self.topic.synced(self.database.rev, limited=limited)

    def restore_seldom(self) -> None:
        if self.source.random() < 0.1:
            self.database.restore()
            self.shown.clear()
            self.reconnect()  # a restore ends all sockets

    def settle(self) -> None:
        """Nobody writes any more; a last heartbeat, and all that it asks for."""
        self.over = True
        self.topic.hear(self.database.rev)
        while self.topic.wants or self.on_the_way:
            self.arrive()
            self.fetch()


def is_right(world: World) -> bool:
    held, whole = world.topic.ordered(), world.database.ordered()
    return (
        held == [message for message in whole if message["n"] >= world.topic.first]
        and world.topic.have == world.database.rev
    )


@given(st.integers(0, 2**32), st.integers(1, 120))
def test_every_schedule_of_losses_doubles_and_reconnects(seed: int, steps: int):
    world = World(seed)
    for _ in range(steps):
        world.step()
    world.settle()

    assert is_right(world)
    assert max(world.shown.values(), default=1) == 1


@pytest.mark.parametrize("broken", ["take", "mend", "synced"])
def test_a_client_without_the_rule_would_be_noticed(monkeypatch: pytest.MonkeyPatch, broken: str):
    def believes_all(self: Topic, frame: Json) -> None:
        self.heard = self.have = max(self.have, frame["rev"])
        self.keep(frame["d"], "frame")

    def believes_the_head(self: Topic, to: int, *, limited: bool) -> None:
        self.have = self.heard = to

    def keeps_nothing(self: Topic, page: Json, heard: int) -> None:
        self.have = page["last_rev"]

    instead = {"take": believes_all, "synced": believes_the_head, "mend": keeps_nothing}
    monkeypatch.setattr(Topic, broken, instead[broken])

    def all_right(seed: int) -> bool:
        world = World(seed)
        for _ in range(100):
            world.step()
        world.settle()
        return is_right(world)

    assert not all(all_right(seed) for seed in range(40))
