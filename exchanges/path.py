"""The owner's five steps: where an exchange stands, and whose turn it is.

Train, invite the partner to the same course, design together, agree (MoU), run. Plain values in,
steps out; nothing here reads the database or the request.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.components import Step, StepStatus
from exchanges.enums import ExchangeState
from mou.enums import AgreementState

Training = Literal["none", "enrolled", "completed"]
S = ExchangeState
DESIGNING = (S.DRAFT, S.RETURNED)
UNTIL_RUN = (S.APPROVED, S.OPEN, S.RUNNING, S.COMPLETED)


@dataclass(frozen=True, slots=True)
class TeamOnPath:
    """What the path needs of a team. `is_mine`: the reader leads it; `place` is its name."""

    place: str
    is_initiator: bool = False
    is_mine: bool = False
    has_lead: bool = False
    is_invited: bool = False
    has_confirmed: bool = False
    training: Training = "none"


@dataclass(frozen=True, slots=True)
class Journey:
    """An exchange as its path sees it. `agreement` is the MoU's state, empty without one.

    `is_coordinator`: the reader coordinates the department of the team that began it.
    """

    state: str
    starts_on: date
    ends_on: date
    teams: tuple[TeamOnPath, ...]
    agreement: str = ""
    is_office: bool = False
    is_coordinator: bool = False

    @property
    def initiator(self) -> TeamOnPath | None:
        """Return the team that began it."""
        return next((team for team in self.teams if team.is_initiator), None)

    @property
    def partners(self) -> list[TeamOnPath]:
        """Return the other teams."""
        return [team for team in self.teams if not team.is_initiator]

    @property
    def is_initiators_lead(self) -> bool:
        """Tell whether the reader leads the initiating team."""
        return bool(self.initiator and self.initiator.is_mine)

    @property
    def is_own(self) -> bool:
        """Tell whether the reader leads a team: nobody endorses or decides on their own."""
        return any(team.is_mine for team in self.teams)

    @property
    def untrained(self) -> list[str]:
        """Return the places whose leads have no training yet."""
        return [team.place for team in self.teams if team.has_lead and team.training == "none"]


def steps(journey: Journey) -> list[Step]:
    """Return the five steps. At most one is current, or stopped when the exchange ended early."""
    made = [
        (_("Train"), _train(journey)),
        (_("Invite partner"), _invite(journey)),
        (_("Design together"), _design(journey)),
        (_("MoU"), _agree(journey)),
        (_("Run"), _run(journey)),
    ]
    here = _current(journey, [answer.is_done for _label, answer in made])
    stopped = journey.state in (S.REJECTED, S.CANCELLED)
    return [
        Step(
            label=label,
            status=_status(answer, is_here=number == here, is_stopped=stopped),
            detail=answer.detail,
            is_mine=answer.is_mine and number == here and not stopped,
        )
        for number, (label, answer) in enumerate(made)
    ]


def current(path: list[Step]) -> Step | None:
    """Return the step that the exchange stands on, or None when all is done."""
    return next((step for step in path if step.status in ("current", "stopped")), None)


@dataclass(frozen=True, slots=True)
class Missing:
    """What a step still lacks, said the same to everybody: the step, and its sentences."""

    label: str
    items: list[str]


def missing(journey: Journey) -> list[Missing]:
    """Return what each step up to the submission lacks, while the design is in hand."""
    if journey.state not in DESIGNING:
        return []
    found = [
        Missing(_("Train"), _without_training(journey)),
        Missing(_("Invite partner"), _without_lead(journey)),
        Missing(_("Design together"), _unconfirmed(journey)),
    ]
    return [step for step in found if step.items]


def _without_training(journey: Journey) -> list[str]:
    sentence = _("The lead at %(place)s has no training yet.")
    return [sentence % {"place": place} for place in journey.untrained]


def _without_lead(journey: Journey) -> list[str]:
    if not journey.partners:
        return [_("No partner university is named yet.")]
    waiting, alone = _("%(place)s was invited and has not answered."), _("%(place)s has no lead.")
    return [
        (waiting if team.is_invited else alone) % {"place": team.place}
        for team in journey.partners
        if not team.has_lead
    ]


def _unconfirmed(journey: Journey) -> list[str]:
    sentence = _("%(place)s has not confirmed the design.")
    return [
        sentence % {"place": t.place} for t in journey.teams if t.has_lead and not t.has_confirmed
    ]


@dataclass(frozen=True, slots=True)
class _Answer:
    is_done: bool
    detail: str
    is_mine: bool = False


def _status(answer: _Answer, *, is_here: bool, is_stopped: bool) -> StepStatus:
    if is_here:
        return "stopped" if is_stopped else "current"
    return "done" if answer.is_done else "todo"


def _current(journey: Journey, done: list[bool]) -> int | None:
    """Number the step in hand: once the partner is in, training no longer holds the design up."""
    later = {
        S.APPROVED: 4 if done[3] else 3,
        S.OPEN: 4,
        S.RUNNING: 4,
        S.COMPLETED: None,
        S.CANCELLED: 4,
    }
    if journey.state in later:
        return later[S(journey.state)]
    if journey.state in DESIGNING and not done[1]:
        return 1 if done[0] else 0
    return 2


def _train(journey: Journey) -> _Answer:
    """Answer for the team that began it; the partners' leads are named, and hold nothing up."""
    team = journey.initiator
    training = team.training if team else "none"
    if training == "none":
        return _Answer(
            is_done=False,
            detail=_("take a place in a training edition"),
            is_mine=journey.is_initiators_lead,
        )
    state = _("completed") if training == "completed" else _("under way")
    if not journey.untrained:
        return _Answer(is_done=True, detail=state)
    words = {"state": state, "places": ", ".join(journey.untrained)}
    return _Answer(is_done=True, detail=_("%(state)s; no training yet: %(places)s") % words)


def _invite(journey: Journey) -> _Answer:
    joined = [team.place for team in journey.partners if team.has_lead]
    invited = [team.place for team in journey.partners if team.is_invited and not team.has_lead]
    missing = [t.place for t in journey.partners if not t.has_lead and not t.is_invited]
    if missing or not journey.partners:
        detail = _("invite the partner teacher")
        return _Answer(is_done=False, detail=detail, is_mine=journey.is_initiators_lead)
    if invited:
        detail = _("waiting for %(place)s to accept") % {"place": ", ".join(invited)}
        return _Answer(is_done=False, detail=detail)
    return _Answer(is_done=True, detail=", ".join(joined))


def _design(journey: Journey) -> _Answer:
    if journey.state in UNTIL_RUN:
        return _Answer(is_done=True, detail=_("approved"))
    if journey.state == S.ENDORSING:
        is_mine = journey.is_coordinator and not journey.is_own
        detail = _("endorse the design") if is_mine else _("the department coordinator endorses")
        return _Answer(is_done=False, detail=detail, is_mine=is_mine)
    if journey.state == S.SUBMITTED:
        is_mine = journey.is_office and not journey.is_own
        detail = _("decide on the design") if is_mine else _("the office decides")
        return _Answer(is_done=False, detail=detail, is_mine=is_mine)
    if journey.state == S.REJECTED:
        return _Answer(is_done=False, detail=_("rejected"))
    return _Answer(is_done=False, detail=_to_design(journey), is_mine=_must_design(journey))


def _to_design(journey: Journey) -> str:
    """Say what the design waits for, to the reader if it is them."""
    waiting = [team for team in journey.teams if not team.has_confirmed]
    if any(team.is_mine for team in waiting):
        if journey.state == S.RETURNED:
            return _("answer what was said, then confirm the design")
        return _("complete and confirm the design")
    if waiting:
        places = ", ".join(team.place for team in waiting)
        return _("waiting for %(place)s to confirm") % {"place": places}
    if journey.is_initiators_lead:
        return _("submit it")
    return _("confirmed by all; to be submitted")


def _must_design(journey: Journey) -> bool:
    if any(team.is_mine and not team.has_confirmed for team in journey.teams):
        return True
    return journey.is_initiators_lead and all(team.has_confirmed for team in journey.teams)


def _agree(journey: Journey) -> _Answer:
    if journey.agreement == AgreementState.IN_FORCE:
        return _Answer(is_done=True, detail=_("in force"))
    if journey.agreement in (AgreementState.DRAFT, AgreementState.FOR_SIGNATURE):
        words = {
            AgreementState.DRAFT: _("the office completes the text"),
            AgreementState.FOR_SIGNATURE: _("out for signature"),
        }
        return _Answer(
            is_done=False,
            detail=words[AgreementState(journey.agreement)],
            is_mine=journey.is_office,
        )
    is_mine = journey.state == S.APPROVED and (journey.is_office or journey.is_initiators_lead)
    detail = _("ask for the agreement") if journey.state == S.APPROVED else ""
    return _Answer(is_done=False, detail=detail, is_mine=is_mine)


def _run(journey: Journey) -> _Answer:
    if journey.state == S.RUNNING:
        return _Answer(is_done=False, detail=_("until %(day)s") % {"day": _day(journey.ends_on)})
    if journey.state in (S.COMPLETED, S.CANCELLED):
        words = {S.COMPLETED: _("completed"), S.CANCELLED: _("cancelled")}
        is_done = journey.state == S.COMPLETED
        return _Answer(is_done=is_done, detail=words[S(journey.state)])
    if journey.state == S.APPROVED and journey.agreement == AgreementState.IN_FORCE:
        may_open = journey.is_office or journey.is_initiators_lead
        return _Answer(is_done=False, detail=_("open it for enrolment"), is_mine=may_open)
    starts = _("starts on %(day)s") % {"day": _day(journey.starts_on)}
    if journey.state == S.OPEN:
        starts = _("open for enrolment, %(start)s") % {"start": starts}
    return _Answer(is_done=False, detail=starts)


def _day(day: date) -> str:
    return date_format(day, "j M Y")
