"""A ready-made exchange in a course: the verbs, what they tell, and what the database keeps."""

import re
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.enums import AffiliationKind, Role
from accounts.models import Department, RoleGrant
from accounts.workflow import grant_role
from core.audit import events_of
from core.errors import ConflictError, RefusedError
from core.models import Message
from exchanges.adoption_turns import adoption_turns
from exchanges.enums import ADOPTION, AdoptionState, Applicant, CreditRoute
from exchanges.models import Adoption
from exchanges.workflow import adoption as workflow
from tests.cast import affiliate, make_user
from tests.exchanges.test_packages import make_edition, make_package

S = AdoptionState


def wish(cast, **fields):
    """Return what a teacher of Siena fills in."""
    values = {
        "institution": cast.siena,
        "department": cast.dispi,
        "course_title": "Politics of the climate",
        "course_code": "POL-7",
        "students": 20,
        "route": CreditRoute.IN_COURSE,
        "ects": Decimal(3),
        "cfu": Decimal(3),
        "note": "We meet on Tuesdays.",
    }
    return values | fields


def make_adoption(cast, edition=None, state=S.REQUESTED, **fields):
    """Ask for an edition and walk the wish to a state."""
    row = workflow.adopt(edition or make_edition(), wish(cast, **fields), by=cast.lead_teacher)
    if state == S.APPROVED:
        return workflow.approve(row, by=cast.office)
    if state == S.REJECTED:
        return workflow.reject(row, note="Too late", by=cast.office)
    return workflow.withdraw(row, by=cast.lead_teacher) if state == S.WITHDRAWN else row


def told():
    """Return who got which message, in order."""
    rows = Message.objects.order_by("created_at", "id").values_list("kind", "address")
    return [(kind.rpartition(".")[2], address.partition("@")[0]) for kind, address in rows]


def test_wish_is_recorded_and_every_person_of_the_office_is_told(cast):
    adoption = make_adoption(cast)
    assert (adoption.state, adoption.teacher, adoption.cfu) == (S.REQUESTED, cast.lead_teacher, 3)
    event = events_of(adoption).get()
    assert (event.verb, event.actor) == ("exchanges.adoption.adopt", cast.lead_teacher)
    requested = [("adoption_requested", "office"), ("adoption_requested", "office.two")]
    assert sorted(told()) == requested
    message = Message.objects.first()
    assert "Politics of the climate" in message.subject
    assert "We meet on Tuesdays." in message.text
    assert adoption.get_absolute_url() in message.text


@pytest.mark.parametrize(
    ("edition", "package"),
    [({"apply_in": -1}, {}), ({"apply_in": None, "days": 0}, {}), ({}, {"is_closed": True})],
)
def test_edition_whose_applications_are_over_is_not_adopted(cast, edition, package):
    row = make_edition(package=make_package(**package), **edition)
    with pytest.raises(RefusedError, match="closed"):
        workflow.adopt(row, wish(cast), by=cast.lead_teacher)
    assert not Adoption.objects.exists()
    assert told() == []


@pytest.mark.parametrize("name", ["student", "office", "stranger", "partner_teacher"])
def test_only_teachers_of_the_university_adopt(cast, name):
    with pytest.raises(RefusedError, match="Only confirmed teachers of this university"):
        workflow.adopt(make_edition(), wish(cast), by=cast.people()[name])


def test_wish_that_nobody_could_decide_is_refused(cast):
    values = wish(cast, institution=cast.marrakesh, department=None)
    with pytest.raises(RefusedError, match="nobody can decide"):
        workflow.adopt(make_edition(), values, by=cast.partner_teacher)


def test_office_of_one_who_teaches_has_nobody_to_decide(cast):
    RoleGrant.objects.filter(user=cast.second_office).delete()
    affiliate(cast.office, cast.siena, AffiliationKind.TEACHER)
    with pytest.raises(RefusedError, match="nobody can decide"):
        workflow.adopt(make_edition(), wish(cast), by=cast.office)


def test_same_course_twice_is_refused_and_again_after_it_was_taken_back(cast):
    edition = make_edition()
    first = make_adoption(cast, edition)
    with pytest.raises(RefusedError, match="asked for this course already"):
        make_adoption(cast, edition)
    make_adoption(cast, edition, course_title="Another course")
    workflow.withdraw(first, by=cast.lead_teacher)
    assert make_adoption(cast, edition).state == S.REQUESTED


@pytest.mark.parametrize(
    ("applicant", "words"),
    [
        (Applicant.INSTITUTION, "The office applies with the provider by"),
        (Applicant.INDIVIDUAL, "Each student applies on their own, by"),
    ],
)
def test_approval_tells_the_teacher_who_applies_until_when(cast, applicant, words):
    edition = make_edition(package=make_package(applicant=applicant))
    adoption = workflow.approve(make_adoption(cast, edition), note="Good luck", by=cast.office)
    assert (adoption.state, adoption.decided_by, adoption.decision_note) == (
        S.APPROVED,
        cast.office,
        "Good luck",
    )
    assert adoption.decided_at is not None
    assert told()[2:] == [("adoption_decided", "lead")]
    message = Message.objects.get(kind="exchanges.adoption_decided")
    assert words in message.text
    assert "Good luck" in message.text
    assert "Approved" in message.subject


def test_approval_without_a_stated_deadline_names_the_start(cast):
    edition = make_edition(apply_in=None, package=make_package(applicant=Applicant.INSTITUTION))
    workflow.approve(make_adoption(cast, edition), by=cast.office)
    message = Message.objects.get(kind="exchanges.adoption_decided")
    assert "The office applies with the provider before" in message.text


def test_rejection_needs_a_reason_and_tells_it(cast):
    adoption = make_adoption(cast)
    with pytest.raises(RefusedError, match="Say why"):
        workflow.reject(adoption, note="  ", by=cast.office)
    workflow.reject(adoption, note="The programme recognises nothing", by=cast.office)
    message = Message.objects.get(kind="exchanges.adoption_decided")
    assert "The programme recognises nothing" in message.text
    assert "applies" not in message.text
    assert "Not approved" in message.subject


def test_taking_back_tells_the_office_whether_it_had_approved(cast):
    edition = make_edition()
    workflow.withdraw(make_adoption(cast, edition), by=cast.lead_teacher)
    approved = make_adoption(cast, edition, state=S.APPROVED)
    workflow.withdraw(approved, by=cast.lead_teacher)
    rows = Message.objects.filter(kind="exchanges.adoption_withdrawn", recipient=cast.office)
    texts = [message.text for message in rows.order_by("created_at")]
    assert ["You had approved it" in text for text in texts] == [False, True]


@pytest.mark.parametrize("source", S)
@pytest.mark.parametrize("verb", ADOPTION)
def test_verb_moves_the_states_that_the_table_names_and_no_other(cast, source, verb):
    adoption = make_adoption(cast, state=source)
    call = {
        "approve": lambda: workflow.approve(adoption, by=cast.second_office),
        "reject": lambda: workflow.reject(adoption, note="no", by=cast.second_office),
        "withdraw": lambda: workflow.withdraw(adoption, by=cast.lead_teacher),
    }[verb]
    written = Message.objects.count()
    if source in ADOPTION[verb].sources:
        assert call().state == ADOPTION[verb].target
        assert events_of(adoption).first().verb == f"exchanges.adoption.{verb}"
        assert Message.objects.count() > written
    else:
        with pytest.raises(RefusedError, match="This cannot be done now"):
            call()
        adoption.refresh_from_db()
        assert (adoption.state, Message.objects.count()) == (source, written)


def test_nobody_decides_on_a_course_of_their_own(cast):
    affiliate(cast.office, cast.siena, AffiliationKind.TEACHER)
    adoption = workflow.adopt(make_edition(), wish(cast), by=cast.office)
    assert told() == [("adoption_requested", "office.two")]
    for call in (workflow.approve, workflow.reject):
        with pytest.raises(RefusedError, match="of their own"):
            call(adoption, note="x", by=cast.office)
    assert workflow.approve(adoption, by=cast.second_office).state == S.APPROVED


def test_decision_on_what_has_changed_since_is_a_conflict(cast):
    adoption = make_adoption(cast)
    with pytest.raises(ConflictError):
        workflow.approve(adoption, seen=adoption.version - 1, by=cast.office)
    workflow.approve(adoption, seen=adoption.version, by=cast.office)
    with pytest.raises(ConflictError):
        workflow.withdraw(adoption, seen=adoption.version, by=cast.lead_teacher)


def test_who_sees_a_wish(cast):
    adoption = make_adoption(cast)
    clerk = make_user("clerk")
    values = {"role": Role.OFFICE, "institution": cast.marrakesh, "reason": "x"}
    grant_role(clerk, values, by=None)
    sees = {
        name
        for name, person in cast.people().items()
        if Adoption.objects.visible_to(person).filter(pk=adoption.pk).exists()
    }
    assert sees == {"lead_teacher", "office", "second_office", "coordinator", "observer"}
    assert not Adoption.objects.visible_to(clerk).exists()
    assert not Adoption.objects.handled_by(cast.coordinator).exists()


def test_turns_are_the_waiting_ones_of_the_office_oldest_first(cast, django_assert_num_queries):
    affiliate(cast.office, cast.siena, AffiliationKind.TEACHER)
    edition = make_edition()
    first, second = (make_adoption(cast, edition, course_title=title) for title in ("A", "B"))
    make_adoption(cast, edition, state=S.APPROVED, course_title="C")
    workflow.adopt(edition, wish(cast, course_title="Mine"), by=cast.office)
    assert cast.office.roles
    with django_assert_num_queries(1):
        turns = adoption_turns(cast.office)
    assert [turn.url for turn in turns] == [row.get_absolute_url() for row in (first, second)]
    for name in ("lead_teacher", "coordinator", "student"):
        assert adoption_turns(cast.people()[name]) == []


def test_names_and_titles_never_become_headers_or_markup(cast):
    nasty = 'x\r\nBcc: a@evil.example <b onclick="x()">{{ 7*7 }}'
    adoption = make_adoption(cast, course_title=nasty, note=nasty)
    message = Message.objects.first()
    assert "\n" not in message.subject
    assert "<b onclick" not in message.html
    assert "{{ 7*7 }}" in message.text
    assert workflow.reject(adoption, note=nasty, by=cast.office).decision_note == nasty


def refused(sql, *params):
    """Run the statement, which the database must refuse; return its sentence."""
    with (
        pytest.raises(DatabaseError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, params)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("students = 0", "adoption_has_students"),
        ("students = -1", "students"),
        ("ects = 0, cfu = 0", "adoption_route_fits_credits"),
        ("route = 'none'", "adoption_route_fits_credits"),
        ("ects = -1", "adoption_credits_are_not_negative"),
        ("cfu = -0.5", "adoption_credits_are_not_negative"),
        ("state = 'rejected'", "adoption_refusal_has_a_reason"),
    ],
)
def test_impossible_adoption_is_refused_by_the_database(cast, change, name):
    adoption = make_adoption(cast)
    assert name in refused(f"UPDATE exchanges_adoption SET {change} WHERE id = %s", adoption.pk)


def test_department_of_another_university_is_refused_by_the_database(cast):
    other = Department.objects.create(institution=cast.cairo, code="X", name="Elsewhere")
    adoption = make_adoption(cast)
    sql = "UPDATE exchanges_adoption SET department_id = %s WHERE id = %s"
    assert "another institution" in refused(sql, other.pk, adoption.pk)


def test_same_course_twice_is_refused_by_the_database(cast):
    edition = make_edition()
    make_adoption(cast, edition)
    other = make_adoption(cast, edition, course_title="Another")
    sql = "UPDATE exchanges_adoption SET course_title = %s WHERE id = %s"
    assert "adoption_once_per_course" in refused(sql, "Politics of the climate", other.pk)


@pytest.mark.parametrize("source", S)
def test_state_that_no_arrow_leads_to_is_refused_by_the_database(cast, source):
    adoption = make_adoption(cast, state=source)
    allowed = {arrow.target for arrow in ADOPTION.values() if source in arrow.sources}
    for target in set(S) - allowed - {source}:
        sql = "UPDATE exchanges_adoption SET state = %s, decision_note = 'x' WHERE id = %s"
        assert re.search("Invalid transition", refused(sql, target, adoption.pk))
