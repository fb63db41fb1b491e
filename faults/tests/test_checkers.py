"""It is true of each checker that it passes what is right, and finds the fault of its kind that was planted."""

import dataclasses

import pytest

from faults import checkers
from faults.checkers import Stored, Window
from faults.journal import ACKNOWLEDGED, FINAL, HEARD, SENT, Entry

STORED = [Stored(f"m{n}", "t", n, rev=n, author="ada", client_id=f"c{n}", text=f"word {n}") for n in range(1, 6)]
FINALLY = Entry(FINAL, "bo", "t", order=tuple(one.id for one in STORED), texts=tuple(one.text for one in STORED))


def sent(number, text=None):
    return Entry(SENT, "ada", "t", client_id=f"c{number}", text=text or f"word {number}")


def acknowledged(number, **changes):
    return Entry(
        ACKNOWLEDGED,
        "ada",
        "t",
        **{"client_id": f"c{number}", "id": f"m{number}", "n": number, "rev": number} | changes,
    )


def heard(rev, session="s1", who="bo"):
    return Entry(HEARD, who, "t", id=f"m{rev}", n=rev, rev=rev, way=session)


def final(order, texts=None, since=0):
    texts = [f"word {one[1:]}" for one in order] if texts is None else texts
    return [dataclasses.replace(FINALLY, n=since, order=tuple(order), texts=tuple(texts))]


def test_k1_passes_what_is_stored_as_it_was_acknowledged():
    entries = [sent(1), sent(5), acknowledged(1), acknowledged(5)]

    assert checkers.acknowledged_is_stored(entries, STORED) == []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (acknowledged(9), "is not stored"),
        (acknowledged(2, n=3), "is stored as"),
        (acknowledged(2, client_id="c4"), "is stored as"),
        (dataclasses.replace(acknowledged(2), topic="other"), "is stored as"),
    ],
)
def test_k1_finds_what_was_acknowledged_and_is_not_so(entry, said):
    (fault,) = checkers.acknowledged_is_stored([*map(sent, range(1, 10)), acknowledged(1), entry], STORED)

    assert said in fault


def test_k1_finds_words_that_are_stored_of_another_post():
    entries = [sent(1), sent(2, "word 3"), acknowledged(1), acknowledged(2)]

    (fault,) = checkers.acknowledged_is_stored(entries, STORED)

    assert "'word 3') and is stored as" in fault


def test_k2_passes_keys_that_are_there_once_and_messages_without_one():
    notes = [dataclasses.replace(STORED[0], id=f"s{n}", client_id="") for n in range(2)]
    another = dataclasses.replace(STORED[0], id="x", author="bo")

    assert checkers.stored_once([*STORED, *notes, another]) == []


def test_k2_finds_a_key_that_is_there_twice():
    twice = dataclasses.replace(STORED[1], id="m9", n=6)

    assert checkers.stored_once([*STORED, twice]) == ["c2 of ada is stored 2 times"]


@pytest.mark.parametrize(("shown", "since"), [(["m1", "m2", "m3", "m4", "m5"], 0), (["m4", "m5"], 4)])
def test_k3_passes_who_shows_all_or_the_newest_part(shown, since):
    assert checkers.shown_is_stored(final(shown, since=since), STORED) == []


@pytest.mark.parametrize(
    ("shown", "texts", "said"),
    [
        (["m4", "m5"], None, "1 (m1) is not shown"),
        (["m1", "m2", "m4", "m5"], None, "3 (m3) is not shown"),
        (["m1", "m2", "m3", "m4"], None, "5 (m5) is not shown"),
        ([], [], "1 (m1) is not shown"),
        (["m4", "m5", "m9"], None, "m9 is shown and not stored"),
        (["m4", "m5"], ["word 4", "other"], "5 shows 'other' instead of 'word 5'"),
        (["m5", "m4"], None, "in another order"),
        (["m4", "m5", "m5"], None, "1 messages are shown twice"),
    ],
)
def test_k3_finds_what_is_shown_otherwise_than_stored(shown, texts, said):
    assert any(said in fault for fault in checkers.shown_is_stored(final(shown, texts), STORED))


def test_k4_passes_dense_numbers_and_rising_events_of_each_socket():
    events = [heard(1), heard(1, who="eve"), heard(3), heard(2, "s2"), heard(4)]

    assert checkers.in_order(events, STORED) == []


def test_k4_passes_what_comes_again():
    assert checkers.in_order([heard(1), heard(3), heard(1), heard(3)], STORED) == []


def test_k4_finds_a_gap_in_numbers():
    assert checkers.in_order([], [one for one in STORED if one.n != 3]) == ["t: numbers [3] are missing"]


def test_k4_finds_an_event_that_came_late():
    (fault,) = checkers.in_order([heard(1), heard(3), heard(2)], STORED)

    assert "the event of rev 2 came after that of 3" in fault


def test_k5_passes_copies_without_differences():
    assert checkers.copies_are_equal({"users": [], "parties": []}) == []


def test_k5_finds_each_difference():
    found = checkers.copies_are_equal({"users": [{"key": "u1", "what": "missing"}], "parties": []})

    assert found == ["users: u1 is missing"]


def status(waiting=0, parked=0, lag=None, dead=None, kafka=""):
    outbox = {"waiting": waiting, "parked": parked}
    return {"outbox": outbox, "lag": lag or {}, "dead_letters": dead or {}, "kafka": kafka}


def test_k6_passes_empty_outboxes_and_what_was_laid_aside_before():
    old = {"accounts": status(dead={"failed": 2})}

    assert checkers.events_are_through(old, old) == []


def test_k6_finds_what_waits_is_behind_or_was_laid_aside():
    before = {"accounts": status(), "messaging": status(dead={"failed": 2})}
    after = {"accounts": status(waiting=2, parked=1), "messaging": status(lag={"users/3": 4}, dead={"failed": 3})}

    assert checkers.events_are_through(before, after) == [
        "2 events are waiting in the outbox of accounts",
        "1 events are parked in the outbox of accounts",
        "messaging is 4 records behind in users/3",
        "1 events were laid aside by messaging: failed",
    ]


def test_k6_finds_that_nobody_knows_who_is_behind():
    old = {"messaging": status()}

    assert checkers.events_are_through(old, {"messaging": status(kafka="Kafka does not answer")}) == [
        "how far messaging is behind is not known: Kafka does not answer"
    ]


AT_NOON = "2026-01-02T12:00:00.000000Z"
NOON = 1767355200.0
FIVE = f'{{"timestamp": "{AT_NOON}", "event": "answered", "status": 503}}'
TRACE = f'{{"timestamp": "{AT_NOON}", "exc": "Traceback (most recent call last):\\\\n…"}}'


@pytest.mark.parametrize("line", [FIVE, TRACE])
def test_k7_excuses_what_happens_while_something_is_broken(line):
    assert checkers.nothing_was_wrong({"web": [line, '{"status": 200}']}, [Window(NOON - 1, NOON + 1)]) == []


@pytest.mark.parametrize(
    "line",
    [
        FIVE,
        TRACE,
        "Traceback (most recent call last):",
        '{"timestamp": 1767355200.123, "status": 502, "method": "GET", "for": "messaging"}',
    ],
)
def test_k7_finds_it_at_any_other_time(line):
    (fault,) = checkers.nothing_was_wrong({"web": [line]}, [Window(NOON + 5, NOON + 9)])

    assert fault.startswith("web: ")


@pytest.mark.parametrize("status", ["500", "501", "502", "504"])
def test_k7_excuses_no_other_answer_of_ours(status):
    found = checkers.nothing_was_wrong({"web": [FIVE.replace("503", status)]}, [Window(NOON - 1, NOON + 1)])

    assert len(found) == 1


@pytest.mark.parametrize("what", ["kill messaging-web", "pause nginx", "kill all of accounts"])
@pytest.mark.parametrize(("status", "count"), [("500", 1), ("502", 0), ("503", 0), ("504", 0)])
def test_k7_excuses_of_a_proxy_that_it_has_nobody_to_ask(status, count, what):
    assert len(of_proxy(status, what)) == count


@pytest.mark.parametrize(("status", "count"), [("502", 1), ("503", 0), ("504", 1)])
def test_k7_does_not_excuse_of_a_proxy_that_those_hung_up_who_were_there(status, count):
    assert len(of_proxy(status, "kill postgres")) == count


def of_proxy(status, what):
    line = f'{{"timestamp": {NOON + 0.123}, "status": {status}, "method": "GET", "for": "messaging"}}'

    windows = [Window(NOON - 1, NOON + 1, what=what)]
    return checkers.nothing_was_wrong({"nginx": [line]}, windows, checkers.right_of_proxy)


def test_k7_does_not_excuse_it_while_something_happens_that_nobody_is_to_notice():
    assert len(checkers.nothing_was_wrong({"web": [FIVE]}, [Window(NOON - 1, NOON + 1, excuses=False)])) == 1


def test_k8_passes_a_quarter_more():
    assert checkers.memory_is_flat({"web": 100.0}, {"web": 125.0}) == []


def test_k8_finds_growth_and_who_has_gone():
    found = checkers.memory_is_flat({"web": 100.0, "relay": 50.0}, {"web": 126.0})

    assert found == ["relay has gone", "web has 126 MB, 1.26 x its 100 MB after warm-up"]


def test_many_faults_are_told_by_their_number():
    found = checkers.stored_once(
        [
            dataclasses.replace(one, id=f"{one.id}{k}", client_id=f"{one.client_id}{i}")
            for i in range(9)
            for one in STORED
            for k in "ab"
        ]
    )

    assert len(found) == checkers.MOST + 1
    assert found[-1] == "and 25 more"


@pytest.mark.parametrize(
    ("acknowledged", "refused", "faults"),
    [(5, 0, []), (0, 0, ["no post was acknowledged"]), (5, 2, ["2 posts were refused"])],
)
def test_a_talk_in_which_nothing_was_said_proves_nothing(acknowledged, refused, faults):
    assert checkers.people_talked(acknowledged, refused) == faults
