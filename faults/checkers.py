"""What has to hold after every run, whatever was broken in it: K1 to K8.

Each takes what was seen and answers with faults in words, at most MOST of them; nothing is a pass.
"""

import dataclasses
import datetime
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from faults.journal import ACKNOWLEDGED, FINAL, HEARD, SENT, Entry

MOST: Final = 20
#: Of its memory after warm-up a process may have so much at the end.
GROWTH: Final = 1.25


@dataclasses.dataclass(frozen=True)
class Stored:
    """A message as the database has it. `text` is empty when it was deleted."""

    id: str
    topic: str
    n: int
    rev: int
    author: str
    client_id: str
    text: str


@dataclasses.dataclass(frozen=True)
class Window:
    """When something was broken on purpose, as time.time(); what that excuses lasts until `until`.

    What people are not to notice `excuses` nothing. `what` was broken, in words.
    """

    since: float
    until: float
    excuses: bool = True
    what: str = ""


def first(faults: Iterable[str]) -> list[str]:
    """At most MOST of them, and how many more there are."""
    found = list(faults)
    return found if len(found) <= MOST else [*found[:MOST], f"and {len(found) - MOST} more"]


def acknowledged_is_stored(entries: Iterable[Entry], stored: Iterable[Stored]) -> list[str]:
    """K1: every acknowledged post is there, with the number and the author's key that were told, and its words."""
    by_id = {one.id: one for one in stored}
    entries = list(entries)
    words = {(entry.who, entry.client_id): entry.text for entry in entries if entry.what == SENT}
    told = (
        _unkept(entry, words.get((entry.who, entry.client_id)), by_id.get(entry.id))
        for entry in entries
        if entry.what == ACKNOWLEDGED
    )
    return first(filter(None, told))


def _unkept(entry: Entry, words: str | None, one: Stored | None) -> str:
    if one is None:
        return f"{entry.who}: {entry.client_id} was acknowledged as {entry.id} and is not stored"
    told = (entry.topic, entry.n, entry.client_id, words)
    kept = (one.topic, one.n, one.client_id, one.text)
    return "" if told == kept else f"{entry.who}: {entry.id} was acknowledged as {told} and is stored as {kept}"


def people_talked(acknowledged: int, refused: int) -> list[str]:
    """Where nothing was said nothing can be lost. No break is a reason to refuse a post for good."""
    faults = [] if acknowledged else ["no post was acknowledged"]
    return [*faults, *([f"{refused} posts were refused"] if refused else [])]


def stored_once(stored: Iterable[Stored]) -> list[str]:
    """K2: an author's key is there once, however often it was sent."""
    counted = Counter((one.author, one.client_id) for one in stored if one.client_id)
    return first(f"{key} of {author} is stored {count} times" for (author, key), count in counted.items() if count > 1)


def shown_is_stored(entries: Iterable[Entry], stored: Iterable[Stored]) -> list[str]:
    """K3: what a client shows of a topic when all has settled is what is stored: each message, its words, in order.

    A client that holds only the newest part of a topic shows all of it from the number on that it knows of.
    """
    topics = _by_topic(stored)
    faults: list[str] = []
    for entry in entries:
        if entry.what == FINAL:
            faults += _differences(entry, topics[entry.topic])
    return first(faults)


def _differences(entry: Entry, stored: Sequence[Stored]) -> Iterator[str]:
    shown = dict(zip(entry.order, entry.texts, strict=True))
    place = f"{entry.who} in {entry.topic}"
    if len(shown) != len(entry.order):
        yield f"{place}: {len(entry.order) - len(shown)} messages are shown twice"
    known = {one.id: one for one in stored}
    for one in [one for one in stored if one.n >= entry.n]:
        if one.id not in shown:
            yield f"{place}: {one.n} ({one.id}) is not shown"
        elif shown[one.id] != one.text:
            yield f"{place}: {one.n} shows {shown[one.id]!r} instead of {one.text!r}"
    for stranger in shown.keys() - known.keys():
        yield f"{place}: {stranger} is shown and not stored"
    if [one for one in entry.order if one in known] != [one.id for one in stored if one.id in shown]:
        yield f"{place}: shown in another order than stored"


def in_order(entries: Iterable[Entry], stored: Iterable[Stored]) -> list[str]:
    """K4: numbers of a topic have no gap, and events of messages come over each socket by rising `rev`.

    As they come, not as the client shows them, which puts them in order itself. One that comes again is no fault: the
    protocol allows it (docs/protocol.md).
    """
    faults = [
        f"{topic}: numbers {sorted(missing)[:5]} are missing"
        for topic, rows in _by_topic(stored).items()
        if (missing := set(range(1, rows[-1].n + 1)) - {row.n for row in rows})
    ]
    came: defaultdict[tuple[str, str, str], set[int]] = defaultdict(set)
    newest: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for entry in entries:
        if entry.what == HEARD:
            line = (entry.who, entry.way, entry.topic)
            if entry.rev < newest[line] and entry.rev not in came[line]:
                faults.append(
                    f"{entry.who} in {entry.topic}: the event of rev {entry.rev} came after that of {newest[line]}"
                )
            came[line].add(entry.rev)
            newest[line] = max(newest[line], entry.rev)
    return first(faults)


def _by_topic(stored: Iterable[Stored]) -> "defaultdict[str, list[Stored]]":
    """By number. A topic that nothing is stored of has an empty list."""
    topics: defaultdict[str, list[Stored]] = defaultdict(list)
    for one in sorted(stored, key=lambda one: one.n):
        topics[one.topic].append(one)
    return topics


def copies_are_equal(differences: Mapping[str, Sequence[Mapping[str, str]]]) -> list[str]:
    """K5: what `events verify` found different in each copy, by the copy's name: nothing."""
    return first(f"{copy}: {each['key']} is {each['what']}" for copy, found in differences.items() for each in found)


def events_are_through(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """K6: no outbox has rows that wait or were parked, no consumer is behind, and nothing more was laid aside.

    `before` and `after`: what `events status --json` said of each service, by its name.
    """
    faults = []
    for service, status in after.items():
        if status["kafka"]:
            faults.append(f"how far {service} is behind is not known: {status['kafka']}")
        outbox = status["outbox"]
        faults += [
            f"{outbox[what]} events are {what} in the outbox of {service}"
            for what in ("waiting", "parked")
            if outbox[what]
        ]
        faults += [f"{service} is {count} records behind in {place}" for place, count in status["lag"].items() if count]
        known = before[service]["dead_letters"]
        faults += [
            f"{count - known.get(reason, 0)} events were laid aside by {service}: {reason}"
            for reason, count in status["dead_letters"].items()
            if count > known.get(reason, 0)
        ]
    return first(faults)


#: What a line of JSON says of an answer.
_FIVES: Final = re.compile(r'"status(?:_code)?": ?(5\d\d)')
#: Answers that are right while something is broken: of ours, which know what is missing, and of a proxy that has nobody
#: to ask.
OF_OURS: Final = frozenset({"503"})
OF_PROXY: Final = frozenset({"502", "503", "504"})


def right_of_proxy(window: Window) -> frozenset[str]:
    """What a proxy may answer then: nobody is there to be asked only while a web process, or the proxy, is away."""
    return OF_PROXY if any(name in window.what for name in ("-web", "nginx", "all of accounts")) else OF_OURS


def nothing_was_wrong(
    logs: Mapping[str, Iterable[str]],
    windows: Sequence[Window],
    right: Callable[[Window], frozenset[str]] = lambda window: OF_OURS,
) -> list[str]:
    """K7: no traceback, and no answer of 5xx but one that is `right` while something was broken on purpose.

    `logs`: lines by process. A line of JSON says its time in `timestamp`; one that has none is never excused.
    """
    return first(
        f"{process}: {line.strip()[:300]}"
        for process, lines in logs.items()
        for line in lines
        if _is_wrong(line)
        and not is_excused(_time_of(line), [one for one in windows if set(_FIVES.findall(line)) <= right(one)])
    )


def is_excused(moment: float, windows: Sequence[Window]) -> bool:
    """Whether something was broken then, as time.time(), that people may notice."""
    return any(one.excuses and one.since <= moment <= one.until for one in windows)


def _is_wrong(line: str) -> bool:
    return "Traceback (most recent call last)" in line or _FIVES.search(line) is not None


def _time_of(line: str) -> float:
    """As time.time(): ours say it by ISO 8601, nginx in seconds since 1970."""
    try:
        told: Any = json.loads(line)["timestamp"]
        return told if isinstance(told, float) else datetime.datetime.fromisoformat(told).timestamp()
    except (ValueError, KeyError, TypeError):
        return 0.0


def memory_is_flat(warm: Mapping[str, float], at_the_end: Mapping[str, float]) -> list[str]:
    """K8: no process has more than GROWTH of its memory after warm-up (both in MB); one that has gone is a fault."""
    faults = [f"{process} has gone" for process in warm.keys() - at_the_end.keys()]
    for process, before in warm.items():
        after = at_the_end.get(process, 0.0)
        if after > GROWTH * before:
            faults.append(f"{process} has {after:.0f} MB, {after / before:.2f} x its {before:.0f} MB after warm-up")
    return first(faults)
