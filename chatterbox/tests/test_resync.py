"""It is true that a copy is proved against its original, and built anew beside live traffic."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts import services as accounts
from accounts.models import MembershipCopy, PartyCopy
from accounts.models import User as Original
from chatterbox.tests.copies import differences, events, parties, people, swap
from events import kinds, outbox, resync, txn
from events.catalogue import UserDeleted
from events.models import OutboxEvent, Resync, ShadowRow
from events.testing import run_events
from events.times import now
from messaging.models import Party
from messaging.models import User as Copy

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(databases=["default", "messaging"])]

#: A UUIDv7 of 2024: what it names was there before any resync of these tests.
OLD = "01932f4a-6b1e-7c3d-8a51-3f0d5c2b9{:03x}"


def users():
    return Copy.objects.using(settings.MESSAGING_DB)


def plant(crowd: list[Original]) -> dict[str, str]:
    """Ten faults in the copy of users."""
    keys = [str(person.pk) for person in crowd]
    users().filter(id=keys[0]).update(display_name="Somebody else")
    users().filter(id=keys[1]).update(username="other", version=99)
    users().filter(id=keys[2]).update(is_staff=True)
    users().filter(id=keys[3]).update(avatar_url="https://example.org/x.png", version=0)
    users().filter(id=keys[4]).update(deleted_at=now())
    users().filter(id__in=keys[5:8]).delete()
    for n in range(2):
        users().create(id=OLD.format(n), username=f"ghost{n}", display_name="Ghost", version=5)
    planted = dict.fromkeys(keys[:4], "different") | dict.fromkeys(keys[4:8], "missing")
    return planted | {OLD.format(n): "superfluous" for n in range(2)}


def test_verify_finds_exactly_the_ten_planted_differences():
    crowd = people(20)
    assert differences("users") == {}

    planted = plant(crowd)

    assert len(planted) == 10
    assert differences("users") == planted


def test_resync_repairs_them_whatever_version_the_rows_have():
    crowd = people(20)
    plant(crowd)

    told = events("resync", "users")["told"]
    swap()

    assert told == 20
    assert differences("users") == {}
    assert users().get(id=crowd[1].pk).version == Original.objects.get(pk=crowd[1].pk).version
    assert users().get(id=OLD.format(0)).deleted_at is not None
    assert Resync.objects.using(settings.MESSAGING_DB).get().outcome == "20 rows replaced, 2 forgotten"
    assert not ShadowRow.objects.using(settings.MESSAGING_DB).exists()


def test_parties_and_members_are_proved_and_rebuilt_from_nothing():
    parties(5, people(1)[0])
    assert differences("parties") == {}
    PartyCopy.objects.all().delete()
    MembershipCopy.objects.all().delete()
    assert set(differences("parties").values()) == {"missing"}

    events("resync", "parties")
    swap()

    assert differences("parties") == {}
    assert PartyCopy.objects.count() == MembershipCopy.objects.count() == 5


def test_parties_that_drifted_are_replaced_and_those_that_messaging_lacks_leave_markers():
    parties(3, people(1)[0])
    keys = list(PartyCopy.objects.order_by("pk").values_list("pk", flat=True))
    PartyCopy.objects.filter(pk=keys[0]).update(name="Another", version=400)
    MembershipCopy.objects.filter(party_id=keys[1]).update(role="admin")
    PartyCopy.objects.create(id=OLD.format(0), name="Ghost", version=3)
    assert len(differences("parties")) == 3

    events("resync", "parties")
    swap()

    assert differences("parties") == {}
    assert PartyCopy.objects.get(pk=OLD.format(0)).deleted
    assert (
        PartyCopy.objects.get(pk=keys[0]).version == Party.objects.using(settings.MESSAGING_DB).get(id=keys[0]).version
    )


def test_what_happens_during_a_resync_is_in_the_copy_afterwards():
    crowd = people(6)
    users().filter(id=crowd[0].pk).update(version=99)  # so that the copy in use can't take what comes
    steps = resync.tell("users", settings.ACCOUNTS_DB)
    next(steps)
    run_events()

    accounts.change_profile(crowd[0].pk, {"display_name": "Meanwhile"})
    accounts.change_profile(crowd[1].pk, {"display_name": "Too"})
    accounts.sign_up(username="latecomer", email=None, password=None)
    delete(crowd[2])
    run_events()
    assert users().get(id=crowd[0].pk).display_name != "Meanwhile"
    list(steps)
    swap()

    assert differences("users") == {}
    assert users().get(id=crowd[0].pk).display_name == "Meanwhile"
    assert users().get(id=crowd[2].pk).deleted_at is not None
    assert users().filter(username="latecomer").exists()


def delete(person: Original) -> None:
    """What deleting an account does to the originals and tells."""
    with txn.atomic(settings.ACCOUNTS_DB):
        gone = UserDeleted(version=person.version + 5, user_id=str(person.pk), delete_messages=False)
        outbox.record(gone, source="accounts", using=settings.ACCOUNTS_DB)
        Original.objects.filter(pk=person.pk).delete()


def test_a_resync_ends_though_somebody_deletes_their_account_before_what_was_told_of_them_is_sent():
    crowd = people(3)
    users().filter(id=crowd[0].pk).update(display_name="Drifted", version=99)
    steps = resync.tell("users", settings.ACCOUNTS_DB)
    next(steps)

    accounts.change_profile(crowd[1].pk, {"display_name": "Last words"})
    accounts.delete_account(crowd[1].pk, delete_messages=False)
    list(steps)
    swap()

    assert Resync.objects.using(settings.MESSAGING_DB).get().outcome == "3 rows replaced, 0 forgotten"
    assert differences("users") == {}
    assert users().get(id=crowd[1].pk).deleted_at is not None


def test_a_resync_ends_though_somebody_deletes_their_account_just_before_they_are_told_of(monkeypatch):
    crowd = people(3)
    run = txn.run

    def late(call, using):
        monkeypatch.setattr(txn, "run", run)
        accounts.delete_account(crowd[1].pk, delete_messages=False)
        return run(call, using)

    monkeypatch.setattr(txn, "run", late)

    assert events("resync", "users")["told"] == 2
    swap()

    assert Resync.objects.using(settings.MESSAGING_DB).get().finished_at is not None
    assert differences("users") == {}


def test_a_deletion_names_no_resync_without_one():
    (person,) = people(1)

    accounts.delete_account(person.pk, delete_messages=True)

    payload = OutboxEvent.objects.using(settings.ACCOUNTS_DB).get(type=UserDeleted.name).payload
    assert "snapshot" not in json.loads(payload)["data"]


def test_a_resync_that_is_not_told_to_its_end_swaps_nothing_and_the_next_takes_its_place():
    crowd = people(3)
    users().filter(id=crowd[0].pk).update(display_name="Drifted", version=99)
    next(resync.tell("users", settings.ACCOUNTS_DB))
    swap()
    assert set(differences("users")) == {str(crowd[0].pk)}

    events("resync", "users")
    swap()

    assert differences("users") == {}
    first, second = Resync.objects.using(settings.MESSAGING_DB).order_by("id")
    assert (first.outcome, second.outcome) == ("another was started", "3 rows replaced, 0 forgotten")


def test_a_resync_that_hangs_for_a_day_is_given_up():
    people(2)
    next(resync.tell("users", settings.ACCOUNTS_DB))
    run_events()
    Resync.objects.using(settings.MESSAGING_DB).update(seen_at=now() - timedelta(hours=25))

    swap()

    assert "did not come to its end" in Resync.objects.using(settings.MESSAGING_DB).get().outcome
    assert not ShadowRow.objects.using(settings.MESSAGING_DB).exists()


def test_events_of_a_resync_may_come_twice():
    crowd = people(3)
    users().filter(id=crowd[0].pk).update(version=99)
    events("resync", "users")
    run_events()
    events("republish", "--since", "1h")
    swap()

    assert differences("users") == {}


def test_two_services_compare_by_a_file(tmp_path, monkeypatch):
    crowd = people(5)
    users().filter(id=crowd[0].pk).update(display_name="Drifted")
    whole, buckets = tmp_path / "whole.json", tmp_path / "buckets.json"
    whole.write_text(json.dumps(events("hash", "users", "--rows")))
    buckets.write_text(json.dumps(events("hash", "users")))
    monkeypatch.setattr(kinds, "originals", {})

    assert differences("users", str(whole)) == {str(crowd[0].pk): "different"}
    with pytest.raises(SystemExit):
        call_command("events", "verify", "users", str(buckets))
    with pytest.raises(CommandError, match="Say which file"):
        call_command("events", "verify", "users")
    with pytest.raises(CommandError, match="hashes of users, and those of parties"):
        call_command("events", "verify", "parties", str(whole))
    with pytest.raises(CommandError, match="in the service that owns them"):
        call_command("events", "resync", "users")


def test_a_bucket_that_differs_is_named_with_the_command_that_tells_its_rows(tmp_path, capsys):
    crowd = people(5)
    users().filter(id=crowd[0].pk).update(display_name="Drifted")
    file = tmp_path / "hashes.json"
    file.write_text(json.dumps(events("hash", "users")))

    with pytest.raises(SystemExit):
        call_command("events", "verify", "users", str(file))

    said = capsys.readouterr().out
    assert "Rows of 1 buckets differ; `events hash users --bucket" in said
    number = said.split("--bucket ")[1].split("`")[0]
    file.write_text(json.dumps(events("hash", "users", "--bucket", number)))
    assert differences("users", str(file)) == {str(crowd[0].pk): "different"}


def finish(monkeypatch, moment: str, meanwhile) -> None:
    """Finish the resync of users; whenever the swap has come to a function, do something else before it."""
    step = getattr(resync, moment)
    monkeypatch.setattr(resync, moment, lambda *given: (meanwhile(), step(*given))[1])
    monkeypatch.setattr(resync, "SKEW", -timedelta(minutes=1))  # so that nobody is too young to be forgotten
    resync.finish_resyncs(settings.MESSAGING_DB)
    run_events()


def another_has_finished(monkeypatch, moment: str):
    """Called once, it lets another process swap to the end and clear away."""
    step, done = getattr(resync, moment), list[bool]()

    def meanwhile() -> None:
        if not done:
            done.append(True)
            with monkeypatch.context() as other:
                other.setattr(resync, moment, step)
                resync.finish_resyncs(settings.MESSAGING_DB)

    return meanwhile


@pytest.mark.parametrize("moment", ["_take_all", "_run", "_forget_others"])
def test_whoever_swaps_when_another_has_finished_deletes_nobody(monkeypatch, moment):
    crowd = people(5)
    users().filter(id=crowd[0].pk).update(display_name="Drifted", version=99)
    events("resync", "users")
    run_events()

    finish(monkeypatch, moment, another_has_finished(monkeypatch, moment))

    assert differences("users") == {}
    assert Resync.objects.using(settings.MESSAGING_DB).get().outcome == "5 rows replaced, 0 forgotten"
    assert not users().exclude(deleted_at=None).exists()


def test_whoever_swaps_when_another_has_finished_brings_back_nothing_old(monkeypatch):
    crowd = people(2)
    events("resync", "users")
    run_events()
    finished = another_has_finished(monkeypatch, "_run")

    def meanwhile() -> None:
        with monkeypatch.context() as slow:
            slow.setattr(resync, "_clear", lambda using: 0)
            finished()
        accounts.change_profile(crowd[0].pk, {"display_name": "Newer"})
        run_events()

    finish(monkeypatch, "_run", meanwhile)

    assert users().get(id=crowd[0].pk).display_name == "Newer"
    assert differences("users") == {}


def test_a_swap_stops_when_the_lease_is_gone_and_the_next_goes_on(monkeypatch):
    crowd = people(3)
    users().filter(id=crowd[0].pk).update(display_name="Drifted", version=99)
    users().create(id=OLD.format(0), username="ghost", display_name="Ghost", version=5)
    events("resync", "users")
    run_events()

    with monkeypatch.context() as gone:
        gone.setattr(resync, "may_go_on", iter([True, False]).__next__)
        resync.finish_resyncs(settings.MESSAGING_DB)
    assert Resync.objects.using(settings.MESSAGING_DB).get().finished_at is None
    assert set(differences("users").values()) == {"superfluous"}

    swap()

    assert differences("users") == {}


def test_rows_of_a_resync_that_begins_while_others_are_cleared_stay(monkeypatch):
    people(2)
    events("resync", "users")
    swap()
    next(resync.tell("users", settings.ACCOUNTS_DB))
    delete_rows = resync.delete_in_pieces

    def late(rows):
        run_events()
        return delete_rows(rows)

    monkeypatch.setattr(resync, "delete_in_pieces", late)
    resync.finish_resyncs(settings.MESSAGING_DB)

    assert ShadowRow.objects.using(settings.MESSAGING_DB).count() == 2


def test_told_states_are_counted_in_pieces(monkeypatch):
    monkeypatch.setattr(resync, "COUNTED", 3)
    for extra in range(3):  # a whole number of pieces, and not
        people_before = Original.objects.count()
        accounts.sign_up(username=f"more{extra}", email=None, password=None)
        events("resync", "users")
        swap()

        newest = Resync.objects.using(settings.MESSAGING_DB).order_by("-id")[0]
        assert newest.outcome == f"{people_before + 1} rows replaced, 0 forgotten"
