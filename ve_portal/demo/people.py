"""The demo's people. Their family names mean “example” in their languages."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.enums import AffiliationKind, Evidence, Role
from accounts.models import Affiliation, Department, Institution, User
from accounts.workflow import grant_role
from ve_portal.local.maildir import REFUSED_DOMAIN

PASSWORD = "virtual-exchange"  # noqa: S105 -- the demo says it on the screen
DOMAIN = "demo.example"
# The roles are older than the oldest story, so that the office was there to be told of each.
IN_OFFICE = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demo; `tells` is the line that the demo prints about them."""

    key: str
    given_name: str
    family_name: str
    schac_code: str
    language: str = "en"
    kind: AffiliationKind | None = None
    department: str = ""
    role: Role | None = None
    tells: str = ""
    domain: str = DOMAIN

    @property
    def address(self) -> str:
        """Return the log-in name."""
        return f"{self.key}@{self.domain}"


TEACHER, STUDENT = AffiliationKind.TEACHER, AffiliationKind.STUDENT
PEOPLE = (
    Person(
        "office",
        "Livia",
        "Esempio",
        "unisi.it",
        role=Role.OFFICE,
        tells="international relations office, Siena",
    ),
    Person(
        "coordinator",
        "Paolo",
        "Esempio",
        "unisi.it",
        "it",
        department="DISPI",
        role=Role.COORDINATOR,
        tells="department coordinator, Siena (Italian)",
    ),
    Person("dean", "Dora", "Esempio", "unisi.it", role=Role.OBSERVER, tells="observer, Siena"),
    Person(
        "bianca",
        "Bianca",
        "Esempio",
        "unisi.it",
        kind=TEACHER,
        department="DISPI",
        tells="teacher, Siena",
    ),
    Person(
        "tito",
        "Tito",
        "Esempio",
        "unisi.it",
        "it",
        kind=TEACHER,
        department="DISPOC",
        tells="teacher, Siena (Italian)",
    ),
    Person(
        "fausto",
        "Fausto",
        "Esempio",
        "unisi.it",
        role=Role.FACILITATOR,
        tells="facilitator, Siena",
    ),
    Person("yasmine", "Yasmine", "Mithal", "uca.ma", kind=TEACHER, tells="teacher, Marrakesh"),
    Person("karim", "Karim", "Mithal", "cu.edu.eg", kind=TEACHER, tells="teacher, Giza"),
    Person("greta", "Greta", "Beispiel", "hu-berlin.de", kind=TEACHER),
    Person("hedi", "Hédi", "Exemple", "univ-sfax.tn", kind=TEACHER),
    Person(
        "sofia",
        "Sofia",
        "Esempio",
        "unisi.it",
        "it",
        kind=STUDENT,
        tells="student, Siena (Italian)",
    ),
    Person("luca", "Luca", "Esempio", "unisi.it", kind=STUDENT, tells="student, Siena"),
    Person("anna", "Anna", "Esempio", "unisi.it", kind=STUDENT),
    Person("gina", "Gina", "Esempio", "unisi.it", kind=STUDENT, domain=REFUSED_DOMAIN),
    Person("nour", "نور", "مثال", "uca.ma", kind=STUDENT, tells="student, Marrakesh"),
    Person("adil", "Adil", "Mithal", "uca.ma", kind=STUDENT),
    Person("amir", "Amir", "Mithal", "cu.edu.eg", kind=STUDENT, tells="student, Giza"),
    Person("salma", "Salma", "Mithal", "cu.edu.eg", kind=STUDENT),
)


def load_people() -> dict[str, User]:
    """Create everybody, with their verified addresses, affiliations and roles; return them."""
    institutions = {row.schac_code: row for row in Institution.objects.all()}
    departments = {row.code: row for row in Department.objects.all()}
    return {
        person.key: _load(
            person, institutions[person.schac_code], departments.get(person.department)
        )
        for person in PEOPLE
    }


def _load(person: Person, institution: Institution, department: Department | None) -> User:
    user = User.objects.create_user(
        person.address,
        PASSWORD,
        given_name=person.given_name,
        family_name=person.family_name,
        language=person.language,
        time_zone=institution.time_zone,
    )
    EmailAddress.objects.create(user=user, email=person.address, verified=True, primary=True)
    if person.kind is not None:
        number = f"DEMO-{person.key}" if person.kind == STUDENT else ""
        Affiliation.objects.create(
            user=user,
            institution=institution,
            department=department,
            kind=person.kind,
            student_number=number,
            evidence=Evidence.OFFICE,
        )
    if person.role is not None:
        values: dict[str, Any] = {
            "role": person.role,
            "institution": institution,
            "department": department,
            "starts_on": timezone.localdate() - IN_OFFICE,
            "reason": "A person of the demo.",
        }
        grant_role(user, values, by=None)
    return user
