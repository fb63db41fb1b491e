"""It is true that of a log only what came since a run began is looked at, also when the log has begun anew."""

from types import SimpleNamespace

import pytest

from faults.logs import Logs


@pytest.fixture
def stack(tmp_path):
    (tmp_path / "web").write_text("before\n")
    return SimpleNamespace(layout=SimpleNamespace(log=lambda name: tmp_path / name))


def test_what_came_since_is_there_and_what_was_before_is_not(stack):
    logs = Logs(stack, ["web"])
    with stack.layout.log("web").open("a") as file:
        file.write("one\ntwo\n")

    assert logs.since("web") == ["one", "two"]


def test_nothing_came(stack):
    assert Logs(stack, ["web"]).since("web") == []


def test_of_a_log_that_has_begun_anew_all_is_new(stack):
    logs = Logs(stack, ["web"])
    stack.layout.log("web").write_text("new\n")

    assert logs.since("web") == ["new"]


def test_of_a_log_that_was_put_aside_what_came_before_is_there_as_well(stack):
    logs = Logs(stack, ["web"])
    with stack.layout.log("web").open("a") as file:
        file.write("one\n")
    stack.layout.log("web").replace(stack.layout.log("web").with_suffix(".log.1"))
    stack.layout.log("web").write_text("two\nand it is longer than what was there before\n")

    assert logs.since("web") == ["one", "two", "and it is longer than what was there before"]


def test_a_log_that_comes_later_is_all_new_and_one_that_never_does_is_empty(stack):
    logs = Logs(stack, ["relay", "consume"])
    stack.layout.log("relay").write_text("first\n")

    assert logs.since("relay") == ["first"]
    assert logs.since("consume") == []
