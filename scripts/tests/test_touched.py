"""It is true of what a push to main deploys that…"""

import subprocess

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


@pytest.mark.parametrize("before", ["0" * 40, "none", "--output=x", ""])
def test_a_range_that_git_does_not_know_touches_everything(before, repository, capsys, monkeypatch):
    folder, commit = repository
    monkeypatch.setattr(touched.changed, "__defaults__", (folder,))

    assert touched.main([before, commit("docs/a.md")]) == 0
    assert capsys.readouterr().out == "accounts=true\nmessaging=true\n"


def test_one_commit_is_not_enough(capsys):
    assert touched.main(["a"]) == 1
    assert "Two commits are wanted" in capsys.readouterr().err
