"""From an event to the functions that apply it. Each app's `handlers.py` registers its own at start."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from events.catalogue import BY_NAME, Event

E = TypeVar("E", bound=Event)

#: Longest name of a handler: with a slash and an event's id it has to fit into an inbox mark.
MAX_NAME = 43


class Handler(NamedTuple):
    """`app` is the service that applies it: its database is where the effects go. A `batch` one takes a list."""

    app: str
    apply: Callable[[Any], None]
    once: bool
    batch: bool = False

    def run(self, events: Sequence[Event]) -> None:
        """Apply events, in this order."""
        if self.batch:
            self.apply(list(events))
        else:
            for event in events:
                self.apply(event)

    def mark(self, event_id: str) -> str:
        """Key of the inbox mark that says that this handler has applied this event."""
        return f"{self.apply.__name__}/{event_id}"


_handlers: dict[str, list[Handler]] = {}


def handles(*kinds: type[Event], app: str, once: bool = False) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a function for events of these kinds, run in a transaction on the database of `app`.

    It may be run twice or late and has to leave the same rows: take over what is newer by version. With `once` an
    inbox mark keeps it from being run again after a run that was committed, for effects that do not converge.
    Raises ValueError when the function's name is too long for a mark.
    """

    def register(apply: Callable[[E], None]) -> Callable[[E], None]:
        _register(kinds, Handler(app, apply, once))
        return apply

    return register


def handles_batch(
    *kinds: type[Event], app: str, once: bool = False
) -> Callable[[Callable[[list[E]], None]], Callable[[list[E]], None]]:
    """Like `handles`, for a function that takes all events of these kinds of a batch at once, in their order.

    It runs before the functions that take single events. What has to stay in order with one another, such as the
    update and the deletion of an entity, belongs to one function. Whatever it raises is the fault of one event that is
    then looked for: it is called again with fewer, down to one.
    """

    def register(apply: Callable[[list[E]], None]) -> Callable[[list[E]], None]:
        _register(kinds, Handler(app, apply, once, batch=True))
        return apply

    return register


def _register(kinds: Sequence[type[Event]], handler: Handler) -> None:
    name = handler.apply.__name__
    if handler.once and len(name) > MAX_NAME:
        raise ValueError(f"{name} is longer than {MAX_NAME} characters.")
    for kind in kinds:
        _handlers.setdefault(kind.name, []).append(handler)


def handlers_of(name: str, app: str) -> list[Handler]:
    """What `app` does when it hears of the event `name`."""
    return [handler for handler in _handlers.get(name, ()) if handler.app == app]


def topics_of(app: str) -> list[str]:
    """Kafka topics that `app` has to read."""
    return sorted({BY_NAME[name].kafka_topic for name in _handlers if handlers_of(name, app)})


@contextmanager
def no_handlers() -> Iterator[None]:
    """Inside, only those handlers count that are registered inside: a test's own."""
    kept = dict(_handlers)
    _handlers.clear()
    try:
        yield
    finally:
        _handlers.clear()
        _handlers.update(kept)
