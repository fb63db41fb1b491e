"""What the engine mends in the backend, on a real MongoDB."""

import json
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.core import checks
from django.db import DatabaseError, IntegrityError, connections, models, transaction
from django.test.utils import isolate_apps
from pymongo import _csot
from pymongo.errors import ConnectionFailure

from accounts.models import AvatarFile, PartyCopy, RefreshToken, SignIn, User
from events import txn
from events.models import OutboxEvent
from events.relay import parked_rows
from events.times import now

pytestmark = [pytest.mark.django_db, pytest.mark.servers]

DB = "default"
connection: Any = connections[DB]
ROWS = 300


def plan_of(query) -> tuple[set[str], int]:
    """The stages of a query's plan and how many documents it read."""
    collection = connection.get_collection(query.model._meta.db_table)
    compiler = query.query.get_compiler(DB)
    compiler.pre_sql_setup()
    command = {"aggregate": collection.name, "pipeline": compiler.build_query().get_pipeline(), "cursor": {}}
    explained = connection.database.command("explain", command, verbosity="executionStats")
    text = json.dumps(explained, default=str)
    stages = {stage for stage in ("COLLSCAN", "IXSCAN", "IDHACK") if f'"{stage}"' in text}
    stats = explained.get("executionStats") or explained["stages"][0]["$cursor"]["executionStats"]
    return stages, stats["totalDocsExamined"]


def _told_of(person) -> OutboxEvent:
    return OutboxEvent(
        aggregatetype="users",
        aggregateid=str(person.pk),
        aggregateversion=1,
        type="user:created",
        key=str(person.pk),
        payload="{}",
        created_at=now(),
        waiting=False,
    )


@pytest.fixture
def crowd():
    people = [User(username=f"user{n}", email=f"user{n}@example.org", display_name=str(n)) for n in range(ROWS)]
    User.objects.bulk_create(people)
    Session.objects.bulk_create(Session(session_key=f"key{n}", session_data="", expire_date=now()) for n in range(ROWS))
    SocialAccount.objects.bulk_create(
        SocialAccount(user=person, provider="github", uid=str(n)) for n, person in enumerate(people)
    )
    sign_ins = [SignIn(user=person, session_key=f"key{n}") for n, person in enumerate(people)]
    SignIn.objects.bulk_create(sign_ins)
    RefreshToken.objects.bulk_create(RefreshToken(digest=str(n), sign_in=one) for n, one in enumerate(sign_ins))
    AvatarFile.objects.bulk_create(AvatarFile(name=f"{n}.webp", user_id=one.pk) for n, one in enumerate(people))
    PartyCopy.objects.bulk_create(PartyCopy(name=str(n), owner_id=one.pk, version=1) for n, one in enumerate(people))
    events = [_told_of(person) for person in people]
    events[3].parked = True
    OutboxEvent.objects.bulk_create(events)
    return people


LOOKUPS = {
    "person by id": lambda people: User.objects.filter(pk=people[7].pk),
    "person by username": lambda people: User.objects.filter(username="USER7"),
    "person by address": lambda people: User.objects.filter(email="User7@Example.org"),
    "session by key": lambda people: Session.objects.filter(session_key="key7"),
    "account by provider and id": lambda people: SocialAccount.objects.filter(provider="github", uid="7"),
    "sign-in by session": lambda people: SignIn.objects.filter(session_key="key7"),
    "sign-ins of a person": lambda people: SignIn.objects.filter(user=people[7]),
    "refresh token by digest": lambda people: RefreshToken.objects.filter(digest="7"),
    "pictures of a person": lambda people: AvatarFile.objects.filter(user_id=people[7].pk),
    "parties of an owner": lambda people: PartyCopy.objects.filter(owner_id=people[7].pk),
    "what was told of a person": lambda people: OutboxEvent.objects.filter(
        aggregatetype="users", aggregateid=str(people[7].pk)
    ),
    "what can't be published": lambda people: parked_rows(DB),
}


@pytest.mark.parametrize("name", LOOKUPS)
def test_look_up_uses_an_index_and_reads_one_document(crowd, name):
    query = LOOKUPS[name](crowd)

    stages, read = plan_of(query)

    assert len(query) == 1
    assert "COLLSCAN" not in stages
    assert read <= 1


def test_sorted_list_walks_its_index(crowd):
    stages, read = plan_of(User.objects.order_by("-date_joined")[:20])

    assert "COLLSCAN" not in stages
    assert read <= 20


def test_unique_columns_are_unique_and_null_is_not(crowd):
    User.objects.create(username="no-address-1", email=None, display_name="x")
    User.objects.create(username="no-address-2", email="", display_name="x")

    with pytest.raises(IntegrityError):
        User.objects.create(username="USER7", email="other@example.org", display_name="x")
    with pytest.raises(IntegrityError):
        User.objects.create(username="other", email="USER7@example.org", display_name="x")


def test_step_of_a_migration_may_take_longer_than_anybody_waits():
    with connection.schema_editor():
        assert _csot.remaining() > 60
    assert _csot.remaining() is None


def test_transaction_is_seen_by_nobody_before_its_end_and_by_nobody_when_it_fails():
    outside = []

    def fail():
        with txn.atomic(DB):
            User.objects.create(username="mara", display_name="Mara")
            outside.append(connection.database["accounts_user"].count_documents({}))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert outside == [0]
    assert not User.objects.exists()


def test_transaction_may_end_inside_a_block_of_djangos_own():
    done = []
    with transaction.atomic(using=DB):
        assert not txn.in_atomic(DB)
        with txn.atomic(DB):
            User.objects.create(username="mara", display_name="Mara")
            txn.on_commit(DB, lambda: done.append(User.objects.count()))

    assert done == [1]


def test_lost_commit_is_a_database_error_and_leaves_the_connection_sound():
    class Broken:
        """A session whose server is gone at the worst moment."""

        def __init__(self, session):
            self.session = session

        def __getattr__(self, name):
            return getattr(self.session, name)

        def commit_transaction(self):
            self.session.abort_transaction()
            raise ConnectionFailure("gone")

    def lose():
        with txn.atomic(DB):
            User.objects.create(username="mara", display_name="Mara")
            connection.session = Broken(connection.session)

    def fail():
        with txn.atomic(DB):
            User.objects.create(username="bo", display_name="Bo")
            raise ZeroDivisionError

    with pytest.raises(DatabaseError):
        lose()
    with pytest.raises(ZeroDivisionError):
        fail()

    assert connection.session is None
    assert not User.objects.exists()


def test_defaults_of_new_columns_are_literals():
    with connection.schema_editor() as editor:
        assert editor.effective_default(models.JSONField(default=dict)) == {"$literal": {}}
        assert editor.effective_default(models.CharField(default="$username")) == {"$literal": "$username"}
        assert editor.effective_default(models.BooleanField(default=True)) is True


@isolate_apps("accounts")
def test_a_collection_that_a_worker_has_made_gets_its_indexes_all_the_same():
    class Early(models.Model):
        """Something of the next version, which is no table yet."""

        id = models.TextField(primary_key=True, db_column="_id")
        name = models.TextField(unique=True)

        class Meta:
            app_label = "accounts"
            db_table = "early"

    try:
        connection.get_collection("early").insert_one({"_id": "1", "name": "a"})
        for _ in range(2):
            with connection.schema_editor() as editor:
                editor.create_model(Early)

        assert connection.get_collection("early").count_documents({}) == 1
        with pytest.raises(IntegrityError):
            Early.objects.using(DB).create(id="2", name="a")
        Early.objects.using(DB).create(id="2", name="b")
    finally:
        connection.get_database().drop_collection("early")


def test_replica_set_passes_the_check_and_a_lone_server_does_not(monkeypatch):
    assert checks.run_checks(databases=[DB]) == []

    monkeypatch.setattr("pymongo.database.Database.command", lambda *_, **__: {"ok": 1})
    found = checks.run_checks(databases=[DB], tags=[checks.Tags.database])

    assert [fault.id for fault in found] == ["chatterbox.mongo.E001"]
