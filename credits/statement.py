"""What a page says about one student's credits in one exchange, in words.

Takes rows that `with_credits` fetched and asks the database for nothing more.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.components import Fact, Finding, FindingStatus, Tone
from credits.conversion import Presence, Workload, assess_workload
from credits.enums import EntryKind, ProposalState
from credits.models import CreditProposal, CreditRule, LedgerEntry
from exchanges.enums import EnrolmentState
from exchanges.models import Assessment, Enrolment


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the credits stand (`label`), and who does what next (`detail`)."""

    tone: Tone
    label: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One student's credits in one exchange.

    `award` is the entry that stands, if any. `rule` is the one the proposal rests on, or the one
    that would count; None when none is known.
    """

    enrolment: Enrolment
    presence: Presence
    assessment: Assessment | None
    proposal: CreditProposal | None
    award: LedgerEntry | None
    rule: CreditRule | None

    @property
    def stage(self) -> Stage:
        """Return where the credits stand."""
        return stage_of(self.enrolment, self.proposal)

    @property
    def can_be_proposed(self) -> bool:
        """Tell whether the student completed the exchange and nothing was proposed yet."""
        return self.proposal is None and self.enrolment.state == EnrolmentState.COMPLETED

    @property
    def attendance(self) -> str:
        """Return the attendance in words."""
        return attendance_words(self.presence)

    @property
    def result(self) -> str:
        """Return the assessment in words, with the mark if there is one."""
        if self.assessment is None:
            return _("not assessed yet")
        word = _("passed") if self.assessment.has_passed else _("not passed")
        grade = self.assessment.grade
        return f"{word}, {grade}" if grade else word

    @property
    def workload(self) -> Workload | None:
        """Return how the hours stand to the credits, under the rule."""
        if self.rule is None:
            return None
        claim, team = self.proposal, self.enrolment.team
        if claim is not None:
            return assess_workload(claim.hours, max(claim.ects, claim.cfu), self.rule)
        return assess_workload(team.workload_hours, max(team.ects, team.cfu), self.rule)

    @property
    def grounds(self) -> list[Fact]:
        """Return what the credits rest on, one fact after the other."""
        if self.rule is None or self.workload is None:
            return []
        facts = workload_facts(self.workload, self.rule)
        facts.append(Fact(_("Attendance"), f"{self.attendance} ({least_attendance(self.rule)})"))
        if self.proposal is not None and self.proposal.exception:
            facts.append(Fact(_("Exception"), self.proposal.exception))
        facts.append(Fact(_("Assessment"), self.result))
        facts.append(Fact(_("Rule"), self.rule.source))
        return facts

    @property
    def findings(self) -> list[Finding]:
        """Return what somebody should look at before deciding: nothing, as a rule."""
        if self.rule is None or self.workload is None:
            return []
        found = [
            workload_finding(self.workload, self.rule),
            self._attendance_finding(self.rule),
            self._assessment_finding(),
        ]
        return [finding for finding in found if finding.status != "met"]

    def _attendance_finding(self, rule: CreditRule) -> Finding:
        status: FindingStatus = "met"
        if not self.presence.reaches(rule.minimum_attendance_percent):
            has_exception = self.proposal is not None and self.proposal.exception
            status = "attention" if has_exception else "unmet"
        return Finding(
            status=status,
            title=_("The attendance reaches the least"),
            found=f"{self.attendance} ({least_attendance(rule)})",
            fix=_("Credits are proposed below it only with a written reason."),
        )

    def _assessment_finding(self) -> Finding:
        is_met = self.assessment is not None and self.assessment.has_passed
        return Finding(
            status="met" if is_met else "unmet", title=_("The work was passed"), found=self.result
        )


def statement_of(enrolment: Any, rule: CreditRule | None = None) -> Statement:
    """Return the statement of an enrolment; `rule` counts where nothing was proposed yet."""
    proposal = getattr(enrolment, "credit_proposal", None)
    return Statement(
        enrolment=enrolment,
        presence=Presence(
            held=enrolment.held,
            attended=enrolment.attended,
            excused=enrolment.excused,
            recorded=enrolment.recorded,
        ),
        assessment=getattr(enrolment, "assessment", None),
        proposal=proposal,
        award=standing_award(enrolment.ledger.all()),
        rule=proposal.rule if proposal else rule,
    )


def standing_award(entries: Any) -> LedgerEntry | None:
    """Return the award that stands among an enrolment's entries, or None."""
    last: LedgerEntry | None = max(entries, key=lambda entry: entry.number, default=None)
    return last if last is not None and last.kind == EntryKind.AWARD else None


def stage_of(enrolment: Enrolment, proposal: CreditProposal | None) -> Stage:
    """Return where the credits stand, and whose turn it is."""
    if proposal is None:
        return _unproposed(enrolment)
    again = _("Waiting for %(teacher)s to propose the credits again.") % {
        "teacher": proposal.proposed_by
    }
    return {
        ProposalState.PROPOSED: Stage(
            "waiting", _("proposed"), _("Waiting for the international relations office to decide.")
        ),
        ProposalState.AWARDED: Stage("done", _("awarded")),
        ProposalState.DECLINED: Stage("stopped", _("not awarded"), again),
        ProposalState.REVERSED: Stage("stopped", _("award reversed"), again),
    }[ProposalState(proposal.state)]


def _unproposed(enrolment: Enrolment) -> Stage:
    if enrolment.state == EnrolmentState.COMPLETED:
        team = _("Waiting for a teacher of %(institution)s to propose the credits.") % {
            "institution": enrolment.team
        }
        return Stage("waiting", _("to be proposed"), team)
    if enrolment.state == EnrolmentState.NOT_COMPLETED:
        return Stage("stopped", _("no credits"), _("The exchange was not completed."))
    return Stage(
        "neutral", _("under way"), _("Credits are proposed once the exchange is assessed.")
    )


def attendance_words(presence: Presence) -> str:
    """Return `2 of 3 sessions, 66%`, with what was excused or not recorded."""
    if presence.percent is None:
        return _("no session to count yet")
    parts = [
        ngettext(
            "%(attended)s of %(counted)s session",
            "%(attended)s of %(counted)s sessions",
            presence.counted,
        )
        % {"attended": presence.attended, "counted": presence.counted},
        f"{presence.percent}%",
    ]
    if presence.excused:
        parts.append(_("%(number)s excused") % {"number": presence.excused})
    if presence.unrecorded:
        parts.append(_("%(number)s not recorded") % {"number": presence.unrecorded})
    return ", ".join(parts)


def least_attendance(rule: CreditRule) -> str:
    """Return the least attendance in words, saying so where it is only customary."""
    words = (
        _("at least %(percent)s%%, as is customary; no law asks for it")
        if rule.is_attendance_customary
        else _("at least %(percent)s%%")
    )
    return words % {"percent": rule.minimum_attendance_percent}


def hours_for_a_credit(rule: CreditRule) -> str:
    """Return `25 hours`, or `25 to 30 hours`."""
    least, most = _short(rule.hours_per_credit), _short(rule.hours_per_credit_most)
    if least == most:
        return _("%(hours)s hours") % {"hours": least}
    return _("%(least)s to %(most)s hours") % {"least": least, "most": most}


def workload_facts(workload: Workload, rule: CreditRule) -> list[Fact]:
    """Return the way from hours to credits, step by step."""
    made = _("%(credits)s (%(hours)s : %(each)s, to the nearest half)") % {
        "credits": _short(workload.by_rule),
        "hours": _short(workload.hours),
        "each": _short(rule.hours_per_credit),
    }
    each = (
        _("%(credits)s (%(hours)s hours for each)")
        % {
            "credits": _short(workload.credits),
            "hours": _short(workload.hours_per_credit),
        }
        if workload.hours_per_credit is not None
        else _short(workload.credits)
    )
    tolerance = _("%(hours)s; a course may stray by %(percent)s%%") % {
        "hours": hours_for_a_credit(rule),
        "percent": rule.tolerance_percent,
    }
    return [
        Fact(_("Hours of work"), _short(workload.hours)),
        Fact(_("A credit takes"), tolerance),
        Fact(_("Credits by the rule"), made),
        Fact(_("Credits of the team"), each),
    ]


def workload_finding(workload: Workload, rule: CreditRule) -> Finding:
    """Return what the hours make in credits, and whether that is what the team awards."""
    if workload.status == "not_stated":
        return Finding(
            status="unmet",
            title=_("The hours and credits are stated"),
            found=_("%(hours)s hours, %(credits)s credits")
            % {"hours": _short(workload.hours), "credits": _short(workload.credits)},
            why=_("Without both, nobody can see how the credits came about."),
        )
    found = _("%(hours)s hours for %(credits)s credits: %(each)s hours for each") % {
        "hours": _short(workload.hours),
        "credits": _short(workload.credits),
        "each": _short(workload.hours_per_credit),
    }
    title = _("A credit takes %(hours)s") % {"hours": hours_for_a_credit(rule)}
    if workload.is_within:
        return Finding(status="met", title=title, found=found)
    return Finding(
        status="attention",
        title=title,
        found=found,
        why=_(
            "%(credits)s credits usually take from %(least)s to %(most)s hours; the hours stated "
            "would make %(by_rule)s."
        )
        % {
            "credits": _short(workload.credits),
            "least": _short(workload.least_hours),
            "most": _short(workload.most_hours),
            "by_rule": _short(workload.by_rule),
        },
    )


def _short(value: Decimal | None) -> str:
    """Write a number in the reader's way, without an empty decimal."""
    if value is None:
        return ""
    whole = value == value.to_integral_value()
    return str(number_format(int(value) if whole else value.normalize()))
