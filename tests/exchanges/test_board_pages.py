"""Publishing a call, writing about it, and what each page of it shows to whom."""

import pytest
from django.urls import reverse

from accounts.models import User
from exchanges.board_turns import board_turns
from exchanges.enums import ApproachState, CallState
from exchanges.models import Approach, Exchange, PartnerCall
from exchanges.workflow import board
from tests.cast import affiliate, make_institution, make_user
from tests.exchanges import calls

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client, cast):
    """Return a browser in which the partner teacher is logged in."""
    client.force_login(cast.partner_teacher)
    return client


def html(client, url, **data):
    return client.get(url, data).content.decode()


def posted(**fields):
    """Return what the form of a call sends."""
    data = calls.values(**fields)
    data.pop("department")
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in data.items()
    }


# Publishing and changing.


def test_call_is_published_from_the_form(client, cast):
    client.force_login(cast.lead_teacher)
    data = posted() | {"institution": cast.siena.pk, "department": cast.dispi.pk}
    page = client.post(reverse("exchanges:call-new"), data)
    call = PartnerCall.objects.get()
    assert page.url == call.get_absolute_url()
    assert (call.author, call.institution, call.department) == (
        cast.lead_teacher,
        cast.siena,
        cast.dispi,
    )
    assert call.languages == ["en", "fr"]
    assert call.isced_f == "0421"


def days(first, last):
    return {"starts_from": calls.in_days(first), "ends_until": calls.in_days(last)}


@pytest.mark.parametrize(
    ("field", "fields", "words"),
    [
        ("ends_until", days(60, 50), "must come after"),
        ("ends_until", days(60, 60), "must come after"),
        ("starts_from", days(-1, 60), "has passed"),
        ("ends_until", days(-9, -2), "has passed"),
        ("ends_until", days(10, 900), "more than two years"),
        ("ends_until", days(5000, 5100), "too far away"),
        ("languages", {"languages": []}, "at least one language"),
        ("languages", {"languages": ["xx"]}, "xx"),
        ("students", {"students": 0}, "at least one"),
        ("students", {"students": -3}, "0"),
        ("students", {"students": 5000}, "whole university"),
        ("students", {"students": "9" * 40}, "whole university"),
        ("title", {"title": " "}, "required"),
        ("title", {"title": "a\0b"}, "Null"),
        ("offer", {"offer": "x" * 3001}, "3000"),
        ("isced_f", {"isced_f": "04"}, "too wide"),
        ("isced_f", {"isced_f": ""}, "required"),
        ("study_levels", {"study_levels": ["nursery"]}, "nursery"),
        ("starts_from", {"starts_from": "tomorrow"}, "valid date"),
    ],
)
def test_form_says_beside_the_field_what_is_wrong(client, cast, field, fields, words):
    client.force_login(cast.lead_teacher)
    data = posted(**fields) | {"institution": cast.siena.pk}
    page = client.post(reverse("exchanges:call-new"), data)
    assert page.status_code == 200
    assert words in str(page.context["form"].errors[field])
    assert not page.context["form"].non_field_errors()
    assert not PartnerCall.objects.exists()


def test_form_takes_no_university_or_department_of_others(client, cast):
    client.force_login(cast.lead_teacher)
    url = reverse("exchanges:call-new")
    for more in ({"institution": cast.cairo.pk}, {"institution": "x"}, {}):
        assert client.post(url, posted() | more).context["form"].errors["institution"]
    affiliate(cast.lead_teacher, cast.cairo, "teacher")
    data = posted() | {"institution": cast.cairo.pk, "department": cast.dispi.pk}
    errors = client.post(url, data).context["form"].errors
    assert "another university" in str(errors["department"])


def test_edit_of_a_running_window_keeps_its_first_day(client, cast):
    call = calls.make_call(cast, starts_from=calls.in_days(-20), ends_until=calls.in_days(30))
    client.force_login(cast.lead_teacher)
    url = reverse("exchanges:call-edit", args=[call.pk])
    page = client.get(url).content.decode()
    assert "Your university" not in page
    data = posted(**days(-20, 40), title="Rivers")
    assert client.post(url, data).status_code == 302
    call.refresh_from_db()
    assert (call.title, call.ends_until) == ("Rivers", calls.in_days(40))
    assert client.post(url, posted(**days(-19, 40))).context["form"].errors["starts_from"]


def test_call_is_closed_and_opened_again_by_its_author(client, cast):
    call = calls.make_call(cast)
    client.force_login(cast.lead_teacher)
    for name, state in (("call-close", CallState.CLOSED), ("call-reopen", CallState.OPEN)):
        client.post(reverse(f"exchanges:{name}", args=[call.pk]), {"seen": call.version})
        call.refresh_from_db()
        assert call.state == state
    client.post(reverse("exchanges:call-close", args=[call.pk]), {"seen": 1})
    call.refresh_from_db()
    assert call.state == CallState.OPEN


# Getting in touch.


def test_message_is_written_once_and_stands_below_the_call(client, cast):
    call = calls.make_call(cast)
    client.force_login(cast.partner_teacher)
    page = html(client, call.get_absolute_url())
    write = reverse("exchanges:call-approach", args=[call.pk])
    assert write in page
    data = {"text": "We could compare Marrakesh.", "institution": cast.marrakesh.pk}
    assert client.post(write, data).url == call.get_absolute_url()
    page = html(client, call.get_absolute_url())
    assert write not in page
    assert "We could compare Marrakesh." in page
    assert "waiting for an answer" in page
    again = client.post(write, data)
    assert again.status_code == 409
    assert "already written" in again.content.decode()


def test_answer_leads_from_the_message_to_the_draft(client, cast):
    call = calls.make_call(cast)
    approach = calls.write(call, cast)
    client.force_login(cast.lead_teacher)
    answer = reverse("exchanges:approach-answer", args=[approach.pk])
    assert answer in html(client, call.get_absolute_url())
    page = html(client, answer)
    assert "Your address, lead@example.org, is shown to Partner Example and theirs to you." in page
    assert client.post(answer, {"answer": "Let us talk."}).url == call.get_absolute_url()
    page = html(client, call.get_absolute_url())
    assert "partner@example.org" in page
    match = reverse("exchanges:approach-match", args=[approach.pk])
    assert match in page

    drafted = client.post(match)
    exchange = Exchange.objects.get()
    assert drafted.url == exchange.get_absolute_url()
    for person in (cast.lead_teacher, cast.partner_teacher):
        client.force_login(person)
        assert exchange.get_absolute_url() in html(client, call.get_absolute_url())
        assert client.get(exchange.get_absolute_url()).status_code == 200
        assert client.get(reverse("exchanges:design-detail", args=[exchange.pk])).status_code == 200


def test_message_needs_words_and_a_university_of_ones_own(browser, cast):
    url = reverse("exchanges:call-approach", args=[calls.make_call(cast).pk])
    for text in ("", "  ", "x" * 3001, "a\0b"):
        data = {"text": text, "institution": cast.marrakesh.pk}
        assert browser.post(url, data).context["form"].errors["text"]
    data = {"text": "Hello", "institution": cast.siena.pk}
    assert browser.post(url, data).context["form"].errors["institution"]
    assert not Approach.objects.exists()


def test_message_form_warns_where_no_tep_can_come_of_it(client, cast):
    rome = make_institution("uniroma1.it", name="Sapienza", city="Rome")
    near = affiliate(make_user("near"), rome, "teacher")
    call = calls.make_call(cast)
    url = reverse("exchanges:call-approach", args=[call.pk])
    client.force_login(near)
    page = html(client, url)
    assert "A TEP needs two countries." in page
    assert client.post(url, {"text": "Hello", "institution": rome.pk}).status_code == 302
    board.answer(Approach.objects.get(), "Yes", by=cast.lead_teacher)
    client.force_login(cast.lead_teacher)
    page = html(client, call.get_absolute_url())
    assert "A TEP needs two countries." in page
    match = reverse("exchanges:approach-match", args=[Approach.objects.get().pk])
    assert match not in page
    refused = client.post(match)
    assert refused.status_code == 409
    assert "same country" in refused.content.decode()
    affiliate(near, cast.cairo, "teacher")
    client.force_login(User.objects.get(pk=near.pk))
    assert "A TEP needs two countries." not in html(client, url)


def test_author_reads_all_messages_sender_their_own_and_nobody_else_any(client, cast):
    call = calls.make_call(cast)
    calls.write(call, cast, text="From Marrakesh")
    calls.write(call, cast, by=cast.other_teacher, institution=cast.cairo, text="From Cairo")
    shown = {}
    people = {**cast.people(), "root": make_user("root", is_superuser=True)}
    for name in ("lead_teacher", "partner_teacher", "other_teacher", "office", "root"):
        client.force_login(people[name])
        page = html(client, call.get_absolute_url())
        shown[name] = {place for place in ("Marrakesh", "Cairo") if f"From {place}" in page}
    assert shown == {
        "lead_teacher": {"Marrakesh", "Cairo"},
        "partner_teacher": {"Marrakesh"},
        "other_teacher": {"Cairo"},
        "office": set(),
        "root": {"Marrakesh", "Cairo"},
    }


@pytest.mark.parametrize("count", [1, 10, 60])
def test_page_of_a_call_asks_as_many_queries_whatever_its_messages(
    client, cast, count, django_assert_num_queries
):
    call = calls.make_call(cast)
    people = User.objects.bulk_create(
        User(email=f"writer{number}@example.org", given_name="Writer") for number in range(count)
    )
    Approach.objects.bulk_create(
        Approach(call=call, sender=person, institution=cast.cairo, text="Hello")
        for person in people
    )
    client.force_login(cast.lead_teacher)
    with django_assert_num_queries(5):
        page = html(client, call.get_absolute_url())
    assert page.count("<article") == min(count, 25)


def test_sender_still_reads_a_call_that_left_the_board(client, cast):
    call = calls.make_call(cast)
    calls.write(call, cast)
    board.close(call, by=cast.lead_teacher)
    answers = {}
    for name in ("partner_teacher", "other_teacher", "office", "lead_teacher"):
        client.force_login(cast.people()[name])
        answers[name] = client.get(call.get_absolute_url()).status_code
    assert answers == {
        "partner_teacher": 200,
        "other_teacher": 404,
        "office": 404,
        "lead_teacher": 200,
    }


def test_past_call_says_so_and_takes_no_message(client, cast):
    call = calls.make_call(cast)
    PartnerCall.objects.update(starts_from=calls.in_days(-9), ends_until=calls.in_days(-1))
    client.force_login(cast.lead_teacher)
    assert "Change its dates to bring it back." in html(client, call.get_absolute_url())
    client.force_login(cast.partner_teacher)
    assert client.get(call.get_absolute_url()).status_code == 404


# Turns.


def test_unanswered_message_is_the_authors_turn_until_it_is_answered(client, cast):
    call = calls.make_call(cast)
    approach = calls.write(call, cast)
    assert board_turns(cast.partner_teacher) == []
    turn = board_turns(cast.lead_teacher)[0]
    assert (str(turn.todo), turn.title) == ("Answer Partner Example", call.title)
    client.force_login(cast.lead_teacher)
    page = html(client, "/")
    assert "Answer Partner Example" in page
    assert turn.url in page
    assert f'id="{turn.url.partition("#")[2]}"' in html(client, turn.url)
    board.answer(approach, "Yes", by=cast.lead_teacher)
    assert board_turns(cast.lead_teacher) == []


def test_turns_are_the_oldest_fifteen_in_one_query(cast, django_assert_num_queries):
    call = calls.make_call(cast)
    people = User.objects.bulk_create(
        User(email=f"writer{number}@example.org", given_name=f"Writer {number}")
        for number in range(20)
    )
    for person in people:
        Approach.objects.create(call=call, sender=person, institution=cast.cairo, text="Hello")
    with django_assert_num_queries(1):
        turns = board_turns(cast.lead_teacher)
    assert [str(turn.todo) for turn in turns] == [f"Answer Writer {n}" for n in range(15)]


def test_states_of_a_message_all_have_a_tone_and_a_page(client, cast):
    client.force_login(cast.lead_teacher)
    for state in ApproachState:
        approach = calls.make_approach(cast, state)
        page = html(client, approach.get_absolute_url())
        assert str(state.label) in page
