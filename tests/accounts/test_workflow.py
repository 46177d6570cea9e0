"""The verbs about people, and what the database refuses even from a shell."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.enums import AffiliationKind, Evidence, Role
from accounts.models import Affiliation, Department, Institution, RoleGrant, User
from accounts.standing import needs_affiliation
from accounts.workflow import (
    confirm_affiliation,
    declare_affiliation,
    edit_profile,
    grant_role,
    revoke_role,
)
from core.audit import last_event
from core.errors import RefusedError
from core.models import Message
from tests.cast import Cast, make_user


@pytest.mark.parametrize(
    ("address", "kind", "evidence"),
    [
        ("a@student.unisi.it", AffiliationKind.STUDENT, Evidence.DOMAIN),
        ("a@UNISI.IT", AffiliationKind.STUDENT, Evidence.DOMAIN),
        ("a@unisi.it", AffiliationKind.TEACHER, Evidence.NONE),
        ("a@notunisi.it", AffiliationKind.STUDENT, Evidence.NONE),
        ("a@unisi.it.example.org", AffiliationKind.STUDENT, Evidence.NONE),
    ],
)
def test_affiliation_declared_is_confirmed_only_by_a_students_domain(
    cast: Cast, address: str, kind: AffiliationKind, evidence: Evidence
):
    user = User.objects.create_user(address)
    affiliation = declare_affiliation(user, {"institution": cast.siena, "kind": kind})
    assert affiliation.evidence == evidence


@pytest.mark.parametrize(
    ("zone", "becomes"),
    [("Europe/Rome", "Africa/Casablanca"), ("America/Lima", "America/Lima")],
)
def test_affiliation_declared_gives_the_institutions_zone_to_who_chose_none(
    cast: Cast, zone: str, becomes: str
):
    user = make_user("newcomer", time_zone=zone)
    declare_affiliation(user, {"institution": cast.marrakesh, "kind": AffiliationKind.TEACHER})
    user.refresh_from_db()
    assert user.time_zone == becomes
    event = last_event(user)
    assert (event is not None and event.data == {"fields": ["time_zone"]}) == (zone != becomes)


def test_affiliation_confirmed_again_keeps_the_older_evidence(cast: Cast):
    kind = AffiliationKind.TEACHER
    confirm_affiliation(cast.stranger, cast.siena, kind, Evidence.INVITATION)
    again = confirm_affiliation(cast.stranger, cast.siena, kind, Evidence.OFFICE, by=cast.office)
    assert again.evidence == Evidence.INVITATION
    assert not Message.objects.filter(kind="accounts.affiliation_confirmed").exists()


def test_role_for_oneself_or_with_a_foreign_department_is_refused(cast: Cast):
    values = {"role": Role.OBSERVER, "institution": cast.siena, "reason": "curious"}
    with pytest.raises(RefusedError, match="themselves"):
        grant_role(cast.office, values, by=cast.office)
    foreign = Department.objects.create(institution=cast.cairo, code="LAW", name="Law")
    with pytest.raises(RefusedError, match="another institution"):
        grant_role(cast.stranger, values | {"department": foreign}, by=cast.office)
    with pytest.raises(ValidationError, match="reason"):
        grant_role(cast.stranger, values | {"reason": ""}, by=cast.office)


def test_role_revoked_twice_is_refused(cast: Cast):
    grant = cast.observer.role_grants.get()
    revoke_role(grant, by=cast.office, reason="project over")
    with pytest.raises(RefusedError, match="already"):
        revoke_role(grant, by=cast.office, reason="again")


def test_role_given_by_the_portal_tells_nobody(cast: Cast):
    assert RoleGrant.objects.exists()
    assert not Message.objects.exists()


def test_role_mail_is_written_in_the_persons_language_and_escapes_what_people_typed(cast: Cast):
    person = make_user("lingua", language="it", given_name="<b>Lia</b>")
    values = {"role": Role.OBSERVER, "institution": cast.siena, "reason": "<script>x</script> & co"}
    grant_role(person, values, by=cast.office)
    message = Message.objects.get()
    assert message.language == "it"
    assert "<script>" not in message.html
    assert "<script>x</script> & co" in message.text


def test_profile_edit_audits_the_fields_and_no_personal_value(cast: Cast):
    edit_profile(cast.student, {"given_name": "Zoe", "language": "en"}, by=cast.student)
    event = last_event(cast.student)
    assert event is not None
    assert event.data == {"fields": ["given_name"]}


def test_needs_affiliation_asks_only_those_without_a_place(cast: Cast):
    assert needs_affiliation(cast.stranger)
    assert not needs_affiliation(cast.student)
    assert not needs_affiliation(cast.office)
    declare_affiliation(cast.stranger, {"institution": cast.siena, "kind": AffiliationKind.TEACHER})
    assert not needs_affiliation(cast.stranger)


@pytest.mark.parametrize("model", [Affiliation, RoleGrant])
def test_department_of_another_institution_is_refused_by_the_database(cast: Cast, model):
    foreign = Department.objects.create(institution=cast.cairo, code="LAW", name="Law")
    row = model.objects.filter(institution=cast.siena).first()
    with pytest.raises(InternalError, match="another institution"), transaction.atomic():
        model.objects.filter(pk=row.pk).update(department=foreign)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("role_grant_ends_after_it_starts", {"ends_on": "2000-01-01"}),
        ("role_grant_coordinator_has_department", {"role": "coordinator", "department": None}),
        ("role_grant_has_reason", {"reason": ""}),
        ("role_grant_not_to_oneself", {"granted_by": F("user")}),
        ("role_grant_revoked_with_reason", {"revoked_at": timezone.now()}),
    ],
)
def test_role_that_cannot_be_is_refused_by_the_database(cast: Cast, name: str, values: dict):
    grant = cast.office.role_grants.get()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        RoleGrant.objects.filter(pk=grant.pk).update(**values)


def test_affiliation_twice_is_refused_by_the_database(cast: Cast):
    row = cast.student.affiliations.get()
    with pytest.raises(IntegrityError, match="affiliation_is_unique"), transaction.atomic():
        Affiliation.objects.create(user=row.user, institution=row.institution, kind=row.kind)


def test_user_address_in_another_case_is_refused_by_the_database(cast: Cast):
    with pytest.raises(IntegrityError, match="user_email_is_unique"), transaction.atomic():
        User.objects.create_user("STUDENT@example.org")


def test_institution_weekend_outside_the_week_is_refused_by_the_database(cast: Cast):
    with (
        pytest.raises(IntegrityError, match="institution_weekend_days_are_iso"),
        transaction.atomic(),
    ):
        Institution.objects.filter(pk=cast.siena.pk).update(weekend_days=[0, 8])


def test_department_code_twice_is_refused_by_the_database(cast: Cast):
    with pytest.raises(IntegrityError, match="department_code_is_unique"), transaction.atomic():
        Department.objects.create(institution=cast.siena, code="DISPI", name="Again")
