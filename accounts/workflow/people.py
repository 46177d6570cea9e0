"""Writes about people: invitations, affiliations and roles."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import notifications
from accounts.enums import AffiliationKind, Evidence
from accounts.models import Affiliation, Institution, Invitation, RoleGrant, User
from core import audit
from core.errors import RefusedError
from core.models import Entity
from core.offsets import checked
from core.seals import new_token, token_hash


def institution_to_vouch_for(institution: Institution) -> Institution | None:
    """Return the institution that an invitation of a colleague may name, or None.

    Whoever accepts an invitation that names an institution is confirmed as its teacher. Where an
    office of the institution works in the portal, only that office confirms its people: else any
    teacher could make a stranger a teacher of another university.
    """
    return None if RoleGrant.objects.offices_of(institution).exists() else institution


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


def accept_invitation(
    invitation: Invitation, institution: Institution | None = None, *, by: User
) -> Invitation:
    """Use the invitation up; call it in the transaction of what it brings.

    Accepting confirms the person as a teacher of the institution that the invitation names. Where
    it names none, being a teacher of `institution` is only declared: its office confirms it.
    Whoever still has the portal's own time zone gets the institution's. Raises RefusedError when
    the invitation was used, revoked or has expired, or when the person's verified address is
    another one.
    """
    with transaction.atomic():
        row: Invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
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
        _become_teacher(by, row.institution, institution)
        audit.record("accounts.invitation.accept", row, by=by)
        return row


def _become_teacher(user: User, vouched: Institution | None, declared: Institution | None) -> None:
    """Confirm the person as a teacher, or else let it be known that they say so."""
    kind = AffiliationKind.TEACHER
    if vouched is not None:
        confirm_affiliation(user, vouched, kind, Evidence.INVITATION)
        _live_by_the_clock_of(vouched, user)
        return
    known = user.affiliations.of_kind(kind).filter(institution=declared)
    if declared is not None and not known.exists():
        declare_affiliation(user, {"institution": declared, "kind": kind})


def revoke_invitation(invitation: Invitation, *, by: User) -> None:
    """Make the link useless. Revoking twice, or after acceptance, changes nothing."""
    changed = Invitation.objects.filter(
        pk=invitation.pk, accepted_at__isnull=True, revoked_at__isnull=True
    ).update(revoked_at=timezone.now())
    if changed:
        audit.record("accounts.invitation.revoke", invitation, by=by)


def declare_affiliation(
    user: User, values: Mapping[str, Any], *, by: User | None = None
) -> Affiliation:
    """Record what a person says of themselves.

    A student whose address lies in the institution's domain is confirmed at once; everybody else
    waits for the office or for an invitation. A teacher is never confirmed by domain alone, since
    students share it. Whoever still has the portal's own time zone gets the institution's. Raises
    RefusedError for a second affiliation of the same kind, and for a department of another
    institution.
    """
    institution: Institution = values["institution"]
    department = values.get("department")
    kind = AffiliationKind(values["kind"])
    if department is not None and department.institution_id != institution.pk:
        raise RefusedError(_("This department belongs to another institution."))
    is_confirmed = kind == AffiliationKind.STUDENT and _is_address_of(user.email, institution)
    try:
        with transaction.atomic():
            affiliation = Affiliation.objects.create(
                user=user,
                institution=institution,
                kind=kind,
                department=department,
                student_number=values.get("student_number", ""),
                evidence=Evidence.DOMAIN if is_confirmed else Evidence.NONE,
            )
            audit.record("accounts.affiliation.declare", affiliation, by=by or user)
            _live_by_the_clock_of(institution, user)
    except IntegrityError as error:
        raise RefusedError(_("You have already given this affiliation.")) from error
    return affiliation


def _live_by_the_clock_of(institution: Institution, user: User) -> None:
    """Give the person the institution's time zone, unless theirs is no longer the portal's own."""
    if user.time_zone == settings.TIME_ZONE:
        edit_profile(user, {"time_zone": institution.time_zone}, by=user)
        user.time_zone = institution.time_zone


def _is_address_of(address: str, institution: Institution) -> bool:
    """Tell whether the address lies in the institution's domain, or below it."""
    domain = address.rpartition("@")[2].casefold()
    return domain == institution.schac_code or domain.endswith(f".{institution.schac_code}")


def confirm_affiliation(
    user: User,
    institution: Institution,
    kind: AffiliationKind,
    evidence: Evidence,
    *,
    by: User | None = None,
) -> Affiliation:
    """Confirm an affiliation, creating it when the person did not give it; keeps older evidence.

    The person is told when the office confirmed it: who accepts an invitation knows already.
    """
    with transaction.atomic():
        affiliation: Affiliation = Affiliation.objects.select_for_update().get_or_create(
            user=user, institution=institution, kind=kind
        )[0]
        if affiliation.evidence == Evidence.NONE:
            affiliation.evidence = evidence
            affiliation.save(update_fields=["evidence", "updated_at"])
            audit.record("accounts.affiliation.confirm", affiliation, by=by or user)
            if evidence == Evidence.OFFICE:
                notifications.affiliation_confirmed(affiliation)
        return affiliation


def confirm_declared(affiliation: Affiliation, *, by: User) -> Affiliation:
    """Let an office confirm what a person said of themselves.

    Raises RefusedError when it is confirmed already, and for one's own affiliation.
    """
    with transaction.atomic():
        row: Affiliation = Affiliation.objects.select_for_update(of=("self",)).get(
            pk=affiliation.pk
        )
        if row.evidence != Evidence.NONE:
            raise RefusedError(_("This affiliation is confirmed already."))
        if row.user_id == by.pk:
            raise RefusedError(_("A colleague has to confirm your own affiliation."))
        return confirm_affiliation(
            row.user, row.institution, AffiliationKind(row.kind), Evidence.OFFICE, by=by
        )


def grant_role(user: User, values: Mapping[str, Any], *, by: User | None) -> RoleGrant:
    """Give a role: `values` are the fields of RoleGrant.

    `by` is None where the portal itself gives it (the first office, the demo); then nobody is
    told. Raises RefusedError when somebody gives a role to themselves or names a department of
    another institution, and ValidationError when the values are ill-formed.
    """
    grant = RoleGrant(user=user, granted_by=by, **values)
    if by is not None and by.pk == user.pk:
        raise RefusedError(_("Nobody gives a role to themselves. Ask a colleague."))
    if grant.department is not None and grant.department.institution_id != grant.institution_id:
        raise RefusedError(_("This department belongs to another institution."))
    grant.full_clean(exclude={"granted_by"})
    with transaction.atomic():
        grant.save()
        audit.record("accounts.role.grant", grant, by=by, data={"role": grant.role})
        if by is not None:
            notifications.role_granted(grant)
    return grant


def revoke_role(grant: RoleGrant, *, by: User, reason: str) -> RoleGrant:
    """Take a role away from now on; what it was stays on record.

    Raises RefusedError when it was taken away before.
    """
    with transaction.atomic():
        row: RoleGrant = RoleGrant.objects.select_for_update().get(pk=grant.pk)
        if row.revoked_at is not None:
            raise RefusedError(_("This role was already taken away."))
        row.revoked_at = timezone.now()
        row.revoked_by = by
        row.revocation_reason = reason
        row.save(
            update_fields=["revoked_at", "revoked_by", "revocation_reason", "updated_at"],
        )
        audit.record("accounts.role.revoke", row, by=by, data={"role": row.role})
        notifications.role_revoked(row)
        return row


def edit_profile(user: User, values: Mapping[str, Any], *, by: User) -> User:
    """Change a person's own names, language and zone; personal values stay out of the audit."""
    with transaction.atomic():
        row: User = User.objects.select_for_update().get(pk=user.pk)
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        if not changed:
            return row
        for name in changed:
            setattr(row, name, values[name])
        row.save(update_fields=[*changed, "updated_at"])
        audit.record("accounts.profile.edit", row, by=by, data={"fields": changed})
        return row


def save_as_administrator(row: Entity, changed: Sequence[str], *, verb: str, by: Any) -> None:
    """Save a row that an administrator added or edited (`verb`); `changed` names its fields.

    The audit event keeps the names of the fields, not their values.
    """
    with transaction.atomic():
        row.save()
        name = f"accounts.{row._meta.model_name}.{verb}"
        audit.record(name, row, by=by, data={"fields": list(changed), "administrator": True})


def stop_reminders(user: User) -> None:
    """Let a person get no more reminders of meetings. Stopping twice changes nothing."""
    changed = User.objects.filter(pk=user.pk).exclude(reminder_offsets=[])
    with transaction.atomic():
        if changed.update(reminder_offsets=[]):
            audit.record("accounts.user.stop_reminders", user, by=user)


def choose_reminders(user: User, offsets: Sequence[int] | None, *, by: User) -> User:
    """Let a person be reminded of meetings at these minutes before each.

    None leaves it to each exchange and training, an empty list means never. Raises RefusedError
    for what `core.offsets` does not allow.
    """
    chosen = None if offsets is None else checked(offsets)
    with transaction.atomic():
        row: User = User.objects.select_for_update().get(pk=user.pk)
        if row.reminder_offsets != chosen:
            row.reminder_offsets = chosen
            row.save(update_fields=["reminder_offsets", "updated_at"])
            audit.record("accounts.user.choose_reminders", row, by=by)
        return row
