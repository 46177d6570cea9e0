from training.data import load_courses
from training.enums import Level
from training.models import Course, Edition


def test_load_courses_twice_adds_nothing_and_keeps_changes(db):
    added = load_courses()
    Course.objects.filter(level=Level.BASIC).update(summary="Changed by the office.")
    assert added == Course.objects.count() + Edition.objects.count() > 4
    assert load_courses() == 0
    assert Course.objects.get(level=Level.BASIC).summary == "Changed by the office."


def test_load_courses_gives_each_course_a_source(db):
    load_courses()
    assert set(Course.objects.values_list("level", flat=True)) == set(Level.values)
    assert all(course.source for course in Course.objects.all())
