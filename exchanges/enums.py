"""The words of a virtual exchange, and the paths of what it is made of."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.enums import MEETING, MeetingState
from core.transitions import arrow


class ExchangeState(models.TextChoices):
    """Where an exchange stands, from the teachers' idea to its end."""

    DRAFT = "draft", _("being designed")
    ENDORSING = "endorsing", _("with the department coordinator")
    SUBMITTED = "submitted", _("with the office")
    RETURNED = "returned", _("returned for changes")
    APPROVED = "approved", _("approved")
    OPEN = "open", _("open for enrolment")
    RUNNING = "running", _("running")
    COMPLETED = "completed", _("completed")
    REJECTED = "rejected", _("rejected")
    CANCELLED = "cancelled", _("cancelled")


class Theme(models.TextChoices):
    """What a TEP is built around (the owner's three kinds)."""

    SKILLS = "skills", _("development of skills")
    ISSUE = "issue", _("a contemporary issue")
    CURRICULUM = "curriculum", _("a subject of the curriculum")


class CefrLevel(models.TextChoices):
    """Levels of the Common European Framework of Reference for Languages."""

    A1 = "A1", "A1"
    A2 = "A2", "A2"
    B1 = "B1", "B1"
    B2 = "B2", "B2"
    C1 = "C1", "C1"
    C2 = "C2", "C2"


class WorkingLanguage(models.TextChoices):
    """Languages that exchanges are held in, by their ISO 639-1 codes."""

    EN = "en", _("English")
    IT = "it", _("Italian")
    FR = "fr", _("French")
    AR = "ar", _("Arabic")
    DE = "de", _("German")
    ES = "es", _("Spanish")
    PT = "pt", _("Portuguese")
    EL = "el", _("Greek")
    TR = "tr", _("Turkish")
    HE = "he", _("Hebrew")


class StudyLevel(models.TextChoices):
    """Cycles of higher education; in the European Qualifications Framework levels 6, 7, 7 and 8."""

    BACHELOR = "bachelor", _("bachelor")
    MASTER = "master", _("master")
    SINGLE_CYCLE = "single_cycle", _("single-cycle degree")
    DOCTORATE = "doctorate", _("doctorate")


class DesignSection(models.TextChoices):
    """The parts of a design that save on their own."""

    IDEA = "idea", _("Idea")
    TEAMS = "teams", _("Teams and credits")
    OUTCOMES = "outcomes", _("Learning outcomes")
    SYLLABUS = "syllabus", _("Syllabus")
    GROUPS = "groups", _("Groups and facilitation")
    ASSESSMENT = "assessment", _("Assessment and fallback")


class Dimension(models.TextChoices):
    """What a learning outcome is about."""

    SUBJECT = "subject", _("subject")
    INTERCULTURAL = "intercultural", _("intercultural understanding")
    LANGUAGE = "language", _("language")
    DIGITAL = "digital", _("digital competence")
    MEDIA = "media", _("media literacy")
    TEAMWORK = "teamwork", _("teamwork")


class ActivityKind(models.TextChoices):
    """What students do together (information, comparison, collaboration) or around it.

    A lecture is any input that students follow without working with each other.
    """

    PREPARATION = "preparation", _("preparation")
    INFORMATION = "information", _("information exchange")
    COMPARISON = "comparison", _("comparison and analysis")
    COLLABORATION = "collaboration", _("collaboration on a product")
    DIALOGUE = "dialogue", _("dialogue")
    REFLECTION = "reflection", _("reflection")
    LECTURE = "lecture", _("lecture or other input")


class Mode(models.TextChoices):
    """How an activity takes place."""

    SYNCHRONOUS = "synchronous", _("online, at the same time")
    ASYNCHRONOUS = "asynchronous", _("online, each in their own time")
    CLASSROOM = "classroom", _("in the classroom")


# A synchronous session is an online meeting like any other.
SessionState = MeetingState


class EnrolmentState(models.TextChoices):
    """Where a student's place in an exchange stands."""

    ENROLLED = "enrolled", _("enrolled")
    WITHDRAWN = "withdrawn", _("withdrawn")
    COMPLETED = "completed", _("completed")
    NOT_COMPLETED = "not_completed", _("not completed")


class Presence(models.TextChoices):
    """Whether a student took part in a session."""

    PRESENT = "present", _("present")
    LATE = "late", _("late")
    EXCUSED = "excused", _("excused")
    ABSENT = "absent", _("absent")


class DecisionOutcome(models.TextChoices):
    """What the office answered to a submitted design."""

    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("returned for changes")
    REJECTED = "rejected", _("rejected")


class EndorsementOutcome(models.TextChoices):
    """What a department coordinator answered to a submitted design."""

    ENDORSED = "endorsed", _("endorsed")
    SENT_BACK = "sent_back", _("sent back")


class CallState(models.TextChoices):
    """Where a call for a partner stands."""

    OPEN = "open", _("looking for a partner")
    MATCHED = "matched", _("partner found")
    CLOSED = "closed", _("closed")


class ApproachState(models.TextChoices):
    """Where an answer to a call for a partner stands."""

    SENT = "sent", _("waiting for an answer")
    ANSWERED = "answered", _("in contact")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("taken back")
    MATCHED = "matched", _("a draft exchange together")


class AdoptionState(models.TextChoices):
    """Where a teacher's wish to use a ready-made exchange in a course stands."""

    REQUESTED = "requested", _("with the office")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("taken back")


class CreditRoute(models.TextChoices):
    """How students of a course are credited for a ready-made exchange."""

    IN_COURSE = "in_course", _("part of the course’s own credits")
    EXTRA = "extra", _("credits beside the course")
    NONE = "none", _("the provider’s badge or certificate only")


class Applicant(models.TextChoices):
    """Who applies for a ready-made exchange."""

    INDIVIDUAL = "individual", _("students apply on their own")
    INSTITUTION = "institution", _("the university applies")


_E = ExchangeState
# Before the office has approved it: its sessions are plans.
UNDECIDED = (_E.DRAFT, _E.ENDORSING, _E.SUBMITTED, _E.RETURNED)
# Students take part: sessions are held, and people are invited to new ones.
IN_USE = (_E.OPEN, _E.RUNNING)
# While the teachers hold it: not while the office decides, nor after the end.
_LED = (_E.DRAFT, _E.RETURNED, _E.APPROVED, _E.OPEN, _E.RUNNING)
EXCHANGE = {
    "edit": arrow(_E.DRAFT, _E.RETURNED),
    "add_team": arrow(_E.DRAFT, _E.RETURNED),
    "remove_team": arrow(_E.DRAFT, _E.RETURNED),
    "invite": arrow(*_LED),
    "accept": arrow(*_LED),
    "remove_lead": arrow(*_LED),
    "confirm": arrow(_E.DRAFT, _E.RETURNED),
    "waive": arrow(_E.DRAFT, _E.RETURNED),
    "revoke_waiver": arrow(_E.DRAFT, _E.RETURNED),
    "submit": arrow(_E.DRAFT, _E.RETURNED, to=_E.SUBMITTED),
    # Where the university's chain has the department endorse first.
    "submit_to_coordinator": arrow(_E.DRAFT, _E.RETURNED, to=_E.ENDORSING),
    "endorse": arrow(_E.ENDORSING, to=_E.SUBMITTED),
    "send_back": arrow(_E.ENDORSING, to=_E.RETURNED),
    "withdraw": arrow(_E.SUBMITTED, _E.ENDORSING, to=_E.DRAFT),
    "approve": arrow(_E.SUBMITTED, to=_E.APPROVED),
    "return": arrow(_E.SUBMITTED, to=_E.RETURNED),
    "reject": arrow(_E.SUBMITTED, to=_E.REJECTED),
    "ask_agreement": arrow(_E.APPROVED),
    "attach_agreement": arrow(_E.APPROVED),
    "open": arrow(_E.APPROVED, to=_E.OPEN),
    "enrol": arrow(_E.OPEN),
    "leave": arrow(_E.OPEN, _E.RUNNING),
    "start": arrow(_E.OPEN, to=_E.RUNNING),
    "complete": arrow(_E.RUNNING, to=_E.COMPLETED),
    "cancel": arrow(*_LED, to=_E.CANCELLED),
    "archive": arrow(_E.COMPLETED, _E.REJECTED, _E.CANCELLED),
    "unarchive": arrow(_E.COMPLETED, _E.REJECTED, _E.CANCELLED),
    "add_teacher": arrow(*_LED),
    "remove_teacher": arrow(*_LED),
    "schedule_session": arrow(*_LED),
    "set_reminders": arrow(*_LED),
}

SESSION = {
    **MEETING,
    "add_facilitator": arrow(MeetingState.SCHEDULED),
    "remove_facilitator": arrow(MeetingState.SCHEDULED),
    "add_material": arrow(MeetingState.SCHEDULED, MeetingState.HELD),
    "remove_material": arrow(MeetingState.SCHEDULED, MeetingState.HELD),
    "record_attendance": arrow(MeetingState.SCHEDULED, MeetingState.HELD, to=MeetingState.HELD),
}

_N = EnrolmentState
ENROLMENT = {
    "withdraw": arrow(_N.ENROLLED, to=_N.WITHDRAWN),
    "rejoin": arrow(_N.WITHDRAWN, to=_N.ENROLLED),
    "pass": arrow(_N.ENROLLED, _N.NOT_COMPLETED, to=_N.COMPLETED),
    "fail": arrow(_N.ENROLLED, _N.COMPLETED, to=_N.NOT_COMPLETED),
    "correct": arrow(_N.COMPLETED, _N.NOT_COMPLETED),
    "settle": arrow(_N.COMPLETED),
    "unsettle": arrow(_N.COMPLETED),
}

PACKAGE_ENROLMENT = {
    "withdraw": arrow(_N.ENROLLED, to=_N.WITHDRAWN),
    "rejoin": arrow(_N.WITHDRAWN, to=_N.ENROLLED),
}

_C = CallState
CALL = {
    "edit": arrow(_C.OPEN),
    "approach": arrow(_C.OPEN),
    "match": arrow(_C.OPEN, to=_C.MATCHED),
    "close": arrow(_C.OPEN, to=_C.CLOSED),
    "reopen": arrow(_C.CLOSED, to=_C.OPEN),
}

_A = ApproachState
APPROACH = {
    "answer": arrow(_A.SENT, to=_A.ANSWERED),
    "decline": arrow(_A.SENT, _A.ANSWERED, to=_A.DECLINED),
    "withdraw": arrow(_A.SENT, _A.ANSWERED, to=_A.WITHDRAWN),
    "match": arrow(_A.ANSWERED, to=_A.MATCHED),
}

_O = AdoptionState
ADOPTION = {
    "approve": arrow(_O.REQUESTED, to=_O.APPROVED),
    "reject": arrow(_O.REQUESTED, to=_O.REJECTED),
    "withdraw": arrow(_O.REQUESTED, _O.APPROVED, to=_O.WITHDRAWN),
}
