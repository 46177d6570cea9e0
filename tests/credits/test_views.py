import csv
import io
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from core.models import AuditEvent
from credits.models import CreditProposal, LedgerEntry
from credits.workflow import award, decline, propose
from credits.workflow import reverse as reverse_award
from exchanges.enums import Presence
from tests.cast import affiliate, make_user
from tests.credits.factories import assess, attend, complete, complete_all, enrol, make_exchange

PEOPLE = (
    "office",
    "second_office",
    "coordinator",
    "lead_teacher",
    "partner_teacher",
    "other_teacher",
    "facilitator",
    "observer",
    "student",
    "other_student",
    "stranger",
)
OFFICES = {"office", "second_office"}


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def status_of(cast, part, url, *, post=False):
    client = as_(getattr(cast, part))
    return (client.post(url) if post else client.get(url)).status_code


@pytest.mark.parametrize("part", PEOPLE)
def test_record_page_is_for_the_student_their_teachers_and_the_office(cast, proposal, part):
    expected = 200 if part in OFFICES | {"student", "lead_teacher"} else 404
    assert status_of(cast, part, proposal.get_absolute_url()) == expected


@pytest.mark.parametrize("part", PEOPLE)
def test_exchange_page_is_for_its_teachers_and_offices(cast, proposal, part):
    url = reverse("credits:exchange-detail", args=[proposal.enrolment.exchange_id])
    expected = 200 if part in OFFICES | {"lead_teacher", "partner_teacher"} else 404
    assert status_of(cast, part, url) == expected


@pytest.mark.parametrize("part", PEOPLE)
@pytest.mark.parametrize("name", ["proposal-list", "entry-list"])
def test_office_lists_are_unknown_to_everybody_else(cast, name, part):
    expected = 200 if part in OFFICES else 404
    assert status_of(cast, part, reverse(f"credits:{name}")) == expected


@pytest.mark.parametrize("part", PEOPLE)
@pytest.mark.parametrize("name", ["proposal-award-several", "entry-export"])
def test_office_posts_are_unknown_to_everybody_else(cast, name, part):
    url = reverse(f"credits:{name}")
    allowed = {"proposal-award-several": 302, "entry-export": 200}[name]
    assert status_of(cast, part, url, post=True) == (allowed if part in OFFICES else 404)
    assert status_of(cast, part, url) == (405 if part in OFFICES else 404)


@pytest.mark.parametrize("part", PEOPLE)
def test_my_credits_is_for_everybody_and_shows_only_their_own(cast, awarded, part):
    response = as_(getattr(cast, part)).get(reverse("credits:my-credits"))
    assert response.status_code == 200
    has_credits = "Migration and Citizenship" in response.content.decode()
    assert has_credits == (part == "student")


@pytest.mark.parametrize("part", PEOPLE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_propose_is_for_a_teacher_of_the_students_team(cast, completed, part, method):
    url = reverse("credits:enrolment-propose", args=[completed.pk])
    expected = 404
    if part == "lead_teacher":
        expected = 200 if method == "get" else 302
    elif part in OFFICES | {"student"}:
        expected = 403
    assert status_of(cast, part, url, post=method == "post") == expected
    has_proposal = CreditProposal.objects.exists()
    assert has_proposal == (part == "lead_teacher" and method == "post")


@pytest.mark.parametrize("part", PEOPLE)
def test_propose_for_all_is_for_the_exchanges_teachers(cast, completed, part):
    url = reverse("credits:exchange-propose", args=[completed.exchange_id])
    expected = {"lead_teacher": 302, "partner_teacher": 302, "office": 403, "second_office": 403}
    assert status_of(cast, part, url, post=True) == expected.get(part, 404)
    assert CreditProposal.objects.exists() == (part == "lead_teacher")


@pytest.mark.parametrize("part", PEOPLE)
@pytest.mark.parametrize(("verb", "data"), [("award", {}), ("decline", {"note": "Grade?"})])
def test_decision_is_for_the_office(cast, proposal, part, verb, data):
    url = reverse(f"credits:proposal-{verb}", args=[proposal.pk])
    expected = 302 if part in OFFICES else 403 if part == "lead_teacher" else 404
    assert as_(getattr(cast, part)).post(url, data).status_code == expected
    proposal.refresh_from_db()
    assert (proposal.state != "proposed") == (part in OFFICES)


@pytest.mark.parametrize("part", PEOPLE)
def test_reverse_is_for_the_office(cast, awarded, part):
    url = reverse("credits:entry-reverse", args=[LedgerEntry.objects.get().pk])
    expected = 302 if part in OFFICES else 404
    assert as_(getattr(cast, part)).post(url, {"reason": "x"}).status_code == expected
    assert LedgerEntry.objects.count() == (2 if part in OFFICES else 1)


@pytest.mark.parametrize("part", PEOPLE)
def test_propose_again_is_for_a_teacher_of_the_team(cast, proposal, part):
    decline(proposal, note="Grade?", by=cast.office)
    url = reverse("credits:proposal-propose-again", args=[proposal.pk])
    expected = 302 if part == "lead_teacher" else 403 if part in OFFICES else 404
    assert status_of(cast, part, url, post=True) == expected


def test_anonymous_reader_is_sent_to_log_in(cast, awarded):
    enrolment, entry = awarded.enrolment, LedgerEntry.objects.get()
    for name, *args in (
        ("my-credits",),
        ("proposal-list",),
        ("entry-list",),
        ("record-detail", enrolment.pk),
        ("exchange-detail", enrolment.exchange_id),
        ("enrolment-propose", enrolment.pk),
        ("proposal-award", awarded.pk),
        ("entry-reverse", entry.pk),
    ):
        response = Client().get(reverse(f"credits:{name}", args=args))
        assert response.status_code == 302, name
        assert response["Location"].startswith("/account/login/"), name


def test_co_teacher_proposes_and_the_assessor_is_kept(cast, completed):
    completed.team.teachers.add(cast.other_teacher)
    url = reverse("credits:enrolment-propose", args=[completed.pk])
    assert as_(cast.other_teacher).post(url, {"note": "n"}).status_code == 302
    proposal = CreditProposal.objects.get()
    assert (proposal.proposed_by, proposal.assessed_by) == (cast.other_teacher, cast.lead_teacher)


def test_award_by_an_officer_who_assessed_is_refused_with_the_sentence(cast, completed):
    assessment = completed.assessment
    assessment.assessed_by = cast.office
    assessment.save()
    proposal = propose(completed, by=cast.lead_teacher)
    response = as_(cast.office).post(reverse("credits:proposal-award", args=[proposal.pk]))
    assert response.status_code == 403
    assert "proposed or assessed the credits" in response.content.decode()
    response = as_(cast.office).get(reverse("credits:proposal-list"))
    assert "somebody else decides" in response.content.decode()
    assert 'type="checkbox"' not in response.content.decode()
    chosen = {"chosen": f"{proposal.pk}:{proposal.version}"}
    several = reverse("credits:proposal-award-several")
    assert as_(cast.office).post(several, chosen).status_code == 403
    assert not LedgerEntry.objects.exists()


def test_propose_below_the_least_shows_the_refusal_and_keeps_the_note(cast, exchange):
    enrolment = enrol(exchange, cast.student, cast.siena)
    attend(enrolment, Presence.PRESENT, Presence.ABSENT, Presence.ABSENT)
    assess(enrolment)
    url = reverse("credits:enrolment-propose", args=[enrolment.pk])
    response = as_(cast.lead_teacher).post(url, {"note": "kept words"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "33 per cent, below the least of 75" in page
    assert "kept words" in page
    reason = {"exception": "Internet outage in Siena"}
    assert as_(cast.lead_teacher).post(url, reason).status_code == 302
    page = as_(cast.student).get(reverse("credits:record-detail", args=[enrolment.pk]))
    assert "Internet outage in Siena" in page.content.decode()


def test_award_of_a_version_not_seen_is_a_conflict(cast, proposal):
    url = reverse("credits:proposal-award", args=[proposal.pk])
    response = as_(cast.office).post(url, {"seen": proposal.version - 1})
    assert response.status_code == 409
    assert "has changed since you opened it" in response.content.decode()


def test_award_several_awards_what_was_ticked_and_nothing_else(cast, exchange, proposal):
    partner = complete(exchange, cast.other_student, cast.marrakesh)
    other = propose(partner, by=cast.partner_teacher)
    chosen = {"chosen": [f"{other.pk}:{other.version}"]}
    url = reverse("credits:proposal-award-several")
    response = as_(cast.office).post(url, chosen, follow=True)
    assert "Credits awarded to 1 student" in response.content.decode()
    assert LedgerEntry.objects.get().enrolment == partner


@pytest.mark.parametrize(
    "chosen", [[], ["x"], ["a:b"], ["11111111-1111-1111-1111-111111111111:one"]]
)
def test_award_several_of_nothing_or_nonsense_says_so(cast, proposal, chosen):
    url = reverse("credits:proposal-award-several")
    response = as_(cast.office).post(url, {"chosen": chosen}, follow=True)
    assert response.status_code == 200
    assert "Tick the proposals" in response.content.decode()
    assert not LedgerEntry.objects.exists()


def test_award_several_of_another_offices_students_is_ignored(cast, proposal):
    cast.siena.schac_code = "elsewhere.example"
    cast.siena.save()
    partner = complete(proposal.enrolment.exchange, cast.other_student, cast.marrakesh)
    other = propose(partner, by=cast.partner_teacher)
    chosen = {"chosen": f"{other.pk}:{other.version}"}
    url = reverse("credits:proposal-award-several")
    response = as_(cast.office).post(url, chosen, follow=True)
    assert "Nothing was waiting." in response.content.decode()
    assert not LedgerEntry.objects.exists()


def test_my_credits_keeps_ects_and_cfu_apart_and_names_who_decided(cast, awarded):
    page = as_(cast.student).get(reverse("credits:my-credits")).content.decode()
    for words in ("2.0", "Office Example", "University of Siena", "3 of 3 sessions, 100%", "28"):
        assert words in page


def test_my_credits_after_a_reversal_count_nothing(cast, awarded):
    reverse_award(LedgerEntry.objects.get(), reason="Wrong student", by=cast.office)
    client = as_(cast.student)
    assert client.get(reverse("credits:my-credits")).context["totals"] == {"ects": 0, "cfu": 0}
    page = client.get(awarded.get_absolute_url()).content.decode()
    assert "Wrong student" in page


def test_record_page_hides_the_offices_note_to_the_teacher_from_the_student(cast, proposal):
    decline(proposal, note="Ask about the grade", by=cast.office)
    url = proposal.get_absolute_url()
    assert "Ask about the grade" in as_(cast.lead_teacher).get(url).content.decode()
    assert "Ask about the grade" not in as_(cast.student).get(url).content.decode()


def test_record_page_offers_each_person_what_they_may_do(cast, proposal):
    url = proposal.get_absolute_url()
    actions = ("Award the credits", "Do not award")
    for part, is_offered in (("office", True), ("lead_teacher", False), ("student", False)):
        page = as_(getattr(cast, part)).get(url).content.decode()
        assert all((action in page) == is_offered for action in actions), part


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_export_holds_what_the_career_system_asks_for(cast, awarded):
    response = as_(cast.office).post(reverse("credits:entry-export"))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="credits-')
    entry = LedgerEntry.objects.get()
    assert rows_of(response) == [
        {
            "student_number": "100001",
            "family_name": "Example",
            "given_name": "Student",
            "institution": "University of Siena",
            "course": "International Relations",
            "activity_code": "IR-101",
            "exchange": "Migration and Citizenship",
            "cfu": "2.0",
            "ects": "2.0",
            "grade": "28",
            "entry": "award",
            "date": entry.created_at.date().isoformat(),
            "academic_year": "2026/27",
            "partner": "Cadi Ayyad University",
        }
    ]
    assert AuditEvent.objects.get(verb="credits.ledger.export").actor == cast.office


def test_export_of_hostile_names_holds_no_formula(cast, completed):
    attack = '=HYPERLINK("https://evil.example","x")'
    cast.student.family_name = attack
    cast.student.save()
    completed.exchange.title = "+1+1"
    completed.exchange.save()
    award(propose(completed, by=cast.lead_teacher), by=cast.office)
    reverse_award(LedgerEntry.objects.get(), reason="x", by=cast.office)
    first, second = rows_of(as_(cast.office).post(reverse("credits:entry-export")))
    assert first["family_name"] == f"'{attack}"
    assert first["exchange"] == "'+1+1"
    assert Decimal(second["cfu"]) == Decimal("-2.0")


def test_export_narrows_as_the_page_does(cast, exchange, awarded):
    url = reverse("credits:entry-export")
    assert rows_of(as_(cast.office).post(f"{url}?words=citizenship")) != []
    assert rows_of(as_(cast.office).post(f"{url}?words=nothing+such")) == []
    assert rows_of(as_(cast.office).post(f"{url}?until=2001-01-01")) == []
    assert len(rows_of(as_(cast.office).post(f"{url}?until=not-a-day"))) == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 1),
        ("?words=exam", 1),
        ("?words=zzz", 0),
        ("?kind=award", 1),
        ("?kind=reversal", 0),
        ("?since=2001-01-01&until=9999-12-31", 1),
        ("?since=9999-12-31", 0),
        ("?cursor=nonsense", 1),
    ],
)
def test_ledger_page_filters(cast, awarded, query, found):
    response = as_(cast.office).get(reverse("credits:entry-list") + query)
    assert len(response.context["page"].rows) == found


def many_students(cast, exchange, number):
    """Complete with this many students of Siena, each with a proposal; every second is awarded."""
    students = [affiliate(make_user(f"many{n}"), cast.siena, "student") for n in range(number)]
    for index, enrolment in enumerate(complete_all(exchange, students, cast.siena)):
        proposal = propose(enrolment, by=cast.lead_teacher)
        if index % 2:
            award(proposal, by=cast.office)


@pytest.mark.parametrize("number", [1, 10, 100])
def test_pages_cost_the_same_queries_at_any_length(cast, django_assert_num_queries, number):
    exchange = make_exchange(cast)
    complete(exchange, cast.student, cast.siena)
    many_students(cast, exchange, number)
    exchange_url = reverse("credits:exchange-detail", args=[exchange.pk])
    for user, url, queries in (
        (cast.office, reverse("credits:proposal-list"), QUEUE_QUERIES),
        (cast.office, reverse("credits:entry-list"), LEDGER_QUERIES),
        (cast.lead_teacher, exchange_url, EXCHANGE_QUERIES),
    ):
        client = as_(user)
        client.get(url)
        with django_assert_num_queries(queries):
            assert client.get(url).status_code == 200


@pytest.mark.parametrize("number", [1, 10, 100])
def test_my_credits_cost_the_same_queries_at_any_length(cast, django_assert_num_queries, number):
    for index in range(number):
        exchange = make_exchange(cast, f"Exchange {index}")
        proposal = propose(complete(exchange, cast.student, cast.siena), by=cast.lead_teacher)
        if index % 2 == 0:
            award(proposal, by=cast.office)
    client = as_(cast.student)
    url = reverse("credits:my-credits")
    with django_assert_num_queries(MINE_QUERIES):
        assert client.get(url).status_code == 200
    url = LedgerEntry.objects.first().get_absolute_url()
    with django_assert_num_queries(RECORD_QUERIES):
        assert client.get(url).status_code == 200


def test_export_costs_the_same_queries_at_any_length(cast, django_assert_num_queries):
    exchange = make_exchange(cast)
    many_students(cast, exchange, 20)
    client = as_(cast.office)
    with django_assert_num_queries(EXPORT_QUERIES):
        assert len(rows_of(client.post(reverse("credits:entry-export")))) == 10


QUEUE_QUERIES = 6
LEDGER_QUERIES = 6
EXCHANGE_QUERIES = 10
MINE_QUERIES = 7
RECORD_QUERIES = 9
EXPORT_QUERIES = 9
