"""Exchanges to test with, brought to their state by the verbs themselves."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from exchanges import workflow
from exchanges.enums import (
    ActivityKind,
    DesignSection,
    Dimension,
    ExchangeState,
    Mode,
    StudyLevel,
    Theme,
)
from exchanges.models import Exchange, SectionRevision
from exchanges.reference import load_rules
from mou import workflow as mou_workflow
from mou.enums import SignatureKind
from mou.library import load_clauses
from mou.terms import SignatureRecord
from tests.exchanges.stage import make_session

S = ExchangeState


def idea(**fields):
    """Return the values of a six-week idea that begins in sixty days."""
    first = timezone.localdate() + timedelta(days=60)
    values = {
        "title": "Migration and borders",
        "theme": Theme.ISSUE,
        "summary": "Two classes compare how their countries speak of migration.",
        "programme": None,
        "isced_f": "0312",
        "field_of_study": "Political sciences",
        "language": "en",
        "other_languages": [],
        "cefr_level": "B2",
        "study_levels": [StudyLevel.MASTER],
        "starts_on": first,
        "ends_on": first + timedelta(days=41),
    }
    return values | fields


def groups(**changes):
    """Return the values of the section on groups."""
    values = {
        "group_size": 5,
        "are_groups_mixed": True,
        "platform": "Video meetings",
        "connectivity": "Sound alone is enough; recordings follow",
        "facilitators": 4,
        "facilitation": "Both teachers and two trained facilitators",
    }
    return values | changes


def team_part(**changes):
    """Return the values of a team's part of the section on teams."""
    values = {
        "department": None,
        "course_title": "Politics",
        "course_code": "",
        "seats": 15,
        "workload_hours": Decimal(24),
        "ects": Decimal(1),
        "cfu": Decimal(0),
    }
    return values | changes


def seen(exchange, section, team=None):
    """Return the number of the section's latest wording."""
    return SectionRevision.objects.last_number(exchange, section, team.pk if team else None)


def edit(exchange, section, values=None, rows=(), *, by):
    """Save a section as it was last seen."""
    change = workflow.SectionEdit(
        section=section, seen=seen(exchange, section), values=values or {}, rows=rows
    )
    return workflow.edit_section(exchange, change, by=by)


def make_draft(cast, **fields):
    """Propose an exchange of Siena; nobody is invited yet."""
    return workflow.propose(
        idea(**fields),
        {"institution": cast.siena, "department": cast.dispi, "course_title": "Politics"},
        by=cast.lead_teacher,
    )


def join(team, teacher, *, by):
    """Invite a teacher to lead the team, and accept."""
    link = workflow.invite_lead(team, teacher.email, by=by)
    workflow.accept_lead(link, by=teacher)
    return team.exchange


def make_designed(cast, **fields):
    """Make a draft with the partner's team and a complete design that nobody confirmed yet."""
    load_rules()
    exchange = make_draft(cast, **fields)
    lead = cast.lead_teacher
    team = workflow.add_team(exchange, cast.marrakesh, by=lead)
    join(team, cast.partner_teacher, by=lead)
    part = workflow.SectionEdit(
        section=DesignSection.TEAMS,
        seen=seen(exchange, DesignSection.TEAMS, team),
        values=team_part(course_title="International relations"),
        team=team,
    )
    workflow.edit_section(exchange, part, by=cast.partner_teacher)
    edit(
        exchange,
        DesignSection.OUTCOMES,
        rows=[
            {"dimension": Dimension.SUBJECT, "text": "compare two policies"},
            {"dimension": Dimension.INTERCULTURAL, "text": "take another's perspective"},
        ],
        by=lead,
    )
    edit(
        exchange,
        DesignSection.SYLLABUS,
        rows=[
            {
                "week": week,
                "title": f"Week {week}",
                "kind": ActivityKind.DIALOGUE,
                "mode": Mode.SYNCHRONOUS,
                "hours": Decimal(4),
                "is_interactive": True,
                "is_learner_led": week % 2 == 0,
                "serves": Dimension.INTERCULTURAL,
            }
            for week in range(1, 7)
        ],
        by=cast.partner_teacher,
    )
    edit(
        exchange,
        DesignSection.GROUPS,
        groups(),
        by=lead,
    )
    edit(
        exchange,
        DesignSection.ASSESSMENT,
        {"assessment": "A joint report", "fallback": "Local groups go on"},
        by=lead,
    )
    exchange.refresh_from_db()
    for day in (exchange.starts_on, exchange.starts_on + timedelta(days=20), exchange.ends_on):
        make_session(exchange, in_minutes=(day - timezone.localdate()).days * 24 * 60)
    return exchange


def confirm_all(exchange):
    """Have each team's lead confirm the design as it stands."""
    exchange.refresh_from_db()
    for team in exchange.teams.select_related("lead"):
        workflow.confirm(team, seen=exchange.design_version, by=team.lead)
    exchange.refresh_from_db()
    return exchange


def sign(agreement, cast, on: date | None = None):
    """Have every party sign the current wording, by hand, today."""
    agreement = mou_workflow.send_for_signature(agreement, by=cast.office)
    revision = mou_workflow.current_revision(agreement)
    for party in agreement.parties.all():
        record = SignatureRecord(
            party=party,
            kind=SignatureKind.QUALIFIED,
            signer_name="Signer Example",
            signer_capacity="Rector",
            signed_on=on or timezone.localdate(),
            sha256=revision.sha256,
        )
        agreement = mou_workflow.record_signature(agreement, record, by=cast.office)
    return agreement


def make(cast, state: ExchangeState, **fields) -> Exchange:
    """Make an exchange and walk it to a state."""
    exchange: Exchange = make_designed(cast, **fields)
    if state == S.CANCELLED:
        workflow.cancel(exchange, reason="No students", by=cast.lead_teacher)
    for step in ROUTES.get(state, ()):
        exchange = step(exchange, cast)
    exchange.refresh_from_db()
    return exchange


def submit(exchange, cast):
    """Confirm by both teams, then submit."""
    return workflow.submit(confirm_all(exchange), by=cast.lead_teacher)


def approve(exchange, cast):
    """Have the office approve."""
    return workflow.approve(exchange, by=cast.office)


def open_it(exchange, cast):
    """Draft and sign the agreement, then open enrolment."""
    load_clauses()
    exchange = workflow.ask_agreement(exchange, by=cast.office)
    sign(exchange.agreement, cast)
    return workflow.open_enrolment(exchange, by=cast.lead_teacher)


def give_back(exchange, cast):
    """Have the office return it."""
    return workflow.return_for_changes(exchange, note="Name the groups", by=cast.office)


def turn_down(exchange, cast):
    """Have the office reject it."""
    return workflow.reject(exchange, note="It is a lecture", by=cast.office)


def start(exchange, cast):
    """Begin it."""
    return workflow.start(exchange, by=cast.lead_teacher)


def complete(exchange, cast):
    """End it."""
    return workflow.complete(exchange, by=cast.lead_teacher)


def ask_endorsement(exchange, cast):
    """Have Siena's designs endorsed by the department first."""
    workflow.set_chain(cast.siena, needs_endorsement=True, by=cast.office)
    return exchange


ROUTES = {
    S.DRAFT: [],
    S.ENDORSING: [ask_endorsement, submit],
    S.SUBMITTED: [submit],
    S.RETURNED: [submit, give_back],
    S.REJECTED: [submit, turn_down],
    S.APPROVED: [submit, approve],
    S.OPEN: [submit, approve, open_it],
    S.RUNNING: [submit, approve, open_it, start],
    S.COMPLETED: [submit, approve, open_it, start, complete],
}


def partner_team(exchange):
    """Return the team of Marrakesh."""
    return exchange.teams.get(is_initiator=False)


def home_team(exchange):
    """Return the team of Siena."""
    return exchange.teams.get(is_initiator=True)
