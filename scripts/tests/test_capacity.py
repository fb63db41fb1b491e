"""It is true of what a site is said to carry that…"""

import json
import re

import pytest

from bench import capacity
from bench.capacity_model import people_at
from scripts.stack.layout import ROOT

FIGURES = json.loads(capacity.FIGURES.read_text())
MODEL = capacity.model_of()


def test_tables_and_plot_are_what_the_figures_give():
    assert capacity.main(["--check"]) == 0


def test_a_changed_figure_is_noticed(monkeypatch, tmp_path, capsys):
    changed = json.loads(json.dumps(FIGURES))
    changed["measured"]["post_us"]["value"] *= 2
    (tmp_path / "performance.json").write_text(json.dumps(changed))
    other = capacity.model_of(tmp_path / "performance.json")
    monkeypatch.setattr(capacity, "model_of", lambda: other)

    assert capacity.main(["--check"]) == 1
    assert "docs/operate.md is out of date" in capsys.readouterr().err


def test_every_measured_figure_says_how_when_and_where():
    for name, row in FIGURES["measured"].items():
        assert set(row) == {"value", "unit", "what", "command", "date", "where"}, name
        assert row["command"].startswith("python -m bench."), name
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["date"]), name
        assert (ROOT / "bench" / row["command"].split()[2].removeprefix("bench.")).with_suffix(".py").exists() or (
            ROOT / "bench" / "peers"
        ).is_dir(), name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("hot_topic_posts_per_core", "2,409"),
        ("http_posts_per_core", "| 287 |"),
        ("deliveries_per_core", "17,871"),
        ("post_us", "2,349"),
        ("socket_kib", "29.6 KiB"),
        ("connects_per_core", "| 682 |"),
        ("database_post_us_alone", "975"),
        ("relay_events", "9,511"),
        ("renewal_us", "6.75 ms"),
        ("page_us", "15.8 ms"),
        ("http_us", "2.6 ms"),
    ],
)
def test_a_measured_figure_is_the_one_of_the_paper(name, said):
    value = FIGURES["measured"][name]["value"]
    digits = re.sub(r"[^\d.]", "", said)

    assert said in (ROOT / "docs" / "performance.md").read_text()
    assert float(digits) in {float(value), value / 1000}


def test_an_assumption_says_why():
    for group in ("assumed", "deployed"):
        for name, row in FIGURES[group].items():
            assert len(row["why"]) > 10, name


@pytest.mark.parametrize("part", MODEL.parts(), ids=lambda part: part.name)
def test_a_part_is_enough_up_to_where_it_is_said_to_be(part):
    people = people_at(part)

    assert part.need(people) <= part.has < part.need(people + 1)
    needs = [part.need(10**power) for power in range(1, 9)]
    assert needs == sorted(needs)


def test_twice_the_people_are_twice_the_posts():
    assert MODEL.posts(2000) == 2 * MODEL.posts(1000)
    # 1,000 people, ten posts an hour, twice that in the busiest minute.
    assert MODEL.posts(1000) == pytest.approx(1000 * 10 * 2 / 3600)


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0"), (0.0054, "0.0054"), (1, "1"), (5.6, "5.6"), (56.4, "56"), (7234, "7,200"), (999.9, "1,000")],
)
def test_a_figure_has_two_digits(number, said):
    assert capacity._two(number) == said


def test_a_paper_without_a_place_is_refused():
    with pytest.raises(ValueError, match="no place"):
        capacity.paper_of("# Operating\n", MODEL)


def test_what_is_deployed_is_what_terraform_says():
    text = (ROOT / "terraform" / "examples" / "production.tfvars").read_text()
    lines = {line.partition("=")[0].strip(): line for line in text.splitlines() if "=" in line}

    def of(line: str, name: str) -> float:
        return float(re.findall(rf"\b{name} += (\d+)", lines[line])[0])

    deployed = {name: row["value"] for name, row in FIGURES["deployed"].items()}
    assert deployed["web_tasks"] == of("messaging", "max")
    assert deployed["web_sockets"] == of("messaging", "sockets")
    assert deployed["accounts_tasks"] == of("accounts", "max")
    assert deployed["accounts_vcpu"] == of("accounts", "cpu") / 1024
    assert deployed["max_connections"] == of("max_connections", "max_connections")
    assert deployed["storage_gib"] == of("most_storage", "most_storage")
    assert "db.r7g.xlarge" in lines["instance_class"]
