"""It is true of a long list in the admin that it is counted, and leafed through, as far as it is listed."""

import pytest
from django.core.paginator import EmptyPage
from django.db import connections
from django.test.utils import CaptureQueriesContext

from events import admin
from events.models import JobRun
from events.times import now

pytestmark = pytest.mark.django_db(databases=["default", "messaging"])


@pytest.fixture
def pages(using, monkeypatch):
    """Pages of two rows; five rows are listed at most."""
    monkeypatch.setattr(admin, "LISTED", 5)

    def of(count: int) -> admin.BoundedPaginator:
        rows = [JobRun(name=f"job{number}", started_at=now()) for number in range(count)]
        JobRun.objects.using(using).bulk_create(rows)
        return admin.BoundedPaginator(JobRun.objects.using(using).order_by("-name"), 2)

    return of


def names(page) -> list[str]:
    return [row.name for row in page]


def test_the_first_rows_are_listed_and_the_rest_is_not(pages):
    long = pages(9)

    assert (long.count, long.num_pages, long.is_cut) == (5, 3, True)
    assert [names(long.page(number)) for number in (1, 2, 3)] == [["job8", "job7"], ["job6", "job5"], ["job4"]]
    with pytest.raises(EmptyPage):
        long.page(4)


@pytest.mark.parametrize(("rows", "count"), [(0, 1), (1, 1), (4, 2), (5, 3)])
def test_what_is_no_longer_than_that_is_whole(pages, rows, count):
    short = pages(rows)

    assert (short.count, short.num_pages, short.is_cut) == (rows, count, False)
    assert len([name for page in short for name in names(page)]) == rows


def test_one_look_finds_out_both_and_stops_where_it_knows(pages, using):
    long = pages(9)

    with CaptureQueriesContext(connections[using]) as captured:
        assert long.is_cut
        assert long.count == 5

    assert len(captured) == 1
    sql = captured[0]["sql"].upper()
    assert "LIMIT 6" in sql or "$LIMIT': 6" in sql
    assert "ORDER BY" not in sql
    assert "$SORT" not in sql


def test_a_list_that_matches_nothing_is_empty(using):
    nothing = admin.BoundedPaginator(JobRun.objects.using(using).filter(name__in=[]).order_by("name"), 2)

    assert (nothing.count, nothing.is_cut, names(nothing.page(1))) == (0, False, [])
