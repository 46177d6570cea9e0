"""Tell the demo's exchanges through the portal's own verbs, on the days when things happened.

Nothing is put into a state by hand: what the pages show went the way that real exchanges go. The
clock is moved for each step, so that the histories read like histories.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import time_machine

from accounts.models import User
from core.meetings import Plan
from credits import workflow as credits_workflow
from exchanges.enums import DesignSection, Presence
from exchanges.models import Enrolment, Exchange, SectionRevision, Session, Team
from exchanges.workflow import agreement as agreements
from exchanges.workflow import attendance, enrolment
from exchanges.workflow import exchange as exchanges
from exchanges.workflow import review as reviews
from exchanges.workflow import session as sessions
from exchanges.workflow import team as teams
from exchanges.workflow.design import SectionEdit, edit_section
from mou import workflow as mou_workflow
from mou.enums import SignatureKind
from mou.terms import SignatureRecord
from ve_portal.demo.designs import ACTIVITIES, IDEAS, OUTCOMES, SESSIONS, Idea

LENGTH = timedelta(days=41)
PLACE = "https://meet.example.org/ve-demo"
People = dict[str, User]


@contextmanager
def on(day: date, hour: int = 9) -> Iterator[None]:
    """Let the clock stand at a day and hour (UTC)."""
    with time_machine.travel(datetime.combine(day, time(hour), tzinfo=UTC), tick=True):
        yield


class Story:
    """One exchange and the people who carry it, from the idea as far as it went.

    `starts_on` is its first day; each step happens a fixed number of days before or after it.
    """

    def __init__(self, key: str, people: People, starts_on: date) -> None:
        self.idea: Idea = IDEAS[key]
        self.people = people
        self.lead = people[self.idea.lead]
        self.partner = people[self.idea.partner]
        self.office = people["office"]
        self.starts_on = starts_on
        self.exchange: Exchange

    def propose(self, days_before: int = 90) -> "Story":
        """The lead writes the idea down and invites the partner."""
        idea = self.idea
        affiliation = self.lead.affiliations.select_related("institution", "department").get()
        self.invited_on = self.starts_on - timedelta(days=days_before)
        with on(self.invited_on):
            self.exchange = exchanges.propose(
                {
                    "title": idea.title,
                    "theme": idea.theme,
                    "summary": idea.summary,
                    "field_of_study": idea.field,
                    "cefr_level": idea.cefr_level,
                    "starts_on": self.starts_on,
                    "ends_on": self.starts_on + LENGTH,
                },
                {"institution": affiliation.institution, "department": affiliation.department},
                by=self.lead,
            )
            partner = self.partner.affiliations.select_related("institution").get().institution
            team = teams.add_team(self.exchange, partner, by=self.lead)
            self.invitation = teams.invite_lead(team, self.partner.email, by=self.lead)
        return self

    def design(self, days_before: int = 75) -> "Story":
        """The partner accepts, and both write the design."""
        with on(self.invited_on + timedelta(days=2)):
            teams.accept_lead(self.invitation, by=self.partner)
        with on(self.starts_on - timedelta(days=days_before)):
            own, theirs = self._teams()
            self._save_team(own, self.idea.courses[0], by=self.lead)
            self._save_team(theirs, self.idea.courses[1], by=self.partner)
            self._save(DesignSection.OUTCOMES, rows=OUTCOMES, by=self.lead)
            self._save(DesignSection.SYLLABUS, rows=ACTIVITIES, by=self.partner)
            self._save(
                DesignSection.GROUPS,
                {
                    "group_size": 5,
                    "are_groups_mixed": True,
                    "connectivity": "Sound alone is enough; notes are kept in a shared document.",
                    "facilitators": 6,
                    "platform": "A video service that runs in the browser, and a shared document",
                    "facilitation": "One trained facilitator for each group of five.",
                },
                by=self.lead,
            )
            self._save(
                DesignSection.ASSESSMENT,
                {
                    "assessment": "The common product, and a diary; each teacher marks their own.",
                    "fallback": "The course goes on with recorded interviews as its material.",
                },
                by=self.lead,
            )
            self._schedule()
        return self

    def confirm(self, days_before: int = 66) -> "Story":
        """Both leads confirm the same version."""
        with on(self.starts_on - timedelta(days=days_before)):
            for team, lead in zip(self._teams(), (self.lead, self.partner), strict=True):
                self._reload()
                teams.confirm(team, self.exchange.design_version, by=lead)
            self._reload()
        return self

    def submit(self, days_before: int = 64) -> "Story":
        """The lead hands it to the office."""
        with on(self.starts_on - timedelta(days=days_before)):
            self.exchange = reviews.submit(self.exchange, by=self.lead)
        return self

    def decide(self, verb: str, note: str = "", days_before: int = 55) -> "Story":
        """The office approves, returns or rejects."""
        with on(self.starts_on - timedelta(days=days_before)):
            decide = getattr(reviews, verb)
            self.exchange = decide(self.exchange, self.exchange.version, note, by=self.office)
        return self

    def draft_agreement(self, days_before: int = 50) -> "Story":
        """The office has the agreement drafted."""
        with on(self.starts_on - timedelta(days=days_before)):
            self.exchange = agreements.ask_agreement(self.exchange, by=self.office)
        return self

    def sign(self, parties: int = 2, days_before: int = 40) -> "Story":
        """The agreement goes out, and the office records who signed."""
        agreement = self.exchange.agreement
        assert agreement is not None  # noqa: S101 -- drafted in the step before
        day = self.starts_on - timedelta(days=days_before)
        with on(day):
            agreement = mou_workflow.send_for_signature(agreement, by=self.office)
        for number, party in enumerate(agreement.parties.order_by("created_at")[:parties]):
            with on(day + timedelta(days=3 + number)):
                mou_workflow.record_signature(
                    agreement,
                    SignatureRecord(
                        party=party,
                        kind=SignatureKind.QUALIFIED if number == 0 else SignatureKind.HANDWRITTEN,
                        signer_name="Rita Esempio" if number == 0 else "R. Mithal",
                        signer_capacity="Rector" if number == 0 else "President",
                        signed_on=day + timedelta(days=3 + number),
                        sha256=mou_workflow.current_revision(agreement).sha256,
                        protocol_number="DEMO/1" if number == 0 else "",
                    ),
                    by=self.office,
                )
        self._reload()
        return self

    def open(self, students: tuple[str, ...], days_before: int = 30) -> "Story":
        """Enrolment opens, and students take their places."""
        with on(self.starts_on - timedelta(days=days_before)):
            self.exchange = exchanges.open_enrolment(self.exchange, by=self.lead)
            for key in students:
                student = self.people[key]
                home = student.affiliations.values_list("institution", flat=True)[0]
                team = Team.objects.get(exchange=self.exchange, institution=home)
                enrolment.enrol(team, by=student)
        return self

    def start(self) -> "Story":
        """The exchange begins."""
        with on(self.starts_on - timedelta(days=1)):
            self.exchange = exchanges.start(self.exchange, by=self.lead)
        return self

    def hold(self, number: int, absent: tuple[str, ...] = ()) -> "Story":
        """A session takes place, and the lead records who came."""
        session = Session.objects.filter(exchange=self.exchange).order_by("starts_at")[number]
        rows = Enrolment.objects.active().filter(exchange=self.exchange).select_related("student")
        missing = {self.people[key].pk for key in absent}
        marks = {
            row.pk: Presence.ABSENT if row.student_id in missing else Presence.PRESENT
            for row in rows
        }
        with on(session.local_date, 18):
            attendance.record_attendance(session, marks, by=self.lead)
        return self

    def assess(self, grades: dict[str, str], days_after: int = 4) -> "Story":
        """Each team's lead judges their own students; an empty grade fails."""
        with on(self.starts_on + LENGTH + timedelta(days=days_after)):
            for key, grade in grades.items():
                row = Enrolment.objects.get(exchange=self.exchange, student=self.people[key])
                lead = row.team.lead
                assert lead is not None  # noqa: S101 -- both teams have their leads
                attendance.assess(row, bool(grade), grade, by=lead)
        return self

    def complete(self, days_after: int = 6) -> "Story":
        """The exchange ends."""
        with on(self.starts_on + LENGTH + timedelta(days=days_after)):
            self.exchange = exchanges.complete(self.exchange, by=self.lead)
        return self

    def credit(self, award: tuple[str, ...], wait: tuple[str, ...] = ()) -> "Story":
        """Teachers propose credits; the office awards some, and some still wait."""
        with on(self.starts_on + LENGTH + timedelta(days=8)):
            for key in (*award, *wait):
                row = Enrolment.objects.get(exchange=self.exchange, student=self.people[key])
                lead = row.team.lead
                assert lead is not None  # noqa: S101 -- both teams have their leads
                proposal = credits_workflow.propose(row, by=lead)
                if key in award:
                    credits_workflow.award(proposal, by=self.office)
        return self

    def cancel(self, reason: str, days_before: int = 20) -> "Story":
        """The lead gives it up."""
        with on(self.starts_on - timedelta(days=days_before)):
            self.exchange = exchanges.cancel(self.exchange, reason, by=self.lead)
        return self

    @property
    def initiator(self) -> Team:
        """Return the team that had the idea."""
        return self._teams()[0]

    def _teams(self) -> list[Team]:
        rows = Team.objects.filter(exchange=self.exchange).select_related("exchange", "institution")
        return list(rows.order_by("-is_initiator"))

    def _reload(self) -> None:
        self.exchange = Exchange.objects.get(pk=self.exchange.pk)

    def _save_team(self, team: Team, course: str, *, by: User) -> None:
        values = {
            "department": team.department,
            "course_title": course,
            "course_code": "",
            "seats": 12,
            "workload_hours": Decimal(75),
            "ects": Decimal(3),
            "cfu": Decimal(3),
        }
        self._save(DesignSection.TEAMS, values, team=team, by=by)

    def _save(
        self,
        section: DesignSection,
        values: dict[str, Any] | None = None,
        *,
        rows: tuple[dict[str, Any], ...] = (),
        team: Team | None = None,
        by: User,
    ) -> None:
        subject = team.pk if team else None
        seen = SectionRevision.objects.last_number(self.exchange, section, subject)
        edit = SectionEdit(section, seen, values or {}, rows, team)
        self.exchange = edit_section(self.exchange, edit, by=by)

    def _schedule(self) -> None:
        anchor = self.initiator.institution
        sessions.schedule_sessions(
            self.exchange,
            [
                sessions.NewSession(
                    title,
                    anchor,
                    Plan(
                        self.starts_on + timedelta(days=7 * week + 1),
                        time(14),
                        90,
                        PLACE,
                    ),
                    agenda="Welcome; work in mixed groups; what we take home.",
                )
                for title, week in SESSIONS
            ],
            by=self.lead,
        )
        self._reload()


def next_monday(day: date) -> date:
    """Return the first Monday on or after a day."""
    return day + timedelta(days=-day.weekday() % 7)
