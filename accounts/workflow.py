"""Writes about people: invitations, affiliations and roles."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import AffiliationKind, Evidence
from accounts.models import Affiliation, Institution, Invitation, RoleGrant, User
from core import audit
from core.errors import RefusedError
from core.seals import new_token, token_hash


def invite(
    address: str, *, by: User, institution: Institution | None = None
) -> tuple[Invitation, str]:
    """Create an invitation and return it with its token, which is stored nowhere.

    The caller writes the e-mail (a confidential one) in the same transaction.
    """
    token = new_token()
    invitation = Invitation.objects.create(
        address=address.strip(),
        institution=institution,
        token_hash=token_hash(token),
        invited_by=by,
        expires_at=timezone.now() + timedelta(days=settings.INVITATION_DAYS),
    )
    audit.record("accounts.invitation.create", invitation, by=by)
    return invitation, token


def accept_invitation(invitation: Invitation, *, by: User) -> Invitation:
    """Use the invitation up; call it in the transaction of what it brings.

    Raises RefusedError when it was used, revoked or has expired, or when the person's verified
    address is another one. Accepting confirms the person as a teacher of the institution that
    the invitation names.
    """
    with transaction.atomic():
        row = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if not row.is_open:
            raise RefusedError(
                _("This invitation was used, withdrawn, or has expired. Ask for a new one.")
            )
        if row.address.casefold() != by.email.casefold():
            raise RefusedError(
                _("This invitation is for another address. Log in with the address it was sent to.")
            )
        row.accepted_at = timezone.now()
        row.accepted_by = by
        row.save(update_fields=["accepted_at", "accepted_by", "updated_at"])
        if row.institution is not None:
            confirm_affiliation(by, row.institution, AffiliationKind.TEACHER, Evidence.INVITATION)
        audit.record("accounts.invitation.accept", row, by=by)
        return row


def revoke_invitation(invitation: Invitation, *, by: User) -> None:
    """Make the link useless. Revoking twice, or after acceptance, changes nothing."""
    changed = Invitation.objects.filter(
        pk=invitation.pk, accepted_at__isnull=True, revoked_at__isnull=True
    ).update(revoked_at=timezone.now())
    if changed:
        audit.record("accounts.invitation.revoke", invitation, by=by)


def declare_affiliation(user: User, values: Mapping[str, Any]) -> Affiliation:
    """Record what a person says of themselves.

    A student whose address lies in the institution's domain is confirmed at once; everybody else
    waits for the office or for an invitation. A teacher is never confirmed by domain alone, since
    students share it.
    """
    institution: Institution = values["institution"]
    kind = AffiliationKind(values["kind"])
    domain = user.email.rpartition("@")[2].casefold()
    is_ours = domain == institution.schac_code or domain.endswith(f".{institution.schac_code}")
    is_confirmed = kind == AffiliationKind.STUDENT and is_ours
    try:
        with transaction.atomic():
            affiliation = Affiliation.objects.create(
                user=user,
                institution=institution,
                kind=kind,
                department=values.get("department"),
                student_number=values.get("student_number", ""),
                evidence=Evidence.DOMAIN if is_confirmed else Evidence.NONE,
            )
            audit.record("accounts.affiliation.declare", affiliation, by=user)
    except IntegrityError as error:
        raise RefusedError(_("You have already given this affiliation.")) from error
    return affiliation


def confirm_affiliation(
    user: User,
    institution: Institution,
    kind: AffiliationKind,
    evidence: Evidence,
    *,
    by: User | None = None,
) -> Affiliation:
    """Confirm an affiliation, creating it when the person did not give it; keeps older evidence."""
    with transaction.atomic():
        affiliation, _created = Affiliation.objects.select_for_update().get_or_create(
            user=user, institution=institution, kind=kind
        )
        if affiliation.evidence == Evidence.NONE:
            affiliation.evidence = evidence
            affiliation.save(update_fields=["evidence", "updated_at"])
            audit.record("accounts.affiliation.confirm", affiliation, by=by or user)
        return affiliation


def grant_role(user: User, values: Mapping[str, Any], *, by: User | None) -> RoleGrant:
    """Give a role: `values` are the fields of RoleGrant. Raises ValidationError when ill-formed."""
    grant = RoleGrant(user=user, granted_by=by, **values)
    grant.full_clean(exclude={"granted_by"})
    with transaction.atomic():
        grant.save()
        audit.record("accounts.role.grant", grant, by=by, data={"role": grant.role})
    return grant


def revoke_role(grant: RoleGrant, *, by: User) -> RoleGrant:
    """Take a role away from now on; what it was stays on record."""
    with transaction.atomic():
        row = RoleGrant.objects.select_for_update().get(pk=grant.pk)
        if row.revoked_at is not None:
            raise RefusedError(_("This role was already taken away."))
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at", "updated_at"])
        audit.record("accounts.role.revoke", row, by=by, data={"role": row.role})
        return row
