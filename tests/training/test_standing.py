from datetime import timedelta

from django.utils import timezone

from tests.cast import Cast
from tests.training.make import make_course, make_edition
from training import workflow
from training.enums import Level, PlaceState
from training.models import Place
from training.standing import shared_editions, training_standing, training_states


def test_standing_of_several_people_takes_one_query(cast: Cast, django_assert_num_queries):
    edition = make_edition()
    workflow.enrol(edition, by=cast.lead_teacher)
    workflow.enrol(edition, by=cast.partner_teacher)
    people = [cast.lead_teacher.pk, cast.partner_teacher.pk, cast.other_teacher.pk]
    with django_assert_num_queries(1):
        standing = training_standing(people)
        titles = {each.edition.course.title for each in standing.values()}
    assert set(standing) == set(people[:2])
    assert titles == {edition.course.title}


def test_standing_prefers_completed_then_the_higher_level(cast: Cast):
    basic = make_edition(make_course("Basic"))
    advanced = make_edition(make_course("Advanced", level=Level.ADVANCED))
    teacher = cast.lead_teacher
    place = workflow.enrol(basic, by=teacher)
    workflow.enrol(advanced, by=teacher)
    assert training_standing([teacher.pk])[teacher.pk].level == Level.ADVANCED
    workflow.complete(place, by=cast.office)
    standing = training_standing([teacher.pk])[teacher.pk]
    assert (standing.level, standing.state, standing.edition) == (
        Level.BASIC,
        PlaceState.COMPLETED,
        basic,
    )
    assert standing.is_completed


def test_standing_ignores_withdrawn_places_and_staff_courses(cast: Cast):
    place = workflow.enrol(make_edition(), by=cast.lead_teacher)
    workflow.withdraw(place, by=cast.lead_teacher)
    staff = make_edition(make_course("For offices", level=Level.STAFF))
    workflow.enrol(staff, by=cast.lead_teacher)
    assert training_standing([cast.lead_teacher.pk]) == {}


def test_standing_of_nobody_is_empty(db):
    assert training_standing([]) == {}


def test_shared_editions_are_those_where_all_take_part(cast: Cast):
    today = timezone.localdate()
    course = make_course()
    shared = make_edition(course)
    alone = make_edition(course, starts_on=today, ends_on=today + timedelta(days=9))
    people = [cast.lead_teacher, cast.partner_teacher]
    for person in people:
        workflow.enrol(shared, by=person)
    workflow.enrol(alone, by=cast.lead_teacher)
    ids = [person.pk for person in people]
    assert list(shared_editions(ids)) == [shared]
    assert list(shared_editions(ids[:1])) == [alone, shared]
    assert list(shared_editions([])) == []


def test_shared_editions_after_a_withdrawal_are_none(cast: Cast):
    edition = make_edition()
    place = workflow.enrol(edition, by=cast.lead_teacher)
    workflow.enrol(edition, by=cast.partner_teacher)
    workflow.withdraw(place, by=cast.lead_teacher)
    assert not shared_editions([cast.lead_teacher.pk, cast.partner_teacher.pk]).exists()


def test_states_of_several_people_are_their_best_ones_in_one_query(
    cast: Cast, django_assert_num_queries
):
    course = make_course()
    today = timezone.localdate()
    first = workflow.enrol(make_edition(course), by=cast.lead_teacher)
    again = make_edition(course, starts_on=today, ends_on=today + timedelta(days=9))
    workflow.enrol(again, by=cast.lead_teacher)
    workflow.enrol(again, by=cast.partner_teacher)
    Place.objects.filter(pk=first.pk).update(state=PlaceState.COMPLETED)
    people = [cast.lead_teacher.pk, cast.partner_teacher.pk, cast.other_teacher.pk]
    with django_assert_num_queries(1):
        states = training_states(people)
    assert states == {people[0]: PlaceState.COMPLETED, people[1]: PlaceState.ENROLLED}
