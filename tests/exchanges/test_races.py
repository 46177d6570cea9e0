"""Many people at the same moment: real threads, real connections, real locks."""

from collections import Counter

import pytest
from django.db import connection

from accounts.enums import AffiliationKind
from core.audit import events_of
from core.errors import ConflictError, RefusedError
from core.models import Message
from exchanges import workflow
from exchanges.enums import ExchangeState as S
from exchanges.models import (
    Decision,
    Endorsement,
    Enrolment,
    PackageEdition,
    PackageEnrolment,
    ReviewChain,
    Submission,
    Team,
    Waiver,
)
from tests.cast import affiliate, make_cast, make_user
from tests.exchanges import build
from tests.exchanges.test_packages import make_edition
from tests.rivals import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def deadlocks():
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


def refusals(answers):
    return [str(answer) for answer in answers if isinstance(answer, RefusedError)]


def test_forty_opposite_decisions_make_one_and_tell_the_others_who_decided():
    cast = make_cast()
    exchange = build.make(cast, S.SUBMITTED)
    seen = exchange.version
    yes = [lambda: workflow.approve(exchange, seen=seen, by=cast.office)] * 20
    no = [lambda: workflow.reject(exchange, seen=seen, note="no", by=cast.second_office)] * 20
    answers = at_once(yes + no)
    assert len(refusals(answers)) == 39
    decision = Decision.objects.get()
    assert all(str(decision.by) in sentence for sentence in refusals(answers))
    verbs = Counter(event.verb.rpartition(".")[2] for event in events_of(exchange))
    assert verbs["approve"] + verbs["reject"] == 1
    told = Message.objects.filter(kind="exchanges.decided").values_list("recipient", flat=True)
    assert sorted(told) == sorted([cast.lead_teacher.pk, cast.partner_teacher.pk])


def test_endorsing_sending_back_and_withdrawing_at_once_happen_once():
    cast = make_cast()
    exchange = build.make(cast, S.ENDORSING)
    seen = exchange.version
    answers = at_once(
        [lambda: workflow.endorse(exchange, seen, by=cast.coordinator)] * 5
        + [lambda: workflow.send_back(exchange, seen, note="no", by=cast.coordinator)] * 5
        + [lambda: workflow.withdraw(exchange, seen, by=cast.lead_teacher)] * 5
    )
    winners = [answer for answer in answers if not isinstance(answer, RefusedError)]
    assert len(winners) == 1
    state = winners[0].state
    actor = cast.lead_teacher if state == S.DRAFT else cast.coordinator
    # An endorsed design can be withdrawn still, but not on the strength of what was seen before.
    outdated = [answer for answer in answers if isinstance(answer, ConflictError)]
    assert len(outdated) == (5 if state == S.SUBMITTED else 0)
    others = [answer for answer in answers if answer not in [*outdated, *winners]]
    assert all(str(actor) in str(answer) for answer in others)
    assert Endorsement.objects.count() == (0 if state == S.DRAFT else 1)
    verbs = Counter(event.verb.rpartition(".")[2] for event in events_of(exchange))
    assert verbs["endorse"] + verbs["send_back"] + verbs["withdraw"] == 1


def test_twenty_exceptions_from_one_criterion_make_one():
    cast = make_cast()
    exchange = build.make(cast, S.DRAFT)
    exchange.sessions.all().delete()
    offices = [cast.office, cast.second_office]
    answers = at_once(
        [
            lambda who=offices[number % 2]: workflow.waive(exchange, "sessions", "why", by=who)
            for number in range(20)
        ]
    )
    assert len(refusals(answers)) == 19
    assert Waiver.objects.count() == 1
    assert Message.objects.filter(kind="exchanges.exception_made").count() == 2


def test_submission_and_edits_at_once_never_submit_what_was_not_confirmed():
    cast = make_cast()
    exchange = build.confirm_all(build.make(cast, S.DRAFT))
    seen, number = exchange.version, build.seen(exchange, "groups")
    edit = workflow.SectionEdit("groups", number, build.groups(platform="Another"))
    answers = at_once(
        [lambda: workflow.submit(exchange, seen, by=cast.lead_teacher)] * 5
        + [lambda: workflow.edit_section(exchange, edit, by=cast.partner_teacher)] * 5
    )
    assert len(refusals(answers)) == 9
    exchange.refresh_from_db()
    was_submitted = exchange.state == S.SUBMITTED
    assert Submission.objects.count() == int(was_submitted)
    assert (exchange.platform == "Another") != was_submitted
    assert all(team.is_confirmed == was_submitted for team in exchange.teams.all())


def test_ten_drafts_for_next_year_at_once_make_one():
    cast = make_cast()
    exchange = build.make(cast, S.DRAFT)
    answers = at_once([lambda: workflow.duplicate(exchange, by=cast.lead_teacher)] * 10)
    assert len(refusals(answers)) == 9
    assert exchange.copies.count() == 1


def test_ten_who_set_the_chain_at_once_leave_one_row():
    cast = make_cast()
    answers = at_once(
        [
            lambda value=number % 2 == 0: workflow.set_chain(
                cast.siena, needs_endorsement=value, by=cast.office
            )
            for number in range(10)
        ]
    )
    assert refusals(answers) == []
    assert None not in answers
    assert ReviewChain.objects.count() == 1


def test_forty_clicks_of_one_student_make_one_place():
    cast = make_cast()
    team = build.home_team(build.make(cast, S.OPEN))
    answers = at_once([lambda: workflow.enrol(team, by=cast.student)] * 40)
    assert Counter(refusals(answers)) == {"You are already enrolled.": 39}
    assert Enrolment.objects.count() == 1
    assert Team.objects.get(pk=team.pk).seats_taken == 1
    assert Message.objects.filter(kind="exchanges.enrolled").count() == 1


def test_forty_students_for_five_places_fill_five():
    cast = make_cast()
    team = build.home_team(build.make(cast, S.OPEN))
    Team.objects.filter(pk=team.pk).update(seats=5)
    students = [
        affiliate(make_user(f"s{number}"), cast.siena, AffiliationKind.STUDENT)
        for number in range(40)
    ]
    answers = at_once([lambda who=student: workflow.enrol(team, by=who) for student in students])
    assert len(refusals(answers)) == 35
    assert Enrolment.objects.count() == 5
    assert Team.objects.get(pk=team.pk).seats_taken == 5


def test_enrolling_leaving_and_starting_at_once_never_deadlock_and_never_lose_a_place():
    cast = make_cast()
    exchange = build.make(cast, S.OPEN)
    team = build.home_team(exchange)
    students = [
        affiliate(make_user(f"s{number}"), cast.siena, AffiliationKind.STUDENT)
        for number in range(12)
    ]
    places = [workflow.enrol(team, by=student) for student in students[:6]]
    before = deadlocks()
    answers = at_once(
        [lambda who=who: workflow.enrol(team, by=who) for who in students[6:]]
        + [lambda place=place: workflow.leave(place, by=place.student) for place in places]
        + [lambda: workflow.start(exchange, by=cast.lead_teacher)]
    )
    assert None not in answers
    assert deadlocks() == before
    standing = Enrolment.objects.standing().count()
    assert Team.objects.get(pk=team.pk).seats_taken == standing


def test_twenty_acceptances_of_one_invitation_make_one_lead():
    cast = make_cast()
    exchange = build.make_draft(cast)
    team = workflow.add_team(exchange, cast.marrakesh, by=cast.lead_teacher)
    link = workflow.invite_lead(team, cast.partner_teacher.email, by=cast.lead_teacher)
    answers = at_once([lambda: workflow.accept_lead(link, by=cast.partner_teacher)] * 20)
    assert len(refusals(answers)) == 19
    assert Team.objects.get(pk=team.pk).lead == cast.partner_teacher


def test_ten_editors_of_one_section_save_once_and_nine_learn_of_it():
    cast = make_cast()
    exchange = build.make(cast, S.DRAFT)
    seen = build.seen(exchange, "groups")

    def save(number):
        values = build.groups(platform=f"Platform {number}")
        edit = workflow.SectionEdit("groups", seen, values)
        return workflow.edit_section(exchange, edit, by=cast.lead_teacher)

    answers = at_once([lambda number=number: save(number) for number in range(10)])
    assert len(refusals(answers)) == 9
    saved = next(answer for answer in answers if not isinstance(answer, RefusedError))
    exchange.refresh_from_db()
    assert exchange.platform == saved.platform


def test_twenty_students_for_three_places_of_an_edition_fill_three():
    cast = make_cast()
    edition = make_edition(seats=3)
    students = [
        affiliate(make_user(f"s{number}"), cast.siena, AffiliationKind.STUDENT)
        for number in range(20)
    ]
    answers = at_once(
        [lambda who=who: workflow.enrol_in_edition(edition, by=who) for who in students]
    )
    assert len(refusals(answers)) == 17
    assert PackageEnrolment.objects.count() == 3
    assert PackageEdition.objects.get(pk=edition.pk).seats_taken == 3
