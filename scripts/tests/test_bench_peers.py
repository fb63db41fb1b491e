"""What `bench.peers` concludes from its rows: medians, ratios, verdicts, faults, and which rows count."""

from typing import Any

import pytest

from bench.peers import plot, report, verdict
from bench.peers.__main__ import arguments, chosen, contestants
from bench.peers.check import acknowledged_in, faults_of, shown
from bench.peers.contestants import Stored
from bench.peers.loads import LOADS, PEOPLE, TOPICS
from bench.peers.place import Place
from bench.peers.run import is_usable

TOPIC, OTHER = "t1", "t2"


def row(contestant: str, load: str, *, usable: bool = True, **figures: Any) -> dict[str, Any]:
    whole = {
        "ready": LOADS[load].members if load in LOADS else 1000,
        "posted_per_s": 500.0,
        "posts_per_s": 500.0,
        "deliveries_per_s": 12_500,
        "shown_p50_ms": 1.0,
        "shown_p99_ms": 10.0,
        "ack_p50_ms": 1.0,
        "ack_p99_ms": 10.0,
        "util": 0.95,
        "generator_util": 0.5,
        "acknowledged": 1000,
        "cpu_us": {"server": 900.0, "redis": 30.0, "postgres": 500.0},
    }
    return {"contestant": contestant, "load": load, "usable": usable} | whole | figures


def verdict_on(rows: list[dict[str, Any]], load: str, start: str) -> verdict.Verdict:
    [found] = [v for v in verdict.verdicts(rows) if v.demand.load == load and v.demand.what.startswith(start)]
    return found


# Medians and ratios


def test_the_ratio_is_of_medians_and_its_range_of_all_pairings():
    ours = [row("ours", "wsat", posts_per_s=posts) for posts in (1000.0, 1400.0, 1200.0)]
    peers = [row("node-correct", "wsat", posts_per_s=posts) for posts in (400.0, 600.0, 500.0)]

    found = verdict_on([*ours, *peers], "wsat", "posts/s")

    assert (found.ours, found.peer) == (1200.0, 500.0)
    assert found.ratio == pytest.approx(2.4)
    assert (found.lowest, found.highest) == (pytest.approx(1000 / 600), pytest.approx(1400 / 400))


@pytest.mark.parametrize(("posts", "said"), [(1500.0, "aim"), (1499.0, "must"), (1000.0, "must"), (999.0, "missed")])
def test_where_more_is_better_bounds_are_lower_bounds(posts: float, said: str):
    rows = [row("ours", "wsat", posts_per_s=posts), row("node-correct", "wsat", posts_per_s=500.0)]

    assert verdict_on(rows, "wsat", "posts/s").said == said


@pytest.mark.parametrize(("p99", "said"), [(3.5, "aim"), (3.6, "must"), (5.0, "must"), (5.1, "missed")])
def test_where_less_is_better_bounds_are_upper_bounds(p99: float, said: str):
    rows = [row("ours", "wsat", shown_p99_ms=p99), row("node-correct", "wsat", shown_p99_ms=10.0)]

    assert verdict_on(rows, "wsat", "p99 shown").said == said


def test_a_row_that_is_not_usable_is_left_out_while_another_is_there():
    rows = [
        row("ours", "wsat", posts_per_s=1200.0),
        row("ours", "wsat", posts_per_s=10.0, usable=False),
        row("node-correct", "wsat", posts_per_s=500.0),
    ]

    found = verdict_on(rows, "wsat", "posts/s")

    assert (found.ours, found.usable) == (1200.0, True)


def test_a_verdict_from_unusable_rows_alone_says_so():
    rows = [row("ours", "wsat", usable=False), row("node-correct", "wsat")]

    assert not verdict_on(rows, "wsat", "posts/s").usable
    assert "rows not usable" in report.markdown(rows, LOADS)


def test_a_demand_without_rows_of_both_has_no_verdict():
    assert verdict.verdicts([row("ours", "wsat")]) == []
    assert verdict.verdicts([row("node-correct", "wsat"), row("ours", "whot")]) == []


def test_processor_time_is_of_server_redis_and_postgresql_together():
    rows = [row("ours", "w400"), row("node-correct", "w400", cpu_us={"server": 700, "redis": 0, "postgres": 300})]

    found = verdict_on(rows, "w400", "CPU")

    assert (found.ours, found.peer, found.said) == (1430, 1000, "missed")


# Those who stop reading


def slow(growth_kib: int, p99: float) -> list[dict[str, Any]]:
    timeline = [[1, 80_000], [2, 80_000 + growth_kib], [3, 79_500 + growth_kib]]
    return [row("ours", "slow", timeline=timeline, shown_p99_ms=p99), row("ours", "steady", shown_p99_ms=10.0)]


@pytest.mark.parametrize(("kib", "said"), [(2_000, "aim"), (10_000, "must"), (10_001, "missed")])
def test_memory_while_some_do_not_read_has_a_bound_of_its_own(kib: int, said: str):
    assert verdict_on(slow(kib, 10.0), "slow", "50 of 100").said == said


@pytest.mark.parametrize(("p99", "said"), [(12.0, "aim"), (20.0, "must"), (20.5, "missed")])
def test_the_others_are_compared_with_ours_while_everybody_reads(p99: float, said: str):
    assert verdict_on(slow(0, p99), "slow", "the others").said == said


# Which rows count


def test_at_saturation_the_core_must_be_full_and_the_generator_not():
    load = LOADS["wsat"]

    assert is_usable(row("ours", "wsat"), load)
    assert not is_usable(row("ours", "wsat", util=0.89), load)
    assert not is_usable(row("ours", "wsat", generator_util=0.91), load)


def test_at_a_rate_the_core_need_not_be_full():
    assert is_usable(row("ours", "w400", util=0.4), LOADS["w400"])


def test_at_a_rate_the_servers_must_keep_up():
    assert is_usable(row("ours", "w400", posted_per_s=400.0, posts_per_s=360.0), LOADS["w400"])
    assert not is_usable(row("ours", "w400", posted_per_s=400.0, posts_per_s=359.0), LOADS["w400"])


def test_connections_without_posts_count_when_everybody_is_there():
    idle = {"contestant": "ours", "load": "idle2000", "ready": 2000}

    assert is_usable(idle, LOADS["idle2000"])
    assert not is_usable(idle | {"ready": 1999}, LOADS["idle2000"])


def test_a_run_that_showed_nothing_does_not_count():
    assert not is_usable(row("ours", "wsat", shown_p99_ms=0.0), LOADS["wsat"])


def test_everybody_must_have_been_let_in():
    assert not is_usable(row("ours", "w400", ready=999), LOADS["w400"])


# Faults


def test_nothing_is_wrong_when_each_acknowledged_post_is_stored_once_with_its_number():
    stored = [Stored(1, TOPIC, 1, 1), Stored(2, TOPIC, 2, 1), Stored(3, OTHER, 1, 1)]

    assert set(faults_of([(1, 1), (2, 2)], stored).values()) == {0}


@pytest.mark.parametrize(
    ("stored", "fault"),
    [
        ([Stored(1, TOPIC, 1, 1)], "missing"),
        ([Stored(1, TOPIC, 1, 1), Stored(2, TOPIC, 2, 1), Stored(2, OTHER, 1, 1)], "twice"),
        ([Stored(1, TOPIC, 2, 1), Stored(2, TOPIC, 1, 1)], "wrong_n"),
        ([Stored(1, TOPIC, 1, 1), Stored(2, TOPIC, 2, 1), Stored(4, TOPIC, 4, 1)], "not_dense"),
        ([Stored(1, TOPIC, 1, 1), Stored(2, TOPIC, 2, 0)], "outbox_missing"),
        ([Stored(1, TOPIC, 1, 1), Stored(2, TOPIC, 2, 2)], "outbox_missing"),
    ],
)
def test_each_fault_is_found_and_no_other(stored: list[Stored], fault: str):
    found = faults_of([(1, 1), (2, 2)], stored)

    assert found[fault] > 0
    assert [name for name, count in found.items() if count] == [fault]


def test_acknowledged_posts_are_read_as_the_generator_writes_them(tmp_path: Any):
    (tmp_path / "acks").write_text("1 1\n17 -1\n")

    assert acknowledged_in(tmp_path / "acks") == [(1, 1), (17, -1)]


def test_faults_are_summed_by_contestant_and_named_in_a_line():
    rows = [row("ours", "wsat", gaps=2), row("ours", "whot", gaps=1, missing=1), row("node-correct", "wsat")]

    summed = verdict.faults(rows)

    assert (summed["ours"]["gaps"], summed["ours"]["missing"], summed["ours"]["twice"]) == (3, 1, 0)
    assert not any(summed["node-correct"].values())
    assert shown(rows[1]) == "gaps 1, missing 1"
    assert shown(rows[2]) == ""


# What is printed


def test_the_tables_hold_verdicts_medians_and_faults():
    rows = [row("ours", "wsat", posts_per_s=1600.0, gaps=3), row("node-correct", "wsat", posts_per_s=500.0)]

    text = report.markdown(rows, LOADS)

    assert "| 1,600 | 500 (node-correct) | 3.20 x [3.20, 3.20] | ≥ 2 x | ≥ 3 x | meets the aim |" in text
    assert "| ours | 1 | 1,600 |" in text
    assert "| 10 | 10 (node-correct) | 1.00 x" in text
    assert "| over all runs | refused |" in text


def test_memory_has_a_column_where_some_do_not_read():
    text = report.markdown(slow(2_000, 10.0), LOADS)

    assert "| core | memory moved, MB |" in text
    assert "| 0.95 | 2.0 |" in text


def test_no_rows_make_no_tables():
    assert report.markdown([], LOADS).strip() == ""


def test_a_contestant_is_drawn_as_far_as_it_kept_up():
    rows = [
        row("ours", "r50", posts_per_s=50.0, shown_p99_ms=2.0),
        row("ours", "r100", posts_per_s=94.0, shown_p99_ms=900.0),
        row("node-correct", "r50", posts_per_s=50.0, shown_p99_ms=4.0),
    ]

    assert plot.points(rows, "ours", "shown_p99_ms") == [(50.0, 2.0)]
    assert plot.svg_of(rows).count("<polyline") == 4
    assert all(plot.is_step(each) for each in rows)
    assert not plot.is_step(row("ours", "w400"))
    with pytest.raises(ValueError, match="nobody kept up"):
        plot.svg_of(rows[1:2])


# Loads


def test_no_load_has_more_people_or_rooms_than_there_are():
    assert max(load.members for load in LOADS.values()) <= PEOPLE
    assert max(load.rooms for load in LOADS.values()) <= TOPICS


def test_every_demand_is_about_loads_that_exist():
    named = {demand.load for demand in verdict.DEMANDS} | {
        demand.peer_load for demand in verdict.DEMANDS if demand.peer_load
    }

    assert named <= LOADS.keys()


def test_an_unknown_load_is_refused(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        arguments(["-t", "wsat,nonsense"])

    assert "no such load: nonsense" in capsys.readouterr().err


def test_what_reaches_people_is_measured_in_one_process_and_beside_those_who_only_pass_on(tmp_path: Any):
    everybody = contestants(Place(tmp_path, 8400))

    def names(load: str, pattern: str = ".") -> list[str]:
        return [who.name for who in chosen(everybody, pattern, LOADS[load])]

    assert names("rooms") == ["ours", "socketio-redis", "node-ws", "ours/uvicorn"]
    assert names("wsat") == ["ours", "node-correct", "ours/uvicorn", "2p:ours", "2p:node-correct"]
    assert names("wsat", "^(ours|node-ws)$") == ["ours"]
