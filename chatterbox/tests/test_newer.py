"""It is true of a database that another version has migrated that…"""

import pytest
from django.conf import settings
from django.db import connections, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from chatterbox import attempts, container, health, newer

APPS = {"accounts": settings.ACCOUNTS_DB, "messaging": settings.MESSAGING_DB}
both = pytest.mark.django_db(databases=list(APPS.values()))
pytestmark = pytest.mark.portable
#: Up to here there was no site to upgrade.
HELD_FROM = 21
TAKE_AWAY = (
    migrations.RemoveField,
    migrations.DeleteModel,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


@pytest.fixture(autouse=True)
def _one_transaction(monkeypatch):
    """A look at health would close the connection that the test's transaction is on."""
    for alias in APPS.values():
        monkeypatch.setattr(connections[alias], "close_if_unusable_or_obsolete", lambda: None)


@both
@pytest.mark.parametrize("app", APPS)
def test_what_a_newer_one_has_added_is_no_fault(app):
    MigrationRecorder(connections[APPS[app]]).record_applied(app, "9998_more_columns")

    newer.refuse(APPS.values())
    assert health._database(APPS[app]) == health.OK


@both
@pytest.mark.parametrize("app", APPS)
def test_where_something_was_taken_away_an_older_one_is_not_ready_and_starts_nothing(app, caplog):
    MigrationRecorder(connections[APPS[app]]).record_applied(app, "9999_contract_old_names")

    with pytest.raises(newer.TooOld, match=rf"too old for its database.*\({app}.9999_contract_old_names\)"):
        newer.refuse(APPS.values())
    assert health._database(APPS[app]) == health.DOWN
    assert "too old for its database" in caplog.text


@both
@pytest.mark.parametrize("app", APPS)
def test_the_version_that_has_stopped_reading_it_goes_on(app, monkeypatch):
    """It runs beside the one that takes it away, and is gone back to when that fails."""
    monkeypatch.setattr(newer, "NO_LONGER_READ", frozenset({"old_names"}))
    MigrationRecorder(connections[APPS[app]]).record_applied(app, "9999_contract_old_names")

    newer.refuse(APPS.values())
    assert health._database(APPS[app]) == health.OK


def test_what_is_taken_away_was_said_to_be_read_no_more():
    names = [name for _, name in MigrationLoader(None).disk_migrations if newer.CONTRACT in name]

    assert {name.partition(newer.CONTRACT)[2] for name in names} <= newer.NO_LONGER_READ


@both
def test_migrations_of_strangers_do_not_count():
    for alias in APPS.values():
        MigrationRecorder(connections[alias]).record_applied("somebody", "0002_contract_theirs")

    newer.refuse(APPS.values())


@both
@pytest.mark.parametrize("word", ["migrate", "relay_events", "consume_events", "run_jobs"])
def test_the_entry_point_says_so_in_one_sentence(word, monkeypatch, capsys):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "chatterbox.settings.messaging")
    monkeypatch.setattr(container, "execute_from_command_line", lambda words: pytest.fail("it was started"))
    monkeypatch.setattr(attempts, "insist", lambda name, work: work())  # in this process, not in a child of it
    MigrationRecorder(connections[settings.MESSAGING_DB]).record_applied("messaging", "9999_contract_old_names")

    assert container.main([word]) == 1
    said = capsys.readouterr().err
    assert said.startswith("chatterbox: this version is too old for its database")
    assert said.count("\n") == 1


def test_a_database_that_does_not_answer_is_not_called_too_new(monkeypatch):
    def gone(*words, **more):
        raise OSError("no answer")

    monkeypatch.setattr(newer, "MigrationLoader", gone)
    newer.refuse(APPS.values())


def breaks(operation) -> bool:
    """Whether the version before can't work with the tables any more."""
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        return any(map(breaks, operation.database_operations))
    if isinstance(operation, migrations.AddField):
        # Django takes its own default away again, so the version before could insert nothing.
        field = operation.field
        return not (field.null or field.many_to_many or field.db_default is not models.NOT_PROVIDED)
    return isinstance(operation, TAKE_AWAY)


def test_what_takes_something_away_says_so_in_its_name():
    ours = {"accounts", "messaging", "events"}
    loader = MigrationLoader(None)
    found = [
        f"{app}.{name}"
        for (app, name), migration in loader.disk_migrations.items()
        if app in ours and int(name[:4]) >= HELD_FROM and newer.CONTRACT not in name
        if any(map(breaks, migration.operations))
    ]

    assert found == []


@pytest.mark.parametrize(
    ("operation", "is_one"),
    [
        (migrations.RemoveField("message", "text"), True),
        (migrations.DeleteModel("message"), True),
        (migrations.RenameField("message", "text", "words"), True),
        (migrations.AddField("message", "colour", models.TextField(default="")), True),
        (migrations.AddField("message", "colour", models.TextField(null=True)), False),
        (migrations.AddField("message", "colour", models.TextField(db_default="")), False),
        (migrations.CreateModel("pigment", [("id", models.TextField(primary_key=True))]), False),
        (migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("message")]), False),
        (migrations.SeparateDatabaseAndState([migrations.DeleteModel("message")]), True),
    ],
)
def test_what_breaks_the_version_before_is_known(operation, is_one):
    assert breaks(operation) is is_one
