import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Institution
from core.models import Message
from core.paging import keyset_page, merged_page

NEWEST = ("-created_at", "-id")
OLDEST = ("created_at", "id")
START = datetime(2026, 11, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def make_rows(minutes):
    """Make messages written at the given minutes; equal ones are told apart by id."""
    rows = [
        Message(message_id=f"<{number}>", created_at=START + timedelta(minutes=minute))
        for number, minute in enumerate(minutes)
    ]
    return Message.objects.bulk_create(rows)


def forge(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def page(ordering=NEWEST, cursor="", size=3):
    return keyset_page(Message.objects.all(), ordering, cursor, size)


def walk(ordering, size):
    """Page forward to the end, and back to the beginning; return the rows of both ways."""
    here = page(ordering, size=size)
    forward = [list(here.rows)]
    while here.next:
        here = page(ordering, here.next, size)
        forward.append(list(here.rows))
    backward = [list(here.rows)]
    while here.previous:
        here = page(ordering, here.previous, size)
        backward.insert(0, list(here.rows))
    return forward, backward


@given(
    minutes=st.lists(st.integers(0, 5), max_size=14),
    size=st.integers(1, 6),
    ordering=st.sampled_from([NEWEST, OLDEST]),
)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_walk_forward_then_back_gives_every_row_once(db, minutes, size, ordering):
    Message.objects.all().delete()
    make_rows(minutes)
    expected = list(Message.objects.order_by(*ordering))

    forward, backward = walk(ordering, size)

    assert [row for rows in forward for row in rows] == expected
    assert [row for rows in backward for row in rows] == expected


def test_page_first_has_no_previous():
    make_rows(range(7))
    first = page()
    assert (len(first.rows), first.previous) == (3, "")
    assert first.next


def test_page_deepest_has_no_next():
    make_rows(range(7))
    deepest = page(cursor=page(cursor=page().next).next)
    assert (len(deepest.rows), deepest.next) == (1, "")
    assert deepest.previous


def test_page_exactly_full_has_no_next():
    make_rows(range(3))
    assert page().next == ""


def test_page_of_nothing_is_empty():
    assert page() == page(cursor="")
    assert (list(page().rows), page().next, page().previous) == ([], "", "")


def test_page_after_all_its_rows_are_gone_still_leads_back():
    rows = make_rows(range(6))
    second = page().next
    Message.objects.filter(pk__in=[row.pk for row in rows[:3]]).delete()

    here = page(cursor=second)

    assert list(here.rows) == []
    assert page(cursor=here.previous).rows if here.previous else page().rows


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%%%",
        "é",
        "A" * 5000,
        forge(),
        forge(0, "only one"),
        forge(0, "not a date", "1"),
        forge(0, "2026-11-01T00:00:00Z", "not a number"),
        forge(0, "2026-11-01T00:00:00Z", str(10**30)),
        forge(0, "99999-11-01T00:00:00Z", "1"),
        forge(0, "2026-11-01T00:00:00Z\0", "1"),
        forge(0, "2026-11-01T00:00:00", "1"),
        forge(0, "2026-11-01", "1"),
        forge(0, "2026-11-01T00:00:00Z", "\ud800"),
        forge(0, None, None),
        forge(0, {"a": 1}, "1"),
        forge("x", "2026-11-01T00:00:00Z", "1"),
        forge({}, "2026-11-01T00:00:00Z", "1"),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
        base64.urlsafe_b64encode(b"null").decode(),
        base64.urlsafe_b64encode(b"{}").decode(),
        base64.urlsafe_b64encode(b"[" * 3000).decode(),
    ],
)
def test_page_forged_cursor_gives_a_page_and_no_error(cursor):
    make_rows(range(4))
    assert list(page(cursor=cursor).rows)


def test_page_of_texts_forged_cursor_with_half_a_character_gives_the_first_page():
    rows = keyset_page(Institution.objects.all(), ("name", "id"), forge(0, "\ud800", "1")).rows
    assert list(rows) == []


def test_page_by_name_and_random_id_orders_stably():
    for number in range(5):
        Institution.objects.create(
            schac_code=f"u{number}.example", name="Same", city="X", country="IT", time_zone="UTC"
        )
    queryset = Institution.objects.all()
    first = keyset_page(queryset, ("name", "id"), size=3)
    rest = keyset_page(queryset, ("name", "id"), first.next, 3)
    assert [*first.rows, *rest.rows] == list(queryset.order_by("name", "id"))


@pytest.mark.parametrize("ordering", [NEWEST, OLDEST])
def test_merged_page_walks_several_lists_as_one_with_one_statement(
    ordering, django_assert_num_queries
):
    make_rows([0, 1, 1, 1, 2, 3, 3, 4, 5])
    evens = [row.pk for row in Message.objects.all() if row.pk % 2 == 0]
    columns = ("created_at", "id")
    parts = [
        Message.objects.filter(pk__in=evens).values_list(*columns, named=True),
        Message.objects.exclude(pk__in=evens).values_list(*columns, named=True),
    ]
    seen, cursor = [], ""
    while cursor or not seen:
        with django_assert_num_queries(1):
            here = merged_page(parts, ordering, cursor, 4)
        seen += [row.id for row in here.rows]
        cursor = here.next
    assert seen == list(Message.objects.order_by(*ordering).values_list("pk", flat=True))
    back = merged_page(parts, ordering, here.previous, 4)
    assert [row.id for row in back.rows] == seen[4:8]
