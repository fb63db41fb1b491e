"""It is true that each service proves and rebuilds its copy of the other, though neither reads the other's database."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from scripts.stack import Stack, StackError
from scripts.stack.copies import differences, resync, status_of
from tests import steps

pytestmark = [pytest.mark.servers, pytest.mark.alone]

WAIT_SECONDS = 40
GHOST = "01932f4a-6b1e-7c3d-8a51-3f0d5c2b9e10"


@pytest.fixture(scope="module")
def people(stack_site: Stack) -> Stack:
    """A running stack with three more people."""
    for n in range(3):
        name = f"copied{time.time_ns() % 10**10}{n}"
        stack_site.manage(
            "accounts", "createsuperuser", "--no-input", "--username", name, "--email", f"{name}@example.org"
        )
    return stack_site


def found_in(stack: Stack, folder: Path) -> dict[str, str]:
    """What messaging finds different from what accounts has, by key."""
    return {each["key"]: each["what"] for each in differences(stack, "users", folder)}


def drift(stack: Stack) -> dict[str, str]:
    """Faults in messaging's copy: two people who differ, with versions far ahead, and one who never was."""
    url = stack.env("test")["POSTGRES_URL"]
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "update messaging_user set display_name = 'Drifted', version = 1000000 where id in "
            "(select id from messaging_user where deleted_at is null order by id desc limit 2) returning id::text"
        ).fetchall()
        connection.execute(
            "insert into messaging_user (id, username, display_name, avatar_url, is_staff, locale, zoneinfo, version)"
            " values (%s, 'ghost', 'Ghost', '', false, '', '', 7) on conflict (id) do update set deleted_at = null",
            [GHOST],
        )
    return {key: "different" for (key,) in rows} | {GHOST: "superfluous"}


def test_a_copy_that_drifted_is_found_out_and_rebuilt_over_kafka(people, tmp_path):
    steps.wait_for(lambda: found_in(people, tmp_path) == {}, "copies that arrive", WAIT_SECONDS)
    planted = drift(people)
    assert found_in(people, tmp_path) == planted

    resync(people, "users")

    assert found_in(people, tmp_path) == {}


def test_status_tells_the_last_run_of_each_services_jobs(people):
    for profile, job in (("accounts", "accounts.delete_expired_sessions"), ("messaging", "events.finish_resyncs")):
        jobs = {run["name"]: run for run in status_of(people, profile)["jobs"]}
        assert jobs[job]["fault"] == ""


def test_what_a_service_does_not_own_it_says(people):
    with pytest.raises(StackError, match="in the service that owns them"):
        people.manage("messaging", "events", "resync", "users")
    with pytest.raises(StackError, match="no copy of users here"):
        people.manage("accounts", "events", "verify", "users")


def test_bad_arguments_get_one_sentence(people):
    command = ["manage.py", "events", "republish", "--since", "yesterday"]
    environment = people.env("messaging")

    done = subprocess.run([sys.executable, *command], env={**os.environ, **environment}, capture_output=True, text=True)

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "a time is wanted" in done.stderr
