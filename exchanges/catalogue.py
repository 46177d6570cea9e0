"""What pages show of a ready-made exchange, and of its use in a course."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.enums import AffiliationKind
from accounts.models import User
from core import audit
from core.components import Fact, HistoryEntry, Text, Tone
from exchanges.enums import AdoptionState, WorkingLanguage
from exchanges.models import Adoption, Package, PackageEdition, PackageEnrolment

Reader = User | AnonymousUser

# The topics that ship with the portal; the office writes others in its own words.
TOPICS = {
    "Europe": gettext_lazy("Europe"),
    "Mediterranean": gettext_lazy("Mediterranean"),
    "climate": gettext_lazy("climate"),
    "culture": gettext_lazy("culture"),
    "debate": gettext_lazy("debate"),
    "dialogue": gettext_lazy("dialogue"),
    "diversity": gettext_lazy("diversity"),
    "facilitation": gettext_lazy("facilitation"),
    "food": gettext_lazy("food"),
    "gender": gettext_lazy("gender"),
    "hate speech": gettext_lazy("hate speech"),
    "intercultural relations": gettext_lazy("intercultural relations"),
    "international relations": gettext_lazy("international relations"),
    "media": gettext_lazy("media"),
    "migration": gettext_lazy("migration"),
    "politics": gettext_lazy("politics"),
    "populism": gettext_lazy("populism"),
    "sustainability": gettext_lazy("sustainability"),
    "technology": gettext_lazy("technology"),
}
ADOPTION_TONES: dict[str, Tone] = {
    AdoptionState.REQUESTED: "waiting",
    AdoptionState.APPROVED: "done",
    AdoptionState.REJECTED: "stopped",
    AdoptionState.WITHDRAWN: "neutral",
}
VERBS = {
    "adopt": gettext_lazy("Asked to use it in a course"),
    "approve": pgettext_lazy("use in a course", "Approved it"),
    "reject": pgettext_lazy("use in a course", "Rejected it"),
    "withdraw": pgettext_lazy("use in a course", "Took it back"),
}
VERB_TONES: dict[str, Tone] = {"adopt": "info", "approve": "done", "reject": "stopped"}


@dataclass(frozen=True, slots=True)
class PackageRow:
    """A package in the catalogue: its languages in words, and whether one can apply now."""

    package: Package
    languages: str
    topics: str
    state: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class EditionCard:
    """An edition as the reader meets it: what they may do with it, and what they have in it.

    `uses` are the reader's own courses; `courses` those of their university's teachers, approved,
    where the reader studies.
    """

    edition: PackageEdition
    dates: str
    state: str
    tone: Tone
    places_left: int | None
    may_enrol: bool
    may_adopt: bool
    place: PackageEnrolment | None
    uses: list[Adoption] = field(default_factory=list)
    courses: list[Adoption] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Involvement:
    """What a reader has to do with the editions of one package: three queries for a member."""

    places: dict[Any, PackageEnrolment] = field(default_factory=dict)
    uses: dict[Any, list[Adoption]] = field(default_factory=dict)
    courses: dict[Any, list[Adoption]] = field(default_factory=dict)


def topic_label(word: str) -> Text:
    """Return a topic in the reader's language; the office's own are shown as written."""
    return TOPICS.get(word, word)


def package_row(package: Package) -> PackageRow:
    """Return a package (from `for_list()`) as the catalogue shows it."""
    state, tone = _state(package)
    names = dict(WorkingLanguage.choices)
    return PackageRow(
        package=package,
        languages=", ".join(str(names.get(code, code)) for code in package.languages),
        topics=", ".join(str(topic_label(word)) for word in package.topics),
        state=state,
        tone=tone,
    )


def _state(package: Package) -> tuple[str, Tone]:
    if package.is_closed:
        return _("closed"), "neutral"
    if package.is_open_now:
        return _("open now"), "done"
    return _("none open now"), "info"


def package_facts(package: Package) -> list[Fact]:
    """Return what the provider says of a package; what no source states is left out.

    Who can take part is not among them: the page says it before the editions.
    """
    row = package_row(package)
    facts = [
        Fact(_("Provider"), package.provider),
        Fact(_("Topics"), row.topics),
        Fact(_("Length"), package.length),
        Fact(_("Weekly load"), package.weekly_load),
        Fact(_("Languages"), row.languages),
        Fact(_("Who applies"), package.get_applicant_display()),
        Fact(_("Credits or badge"), package.recognition),
        Fact(_("Checked on"), date_format(package.checked_on, "j F Y")),
    ]
    return [fact for fact in facts if fact.value]


def workload_facts(package: Package) -> list[Fact]:
    """Return what the provider says of the work and its reward: what a course's credits rest on."""
    facts = [
        Fact(_("Length"), package.length),
        Fact(_("Weekly load"), package.weekly_load),
        Fact(_("Credits or badge"), package.recognition),
        Fact(_("Who applies"), package.get_applicant_display()),
        Fact(_("Who can take part"), package.eligibility),
    ]
    return [fact for fact in facts if fact.value]


def involvement(package: Package, reader: Reader) -> Involvement:
    """Return what the reader has to do with the package's editions."""
    if not isinstance(reader, User):
        return Involvement()
    places = PackageEnrolment.objects.standing().filter(student=reader, edition__package=package)
    adoptions = Adoption.objects.filter(edition__package=package)
    courses: Iterable[Adoption] = ()
    if AffiliationKind.STUDENT in reader.affiliation_kinds:
        schools = reader.affiliations.confirmed().of_kind(AffiliationKind.STUDENT)
        courses = adoptions.for_students_of(schools.values("institution"))
    return Involvement(
        places={place.edition_id: place for place in places},
        uses=_by_edition(adoptions.standing().filter(teacher=reader).order_by("created_at")),
        courses=_by_edition(courses),
    )


def _by_edition(adoptions: Iterable[Adoption]) -> dict[Any, list[Adoption]]:
    found: dict[Any, list[Adoption]] = {}
    for adoption in adoptions:
        found.setdefault(adoption.edition_id, []).append(adoption)
    return found


def edition_cards(package: Package, reader: Reader) -> tuple[list[EditionCard], list[EditionCard]]:
    """Return the current and coming editions, next first, and the past ones, latest first."""
    known = involvement(package, reader)
    today = timezone.localdate()
    coming: list[EditionCard] = []
    past: list[EditionCard] = []
    for edition in package.editions.all():
        edition.package = package
        last = edition.ends_on or edition.starts_on
        (past if last < today else coming).append(_card(edition, reader, known))
    coming.reverse()
    return coming, past


def _card(edition: PackageEdition, reader: Reader, known: Involvement) -> EditionCard:
    place = known.places.get(edition.pk)
    left = None if edition.seats is None else edition.seats - edition.seats_taken
    is_free = place is None and left != 0
    state, tone = _edition_state(edition)
    return EditionCard(
        edition=edition,
        dates=edition_dates(edition),
        state=state,
        tone=tone,
        places_left=left if edition.is_open else None,
        may_enrol=is_free and reader.has_perm("exchanges.enrol_edition", edition),
        may_adopt=reader.has_perm("exchanges.adopt_edition", edition),
        place=place,
        uses=known.uses.get(edition.pk, []),
        courses=[] if edition.is_over else known.courses.get(edition.pk, []),
    )


def edition_dates(edition: PackageEdition) -> str:
    """Return the days of an edition, as far as they are known."""
    first = date_format(edition.starts_on, "j F Y")
    if edition.ends_on is None:
        return first
    last = date_format(edition.ends_on, "j F Y")
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _edition_state(edition: PackageEdition) -> tuple[str, Tone]:
    if edition.is_open:
        return _("open now"), "done"
    if edition.is_over:
        return _("over"), "neutral"
    if edition.starts_on <= timezone.localdate():
        return _("begun"), "info"
    return _("closed"), "neutral"


def adoption_facts(adoption: Adoption) -> list[Fact]:
    """Return what the teacher asked for."""
    amounts = _("%(ects)s ECTS, %(cfu)s CFU") % {
        "ects": floatformat(adoption.ects),
        "cfu": floatformat(adoption.cfu),
    }
    facts = [
        Fact(_("Course"), _course(adoption)),
        Fact(_("Teacher"), adoption.teacher),
        Fact(_("University"), adoption.institution),
        Fact(_("Department"), adoption.department.name if adoption.department else ""),
        Fact(_("Students expected"), adoption.students),
        Fact(_("How it is credited"), adoption.get_route_display()),
        Fact(_("For each student"), amounts if adoption.ects or adoption.cfu else ""),
    ]
    return [fact for fact in facts if fact.value]


def _course(adoption: Adoption) -> str:
    if not adoption.course_code:
        return adoption.course_title
    return f"{adoption.course_title} ({adoption.course_code})"


def adoption_history(adoption: Adoption) -> list[HistoryEntry]:
    """Return what happened, newest first, with what the office wrote: one query."""
    entries = []
    for event in audit.events_of(adoption):
        verb = event.verb.rpartition(".")[2]
        is_decision = verb in {"approve", "reject"}
        entries.append(
            HistoryEntry(
                what=VERBS.get(verb, verb),
                who=str(event.actor) if event.actor else _("The portal"),
                at=event.created_at,
                note=adoption.decision_note if is_decision else "",
                tone=VERB_TONES.get(verb, "neutral"),
            )
        )
    return entries
