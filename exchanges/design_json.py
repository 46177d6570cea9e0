"""The design as a document: JSON that other programs read and write (docs/design-format.md).

A fact that is not known is left out of the document; nothing is ever written in its place.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import User
from exchanges import criteria
from exchanges.criteria.values import Training
from exchanges.design_schema import validate
from exchanges.models import Exchange, Team
from training.standing import training_states

__all__ = ["design_from", "document_of", "trained", "validate"]

FORMAT = "ve-portal-design"
VERSION = 1
NAMELESS = "(name not given)"
"""Stands for a teacher who gave no name: addresses are not part of the document."""


def document_of(exchange: Exchange) -> dict[str, Any]:
    """Return the design as it stands, fit for JSON: eight queries at most."""
    rows = exchange.teams.select_related("institution", "department", "lead")
    teams = list(rows.prefetch_related("teachers"))
    training = trained(teams)
    return {
        "format": FORMAT,
        "format_version": VERSION,
        "title": exchange.title,
        **_known(
            theme=exchange.theme,
            programme=exchange.programme.slug if exchange.programme else "",
            summary=exchange.summary,
            field=_known(isced_f=exchange.isced_f, words=exchange.field_of_study),
            languages=_known(
                working=exchange.language,
                others=list(exchange.other_languages),
                cefr_level=exchange.cefr_level,
            ),
            study_levels=list(exchange.study_levels),
            dates={
                "starts_on": exchange.starts_on.isoformat(),
                "ends_on": exchange.ends_on.isoformat(),
            },
            teams=[_team(team, training[team.pk]) for team in teams],
            outcomes=list(exchange.outcomes.values("dimension", "text")),
            syllabus=_syllabus(exchange),
            sessions=_sessions(exchange),
            groups=_known(
                size=exchange.group_size,
                are_mixed=exchange.are_groups_mixed,
                platform=exchange.platform,
                connectivity=exchange.connectivity,
                facilitators=exchange.facilitators,
                facilitation=exchange.facilitation,
            ),
            assessment=_known(assessment=exchange.assessment, fallback=exchange.fallback),
        ),
    }


def trained(teams: Iterable[Team]) -> dict[Any, Training]:
    """Return the training of each team's lead, by the team's id: one query."""
    rows = list(teams)
    states = training_states(team.lead_id for team in rows if team.lead_id)
    words: dict[str, Training] = {"enrolled": "enrolled", "completed": "completed"}
    return {team.pk: words.get(states.get(team.lead_id, ""), "none") for team in rows}


def _known(**values: Any) -> dict[str, Any]:
    """Return the values that say something: a no and a zero do, an empty text or list does not."""
    return {name: value for name, value in values.items() if value not in ("", None, [], {})}


def _team(team: Team, training: Training) -> dict[str, Any]:
    institution = team.institution
    return _known(
        institution=_known(
            name=institution.name,
            schac_code=institution.schac_code,
            country=str(institution.country),
            city=institution.city,
            time_zone=institution.time_zone,
        ),
        is_initiator=team.is_initiator,
        department=team.department.name if team.department else "",
        course=_known(title=team.course_title, code=team.course_code),
        lead=_name(team.lead) if team.lead else "",
        teachers=[_name(teacher) for teacher in team.teachers.all()],
        students=team.seats,
        workload_hours=_decimal(team.workload_hours),
        ects=_decimal(team.ects),
        cfu=_decimal(team.cfu),
        training=training,
        has_confirmed=team.is_confirmed,
    )


def _name(user: User) -> str:
    return user.get_full_name() or NAMELESS


def _decimal(value: Decimal) -> str:
    """Return the number as text; nothing for zero, which stands for not stated."""
    return str(value) if value else ""


def _syllabus(exchange: Exchange) -> list[dict[str, Any]]:
    return [
        _known(
            week=row.week,
            title=row.title,
            kind=row.kind,
            mode=row.mode,
            hours=_decimal(row.hours),
            is_interactive=row.is_interactive,
            is_learner_led=row.is_learner_led,
            serves=row.serves,
        )
        for row in exchange.activities.all()
    ]


def _sessions(exchange: Exchange) -> list[dict[str, Any]]:
    return [
        _known(
            title=row.title,
            date=row.local_date.isoformat(),
            start=f"{row.local_time:%H:%M}",
            minutes=row.minutes,
            zone=row.zone,
        )
        for row in exchange.sessions.live()
    ]


def design_from(document: Mapping[str, Any]) -> criteria.Design:
    """Return the design of a valid document (see `validate`) as plain values."""
    dates, groups = document.get("dates", {}), document.get("groups", {})
    assessment = document.get("assessment", {})
    sessions = [_date(row.get("date")) for row in document.get("sessions", [])]
    return criteria.Design(
        starts_on=_date(dates.get("starts_on")),
        ends_on=_date(dates.get("ends_on")),
        stated_weeks=dates.get("weeks"),
        teams=tuple(_team_values(team) for team in document.get("teams", [])),
        sessions=tuple(day for day in sessions if day is not None),
        undated_sessions=sessions.count(None),
        outcomes=tuple(row.get("dimension", "") for row in document.get("outcomes", [])),
        activities=tuple(_activity_values(row) for row in document.get("syllabus", [])),
        group_size=groups.get("size", 0),
        are_groups_mixed=groups.get("are_mixed"),
        facilitators=groups.get("facilitators", 0),
        platform=groups.get("platform", ""),
        connectivity=groups.get("connectivity", ""),
        facilitation=groups.get("facilitation", ""),
        assessment=assessment.get("assessment", ""),
        fallback=assessment.get("fallback", ""),
    )


def _team_values(team: Mapping[str, Any]) -> criteria.TeamValues:
    institution = team.get("institution", {})
    return criteria.TeamValues(
        institution=institution.get("name", ""),
        country=institution.get("country", ""),
        has_lead="lead" in team,
        has_confirmed=team.get("has_confirmed", False),
        course=team.get("course", {}).get("title", ""),
        students=team.get("students", 0),
        workload_hours=Decimal(team.get("workload_hours", 0)),
        ects=Decimal(team.get("ects", 0)),
        cfu=Decimal(team.get("cfu", 0)),
        training=team.get("training", ""),
    )


def _activity_values(row: Mapping[str, Any]) -> criteria.ActivityValues:
    return criteria.ActivityValues(
        week=row.get("week", 0),
        hours=Decimal(row.get("hours", 0)),
        is_interactive=row.get("is_interactive"),
        kind=row.get("kind", ""),
        mode=row.get("mode", ""),
        is_learner_led=row.get("is_learner_led"),
        serves=row.get("serves", ""),
    )


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
