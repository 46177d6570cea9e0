"""An exchange as tables: each function yields a header, then a row for each thing.

The columns are described in docs/archive-format.md. Moments are in UTC (ISO 8601), states are the
portal's codes, hours and credits are numbers. Meeting links are left out: they are secrets.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Q

from exchanges.enums import Presence
from exchanges.history import history_of
from exchanges.models import Attendance, Exchange, Team

Row = tuple[object, ...]
_WAS_THERE = (Presence.PRESENT, Presence.LATE)
# More than any exchange has ever had.
_ALL_EVENTS = 1_000_000


def stamp(moment: datetime | None) -> str:
    """Return a moment in UTC, to the second; nothing for none."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment else ""


def team_rows(exchange: Exchange) -> Iterator[Row]:
    """Yield the teams with what each brings and gives."""
    yield (
        "institution",
        "schac_code",
        "country",
        "city",
        "time_zone",
        "department",
        "course",
        "course_code",
        "lead",
        "teachers",
        "students",
        "workload_hours",
        "ects",
        "cfu",
        "began_it",
        "confirmed",
        "confirmed_version",
    )
    teams = exchange.teams.select_related("institution", "department", "lead")
    for team in teams.prefetch_related("teachers"):
        yield (*_place(team), *_part(team))


def _place(team: Team) -> Row:
    place = team.institution
    return (
        place.name,
        place.schac_code,
        place.country.code,
        place.city,
        place.time_zone,
        team.department.name if team.department else "",
    )


def _part(team: Team) -> Row:
    return (
        team.course_title,
        team.course_code,
        str(team.lead or ""),
        "; ".join(sorted(str(teacher) for teacher in team.teachers.all())),
        team.seats,
        team.workload_hours,
        team.ects,
        team.cfu,
        _yes(team.is_initiator),
        _yes(team.is_confirmed),
        team.confirmed_version or "",
    )


def session_rows(exchange: Exchange) -> Iterator[Row]:
    """Yield the synchronous sessions, the cancelled ones among them."""
    yield (
        "session",
        "title",
        "local_date",
        "local_time",
        "time_zone",
        "starts_at",
        "minutes",
        "state",
        "cancel_reason",
        "agenda",
    )
    for session in exchange.sessions.all():
        yield (
            str(session.pk),
            session.title,
            session.local_date.isoformat(),
            f"{session.local_time:%H:%M}",
            session.zone,
            stamp(session.starts_at),
            session.minutes,
            session.state,
            session.cancel_reason,
            session.agenda,
        )


def student_rows(exchange: Exchange, results_of: Collection[Any]) -> Iterator[Row]:
    """Yield the places of students; results only of the teams (by identifier) in `results_of`."""
    yield (
        "enrolment",
        "student",
        "institution",
        "state",
        "enrolled_at",
        "sessions_attended",
        "sessions_recorded",
        "passed",
        "grade",
    )
    places = (
        exchange.enrolments.select_related("student", "team__institution", "assessment")
        .annotate(
            attended=Count("attendances", filter=Q(attendances__presence__in=_WAS_THERE)),
            recorded=Count("attendances"),
        )
        .order_by("team__institution__name", "student__family_name", "student__given_name", "id")
    )
    for place in places:
        result = getattr(place, "assessment", None) if place.team_id in results_of else None
        yield (
            str(place.pk),
            str(place.student),
            place.team.institution.name,
            place.state,
            stamp(place.created_at),
            place.attended,
            place.recorded,
            _yes(result.has_passed) if result else "",
            result.grade if result else "",
        )


def attendance_rows(exchange: Exchange) -> Iterator[Row]:
    """Yield who was at which session; the first two columns lead to the other tables."""
    yield ("session", "enrolment", "title", "student", "institution", "presence")
    marks = (
        Attendance.objects.filter(session__exchange=exchange)
        .select_related("session", "enrolment__student", "enrolment__team__institution")
        .order_by(
            "session__starts_at",
            "session_id",
            "enrolment__team__institution__name",
            "enrolment__student__family_name",
            "enrolment__student__given_name",
            "id",
        )
    )
    for mark in marks:
        place = mark.enrolment
        yield (
            str(mark.session_id),
            str(place.pk),
            mark.session.title,
            str(place.student),
            place.team.institution.name,
            mark.presence,
        )


def history_rows(exchange: Exchange) -> Iterator[Row]:
    """Yield what happened, newest first, in the words of the active language."""
    yield ("at", "who", "what", "note")
    for entry in history_of(exchange, _ALL_EVENTS):
        yield (stamp(entry.at), str(entry.who), str(entry.what), entry.note)


def comment_rows(exchange: Exchange) -> Iterator[Row]:
    """Yield the teams' discussion, oldest first; what was taken back has no text."""
    yield ("at", "section", "author", "text", "settled_at", "settled_by", "taken_back_at")
    for comment in exchange.comments.select_related("author", "settled_by"):
        yield (
            stamp(comment.created_at),
            comment.section,
            str(comment.author),
            comment.text,
            stamp(comment.settled_at),
            str(comment.settled_by or ""),
            stamp(comment.removed_at),
        )


def _yes(value: bool) -> str:  # noqa: FBT001 -- the value itself is put in words
    return "yes" if value else "no"
