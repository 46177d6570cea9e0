"""The fixed cast: each page has its office, its teachers, its students, and its stranger."""

from dataclasses import dataclass
from typing import Any

from accounts.enums import AffiliationKind, Evidence, Role
from accounts.models import Affiliation, Department, Institution, User
from accounts.workflow import grant_role

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Cast:
    """The people of the tests. Siena is the home university, Marrakesh the partner's."""

    siena: Institution
    marrakesh: Institution
    cairo: Institution
    dispi: Department
    office: User
    second_office: User
    coordinator: User
    lead_teacher: User
    partner_teacher: User
    other_teacher: User
    facilitator: User
    observer: User
    student: User
    other_student: User
    stranger: User

    def people(self) -> dict[str, User]:
        """Return everybody, by part."""
        return {name: value for name, value in vars(self).items() if isinstance(value, User)}


def make_institution(schac_code: str, **fields: Any) -> Institution:
    """Make an institution; it is in Siena unless told otherwise."""
    values = {"name": f"University {schac_code}", "city": "Siena", "country": "IT"}
    values["time_zone"] = "Europe/Rome"
    return Institution.objects.create(schac_code=schac_code, **(values | fields))


def make_user(name: str, **fields: Any) -> User:
    """Make a person with a fast password."""
    values = {"given_name": name.title(), "family_name": "Example", "is_active": True}
    return User.objects.create_user(f"{name}@example.org", PASSWORD, **(values | fields))


def affiliate(user: User, institution: Institution, kind: AffiliationKind, **fields: Any) -> User:
    """Confirm what somebody is at an institution."""
    Affiliation.objects.create(
        user=user, institution=institution, kind=kind, evidence=Evidence.OFFICE, **fields
    )
    return user


def make_cast() -> Cast:
    """Make the two universities (and a third) and everybody in them."""
    siena = make_institution("unisi.it", name="University of Siena")
    marrakesh = make_institution(
        "uca.ma",
        name="Cadi Ayyad University",
        city="Marrakesh",
        country="MA",
        time_zone="Africa/Casablanca",
    )
    cairo = make_institution(
        "cu.edu.eg",
        name="Cairo University",
        city="Giza",
        country="EG",
        time_zone="Africa/Cairo",
        weekend_days=[5, 6],
    )
    dispi = Department.objects.create(
        institution=siena, code="DISPI", name="Political and International Sciences"
    )
    teacher, student = AffiliationKind.TEACHER, AffiliationKind.STUDENT
    cast = Cast(
        siena=siena,
        marrakesh=marrakesh,
        cairo=cairo,
        dispi=dispi,
        office=make_user("office"),
        second_office=make_user("office.two"),
        coordinator=make_user("coordinator"),
        lead_teacher=affiliate(make_user("lead"), siena, teacher, department=dispi),
        partner_teacher=affiliate(
            make_user("partner", time_zone="Africa/Casablanca"), marrakesh, teacher
        ),
        other_teacher=affiliate(make_user("other.teacher"), cairo, teacher),
        facilitator=make_user("facilitator"),
        observer=make_user("observer"),
        student=affiliate(make_user("student"), siena, student, student_number="100001"),
        other_student=affiliate(
            make_user("other.student", time_zone="Africa/Casablanca"), marrakesh, student
        ),
        stranger=make_user("stranger"),
    )
    for user, role, department in (
        (cast.office, Role.OFFICE, None),
        (cast.second_office, Role.OFFICE, None),
        (cast.coordinator, Role.COORDINATOR, dispi),
        (cast.facilitator, Role.FACILITATOR, None),
        (cast.observer, Role.OBSERVER, None),
    ):
        values = {"role": role, "institution": siena, "department": department, "reason": "cast"}
        grant_role(user, values, by=None)
    return cast
