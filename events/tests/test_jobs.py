from datetime import timedelta

import pytest
from django.db import OperationalError

from events import jobs
from events.ids import new_id
from events.models import DeadLetter, InboxMark, JobRun, OutboxEvent
from events.outages import DependencyLost
from events.outbox import row_of
from events.tests.people import user_event
from events.times import now

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(databases=["default", "messaging"])]


@pytest.fixture(autouse=True)
def _no_jobs(monkeypatch):
    monkeypatch.setattr(jobs, "_jobs", {})


@pytest.fixture
def runs() -> list[str]:
    """Registers a job of messaging; the databases it ran in."""
    ran: list[str] = []

    @jobs.job(every=timedelta(minutes=5), app="messaging")
    def tidy(using: str) -> int:
        ran.append(using)
        return 3

    return ran


def test_a_job_runs_when_its_time_has_come_and_not_before(runs, using):
    assert jobs.run_due("messaging", using) == 1
    assert jobs.run_due("messaging", using) == 0

    JobRun.objects.using(using).update(started_at=now() - timedelta(minutes=6))
    assert jobs.run_due("messaging", using) == 1
    assert runs == [using, using]


def test_its_last_run_is_noted(runs, using):
    jobs.run_due("messaging", using)

    run = JobRun.objects.using(using).get()
    assert (run.name, run.touched, run.fault) == ("messaging.tidy", 3, "")


def test_a_job_of_another_service_does_not_run(runs, using):
    assert jobs.run_due("accounts", using) == 0


def test_a_job_without_a_service_runs_in_each(using):
    jobs.job(every=timedelta(hours=1))(lambda using: 0)

    assert jobs.run_due("accounts", using) == 1


def test_a_failing_job_is_noted_and_does_not_stop_the_others(using):
    @jobs.job(every=timedelta(hours=1))
    def fail(using: str) -> int:
        raise ValueError("no")

    @jobs.job(every=timedelta(hours=1))
    def work(using: str) -> int:
        return 1

    assert jobs.run_due("messaging", using) == 2
    assert JobRun.objects.using(using).get(name="events.fail").fault == "ValueError: no"
    assert JobRun.objects.using(using).get(name="events.work").touched == 1


def failing_and_working() -> None:
    @jobs.job(every=timedelta(hours=1))
    def fail(using: str) -> int:
        raise OperationalError("canceling statement due to statement timeout")

    @jobs.job(every=timedelta(hours=1))
    def work(using: str) -> int:
        return 1


def test_a_job_whose_statement_takes_too_long_does_not_stop_the_others(using):
    failing_and_working()

    assert jobs.run_due("messaging", using) == 2
    assert "statement timeout" in JobRun.objects.using(using).get(name="events.fail").fault
    assert JobRun.objects.using(using).get(name="events.work").touched == 1


def test_without_a_database_that_answers_no_other_job_is_tried(using, monkeypatch):
    failing_and_working()
    monkeypatch.setattr(jobs, "answers", lambda using: False)

    with pytest.raises(DependencyLost, match="statement timeout"):
        jobs.run_due("messaging", using)

    assert not JobRun.objects.using(using).exists()


def test_a_job_that_was_noted_by_a_clock_that_is_ahead_runs_all_the_same(runs, using):
    jobs.run_due("messaging", using)
    JobRun.objects.using(using).update(started_at=now() + timedelta(hours=2))

    assert jobs.run_due("messaging", using) == 1
    assert jobs.run_due("messaging", using) == 0


def test_no_job_runs_without_the_lease(runs, using):
    assert jobs.run_due("messaging", using, keep=lambda: False) == 0
    assert runs == []


def test_two_jobs_of_one_name_are_refused(runs):
    def tidy(using: str) -> int:
        return 0

    with pytest.raises(ValueError, match=r"messaging\.tidy"):
        jobs.job(every=timedelta(minutes=5), app="messaging")(tidy)


def test_sent_events_are_deleted_after_a_week_and_others_stay(using):
    rows = [row_of(user_event(version=version), source="accounts") for version in (1, 2, 3, 4)]
    old, recent, _unsent, parked = rows
    old.sent_at, recent.sent_at = now() - timedelta(days=8), now() - timedelta(days=6)
    old.waiting = recent.waiting = parked.waiting = False
    parked.parked = True
    for row in rows:
        row.created_at = now() - timedelta(days=30)
    OutboxEvent.objects.using(using).bulk_create(rows)

    assert jobs.delete_sent_events(using) == 1
    assert set(OutboxEvent.objects.using(using).values_list("aggregateversion", flat=True)) == {2, 3, 4}


def test_old_inbox_marks_are_deleted_and_recent_ones_stay(using):
    for days in (1, 29, 31):
        InboxMark(id=f"count/{days}", applied_at=now() - timedelta(days=days)).save(using=using)

    assert jobs.delete_inbox_marks(using) == 1


def test_old_dead_letters_are_deleted_and_recent_ones_stay(using):
    for days in (1, 29, 31):
        moment = now() - timedelta(days=days)
        DeadLetter(id=str(days), reason="failed", place="users/0/0", value=b"", created_at=moment).save(using=using)

    assert jobs.delete_dead_letters(using) == 1


def old_marks(using: str, count: int) -> None:
    old = now() - timedelta(days=31)
    InboxMark.objects.using(using).bulk_create([InboxMark(id=str(new_id()), applied_at=old) for _ in range(count)])


def test_a_job_deletes_piece_by_piece_until_nothing_is_left(using, monkeypatch):
    monkeypatch.setattr(jobs, "PIECE", 2)
    old_marks(using, 5)

    assert jobs.delete_inbox_marks(using) == 5


def test_a_job_whose_time_is_used_up_is_due_again_at_once_until_nothing_is_left(using, monkeypatch):
    monkeypatch.setattr(jobs, "PIECE", 2)
    monkeypatch.setattr(jobs, "BUDGET", 0)
    jobs.job(every=timedelta(hours=1))(jobs.delete_inbox_marks)
    jobs.job(every=timedelta(hours=1))(lambda using: 0)
    old_marks(using, 3)

    assert [jobs.run_due("messaging", using) for _ in range(4)] == [2, 1, 1, 0]
    assert not InboxMark.objects.using(using).exists()


def test_a_job_stops_deleting_when_the_lease_is_gone(using, monkeypatch):
    monkeypatch.setattr(jobs, "PIECE", 2)
    jobs.job(every=timedelta(hours=1))(jobs.delete_inbox_marks)
    answers = iter([True, True, False])
    old_marks(using, 9)

    jobs.run_due("messaging", using, keep=lambda: next(answers))

    assert InboxMark.objects.using(using).count() == 5


def test_a_long_job_keeps_the_lease_says_that_it_is_at_work_and_learns_of_a_loss(using, monkeypatch):
    monkeypatch.setattr(jobs, "LOOK", 0)
    answers, heard = iter([True, True, False]), list[bool]()

    @jobs.job(every=timedelta(hours=1))
    def work(using: str) -> int:
        heard.append(jobs.may_go_on())
        heard.append(jobs.silence_of(jobs.LIFE, using) is not None)
        heard.append(jobs.may_go_on())
        return 0

    assert jobs.run_due("messaging", using, keep=lambda: next(answers)) == 1
    assert heard == [True, True, False]
    assert jobs.may_go_on()
