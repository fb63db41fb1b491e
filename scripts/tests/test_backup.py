"""It is true of the command for backups that a wrong call says in one sentence what is wrong, and changes nothing."""

import json
import os
import subprocess
import sys

import pytest

from scripts.backup import manifest
from scripts.backup.errors import BackupError
from scripts.stack.layout import ROOT

NOWHERE = {"POSTGRES_URL": "postgresql://a:secret@127.0.0.1:1/a", "MONGODB_URL": "mongodb://127.0.0.1:1/"}


def call(*words, **variables):
    done = subprocess.run(
        [sys.executable, "-m", "scripts.backup", *map(str, words)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done


@pytest.mark.parametrize("name", list(NOWHERE))
def test_a_missing_address_is_named(tmp_path, name):
    done = call("save", tmp_path / "new", **{other: url for other, url in NOWHERE.items() if other != name})

    assert done.returncode == 1
    assert f"{name} is missing" in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_server_that_does_not_answer_is_said_and_leaves_no_backup(tmp_path):
    done = call("save", tmp_path / "new", **NOWHERE)

    assert done.returncode == 1
    assert "PostgreSQL does not answer" in done.stderr
    assert "secret" not in done.stderr
    assert not (tmp_path / "new" / manifest.NAME).exists()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "mine").write_text("x")

    done = call("save", tmp_path, **NOWHERE)

    assert done.returncode == 1
    assert "is not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.fixture
def saved(tmp_path):
    (tmp_path / "accounts").mkdir()
    (tmp_path / "accounts" / "a.bson.gz").write_bytes(b"documents")
    (tmp_path / "messaging.dump").write_bytes(b"rows")
    manifest.write(tmp_path, {"messaging": {}, "accounts": {}})
    return tmp_path


def test_a_whole_backup_is_known(saved):
    assert set(manifest.check(saved)["sha256"]) == {"accounts/a.bson.gz", "messaging.dump"}


def test_a_changed_file_is_noticed(saved):
    (saved / "messaging.dump").write_bytes(b"other rows")

    with pytest.raises(BackupError, match=r"messaging\.dump is missing or was changed"):
        manifest.check(saved)


def test_a_missing_file_is_noticed(saved):
    (saved / "accounts" / "a.bson.gz").unlink()

    with pytest.raises(BackupError, match=r"a\.bson\.gz is missing"):
        manifest.check(saved)


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"format": 1}'])
def test_a_folder_without_a_manifest_is_no_backup(saved, text):
    (saved / manifest.NAME).unlink()
    if text is not None:
        (saved / manifest.NAME).write_text(text)

    with pytest.raises(BackupError, match="no whole backup"):
        manifest.check(saved)


def test_a_later_format_is_refused_by_its_number(saved):
    about = json.loads((saved / manifest.NAME).read_text())
    (saved / manifest.NAME).write_text(json.dumps({**about, "format": 9}))

    with pytest.raises(BackupError, match="has the format 9"):
        manifest.check(saved)


def test_restoring_what_is_no_backup_asks_no_server(tmp_path):
    done = call("restore", tmp_path, **NOWHERE)

    assert done.returncode == 1
    assert "no whole backup" in done.stderr
