"""It is true of what a push to main deploys that…"""

import io
import json
import os
import subprocess
import sys

import pytest
import yaml

from scripts import touched, workflows


@pytest.mark.parametrize(
    ("files", "services"),
    [
        (["accounts/views.py"], {"accounts"}),
        (["messaging/services/posts.py"], {"messaging"}),
        (["events/outbox.py"], {"accounts", "messaging"}),
        (["chatterbox/env.py"], {"accounts", "messaging"}),
        (["requirements.txt"], {"accounts", "messaging"}),
        (["docs/api.md", "README.md", "terraform/main.tf", "bench/seed.py"], set()),
        (["accounts_old/views.py", "requirements.txt.orig"], set()),
        ([], set()),
    ],
)
def test_a_service_is_touched_by_its_own_and_by_what_is_shared(files, services):
    assert {service for service in touched.PATHS if touched.touches(service, files)} == services


@pytest.mark.parametrize("service", touched.PATHS)
def test_the_workflow_of_a_service_has_the_same_paths(service):
    workflow = yaml.safe_load((workflows.FOLDER / f"{service}.yml").read_text())
    paths = {path.removesuffix("**") for path in workflow[True]["pull_request"]["paths"]}  # YAML reads `on` as true

    assert paths == set(touched.PATHS[service])


def test_every_path_is_there():
    missing = [path for paths in touched.PATHS.values() for path in paths if not (touched.ROOT / path).exists()]

    assert missing == []


@pytest.fixture
def repository(tmp_path):
    def git(*words):
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words]
        return subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.strip()

    def commit(name):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
        git("add", "--all")
        git("commit", "--quiet", "--message", name)
        return git("rev-parse", "HEAD")

    git("init", "--quiet")
    return tmp_path, commit


def test_files_between_two_commits_are_known(repository):
    folder, commit = repository
    before, _, after = commit("docs/a b.md"), commit("accounts/views.py"), commit("messaging/ü.py")

    assert touched.changed(before, after, folder) == ["accounts/views.py", "messaging/ü.py"]


def test_a_checkout_of_somebody_else_is_read_as_well(repository, monkeypatch):
    """As in a container at GitHub, where a job is root and the checkout is not root's."""
    folder, commit = repository
    before, after = commit("docs/a.md"), commit("accounts/views.py")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")

    refused = subprocess.run(["git", "status"], cwd=folder, capture_output=True, text=True, check=False)
    assert "dubious ownership" in refused.stderr
    assert touched.changed(before, after, folder) == ["accounts/views.py"]


@pytest.mark.parametrize("before", ["0" * 40, "none", "--output=x", ""])
def test_a_range_that_git_does_not_know_touches_everything(before, repository, capsys, monkeypatch):
    folder, commit = repository
    monkeypatch.setattr(touched.changed, "__defaults__", (folder,))

    assert touched.main([before, commit("docs/a.md")]) == 0
    assert capsys.readouterr().out == "accounts=true\nmessaging=true\n"


def test_one_commit_is_not_enough(capsys):
    assert touched.main(["a"]) == 1
    assert "Two commits are wanted" in capsys.readouterr().err


def run(sha, *, event="push", conclusion="success", at=""):
    """As `gh run list --json` tells of one; `at` is the day on which it was started last."""
    return {"headSha": sha, "event": event, "conclusion": conclusion, "startedAt": f"2026-11-{at or sha[1:]}T10:00:00Z"}


BY_HAND = {"event": "workflow_dispatch"}


@pytest.mark.parametrize(
    ("runs", "before"),
    [
        ([run("c12"), run("c11")], "c12"),
        ([run("c13", conclusion="failure"), run("c12", conclusion="cancelled"), run("c11")], "c11"),
        ([run("c13", conclusion=""), run("c12")], "c12"),  # the one that asks is under way
        ([run("c13"), run("c12", **BY_HAND), run("c11")], "c13"),
        ([], "none"),
        ([run("c11", conclusion="failure")], "none"),
    ],
)
def test_a_push_is_compared_with_the_last_whose_deployment_went_well(runs, before):
    assert touched.deployed(runs) == before


@pytest.mark.parametrize("conclusion", ["success", "failure", "cancelled", ""])
def test_after_a_run_by_hand_everything_is_touched_whatever_came_of_it(conclusion):
    """It may have gone back to an image of before with one service, and failed with the other."""
    back = run("c12", conclusion=conclusion, **BY_HAND)

    assert touched.deployed([run("c13", conclusion=""), back, run("c11")]) == "none"
    assert touched.deployed([run("c13", conclusion="failure"), back, run("c11")]) == "none"


def test_a_deployment_that_was_run_again_is_what_runs_now():
    again = run("c11", at="14")

    assert touched.deployed([run("c13"), run("c12"), again]) == "c11"


def test_runs_are_read_from_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps([run("c12"), run("c11")])))

    assert touched.main(["deployed"]) == 0
    assert capsys.readouterr().out == "c12\n"


@pytest.fixture
def look(tmp_path):
    """What the step of the workflow says is touched at HEAD, when GitHub knows these runs."""
    deploy = yaml.safe_load((workflows.FOLDER / "deploy.yml").read_text())
    script = next(step["run"] for step in deploy["jobs"]["touched"]["steps"] if step.get("id") == "look")
    asked = touched.git(touched.ROOT, "rev-parse", "HEAD")
    head = subprocess.run(asked, cwd=touched.ROOT, check=True, capture_output=True, text=True).stdout.strip()
    gh = tmp_path / "gh"
    gh.write_text(f'#!/bin/sh\necho "$*" > {tmp_path}/asked\ncat {tmp_path}/runs\n')
    gh.chmod(0o755)

    def look(event, *runs):
        (tmp_path / "runs").write_text(json.dumps([{**each, "headSha": head} for each in runs]))
        output = tmp_path / "output"
        output.write_text("")
        given = {"EVENT": event, "AFTER": head, "GITHUB_OUTPUT": str(output), "GITHUB_REPOSITORY": "a/b"}
        path = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
        subprocess.run(["bash", "-e", "-c", script], cwd=touched.ROOT, env={**os.environ, **given, **path}, check=True)
        return output.read_text(), (tmp_path / "asked").read_text() if (tmp_path / "asked").exists() else ""

    return look


def test_the_workflow_asks_for_what_is_read_of_a_run(look):
    output, asked = look("push", run("c12", conclusion="success"))

    assert output == "accounts=false\nmessaging=false\n"
    assert set(run("c12")) == set(asked.split("--json ")[1].strip().split(","))
    assert "--status" not in asked


def test_the_workflow_deploys_everything_after_a_run_by_hand_and_by_hand(look):
    everything = "accounts=true\nmessaging=true\n"

    assert look("push", run("c12", **BY_HAND), run("c11"))[0] == everything
    assert look("workflow_dispatch", run("c11"))[0] == everything
