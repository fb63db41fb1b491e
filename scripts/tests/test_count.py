"""The last line of `make test` counts everything, and leaves nothing out in silence."""

from pathlib import Path

import pytest

from scripts.stack import StackError
from scripts.stack.layout import ROOT
from scripts.test import CODE, Count, Session, code_of, files_with


def report(path: Path, **numbers: int) -> Path:
    numbers = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0} | numbers
    given = " ".join(f'{name}="{number}"' for name, number in numbers.items())
    path.write_text(f"<testsuites><testsuite name='pytest' {given}></testsuite></testsuites>")
    return path


def test_what_failed_and_what_broke_is_failed(tmp_path):
    count = Count()

    count.add_report(report(tmp_path / "one.xml", tests=10, failures=2, errors=1))

    assert (count.passed, count.failed) == (7, 3)


def test_a_skipped_test_is_failed(tmp_path, capsys):
    count = Count()

    count.add_report(report(tmp_path / "one.xml", tests=10, skipped=4))

    assert (count.passed, count.failed) == (6, 4)
    assert "4 tests were skipped" in capsys.readouterr().out


def test_reports_add_up(tmp_path):
    count = Count()

    count.add_report(report(tmp_path / "one.xml", tests=10))
    count.add_report(report(tmp_path / "two.xml", tests=5, failures=5))

    assert (count.passed, count.failed) == (10, 5)


def test_a_server_that_does_not_start_fails_the_run(capsys):
    def refuse() -> None:
        raise StackError("kafka did not answer within 120 s.")

    session = Session(long=False)

    assert session.part("real servers", refuse) is False
    assert session.report() == 1
    assert capsys.readouterr().out.endswith("0 passed, 1 failed\n")


@pytest.mark.parametrize(("long", "chosen"), [(False, "(not servers) and not long"), (True, "not servers")])
def test_long_tests_run_only_when_asked_for(long, chosen, monkeypatch, tmp_path):
    ran = []

    def run(command, **more):
        ran.append((command, more["env"]["LONG"]))
        report(tmp_path / "x.xml", tests=1)
        return type("Done", (), {"returncode": 0})

    monkeypatch.setattr("scripts.test.REPORTS", tmp_path)
    monkeypatch.setattr("scripts.test.subprocess.run", run)

    Session(long=long).pytest("x", ["accounts"], "not servers")

    ((command, variable),) = ran
    assert command[command.index("-m", 3) + 1] == chosen
    assert variable == ("1" if long else "0")


def test_pytest_that_cannot_even_start_is_a_failure(monkeypatch, tmp_path):
    monkeypatch.setattr("scripts.test.REPORTS", tmp_path)
    monkeypatch.setattr("scripts.test.subprocess.run", lambda command, **more: type("Done", (), {"returncode": 4}))
    session = Session(long=False)

    session.pytest("x", ["accounts"], "not servers")

    assert (session.count.passed, session.count.failed) == (0, 1)


@pytest.mark.parametrize(
    ("service", "folders"),
    [
        ("accounts", ["accounts", "events", "chatterbox"]),
        ("messaging", ["messaging", "events", "chatterbox", "chatterbox_client"]),
    ],
)
def test_a_service_has_its_own_tests_and_those_of_what_is_shared(service, folders):
    assert code_of(service) == folders


def test_files_that_name_a_mark_are_found_and_other_words_stay():
    words = files_with("alone", ["accounts", "--dist", "loadfile"])

    assert "accounts/tests/test_mongo_lost.py" in words
    assert "accounts/tests/test_sign_in.py" not in words
    assert words[-2:] == ["--dist", "loadfile"]


def test_no_file_is_marked_from_outside():
    """Then it would not be found."""
    files = [path for folder in (*CODE, "tests") for path in (ROOT / folder).rglob("conftest.py")]

    assert files
    assert not [path for path in files if "mark.alone" in path.read_text()]
