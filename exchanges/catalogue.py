"""What pages show of a ready-made exchange."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from core.components import Fact, Tone
from exchanges.enums import Applicant, WorkingLanguage
from exchanges.models import Package, PackageEdition, PackageEnrolment


@dataclass(frozen=True, slots=True)
class PackageRow:
    """A package in the catalogue: its languages in words, and whether one can apply now."""

    package: Package
    languages: str
    state: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class EditionCard:
    """An edition, whether the reader can take a place in it, and the place that they have."""

    edition: PackageEdition
    dates: str
    is_open: bool
    may_enrol: bool
    place: PackageEnrolment | None


def package_row(package: Package) -> PackageRow:
    """Return a package (from `for_list()`) as the catalogue shows it."""
    tone: Tone = "info"
    state = _("no edition is open now")
    if package.is_closed:
        state, tone = _("closed"), "neutral"
    elif any(is_open(edition) for edition in package.editions.all()):
        state, tone = _("open for applications"), "done"
    names = dict(WorkingLanguage.choices)
    languages = ", ".join(str(names.get(code, code)) for code in package.languages)
    return PackageRow(package=package, languages=languages, state=state, tone=tone)


def package_facts(package: Package) -> list[Fact]:
    """Return what the provider says of a package; what no source states is left out."""
    facts = [
        Fact(_("Provider"), package.provider),
        Fact(_("Length"), package.length),
        Fact(_("Weekly load"), package.weekly_load),
        Fact(_("Languages"), package_row(package).languages),
        Fact(_("Who applies"), package.get_applicant_display()),
        Fact(_("Credits or badge"), package.recognition),
        Fact(_("Checked on"), date_format(package.checked_on, "j F Y")),
    ]
    return [fact for fact in facts if fact.value]


def edition_card(
    edition: PackageEdition, package: Package, reader: Any, place: PackageEnrolment | None
) -> EditionCard:
    """Return an edition as the reader meets it."""
    edition.package = package
    first = date_format(edition.starts_on, "j F Y")
    dates = first
    if edition.ends_on:
        last = date_format(edition.ends_on, "j F Y")
        dates = _("%(first)s to %(last)s") % {"first": first, "last": last}
    takes_them = not package.is_closed and is_open(edition) and place is None
    return EditionCard(
        edition=edition,
        dates=dates,
        is_open=not package.is_closed and is_open(edition),
        may_enrol=takes_them
        and package.applicant == Applicant.INDIVIDUAL
        and isinstance(reader, User)
        and reader.has_perm("exchanges.enrol_edition", edition),
        place=place,
    )


def is_open(edition: PackageEdition) -> bool:
    """Tell whether the edition's dates still let somebody apply (its deadline, or its start)."""
    today = timezone.localdate()
    if edition.apply_by is not None:
        return edition.apply_by >= today
    return edition.starts_on > today
