"""Exceptions: the office lets a design be submitted although a criterion is not met."""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RefusedError
from exchanges import criteria
from exchanges.design_values import findings_of
from exchanges.models import Exchange, Waiver
from exchanges.notifications import review as notifications
from exchanges.people import is_teacher_of
from exchanges.workflow.walkers import EXCHANGES


def waive(exchange: Exchange, code: str, reason: str, *, by: User) -> Exchange:
    """Make an exception from the criterion with this code, for a reason that the teachers read.

    Raises RefusedError when there is an exception already, when the criterion does not stop the
    design now, and for those criteria that nobody makes an exception from
    (`criteria.NOT_WAIVABLE`).
    """
    reason = reason.strip()
    if not reason:
        raise RefusedError(_("Say why the exception is made."))
    if code in criteria.NOT_WAIVABLE:
        raise RefusedError(_("No exception can be made from this criterion."))
    with EXCHANGES.step(exchange, "waive", by=by, data={"code": code}) as row:
        if is_teacher_of(by, row):
            raise RefusedError(_("Nobody makes an exception for an exchange of their own."))
        if row.waivers.filter(code=code, revoked_at=None).exists():
            raise RefusedError(_("There is an exception for this criterion already."))
        if all(finding.code != code for finding in criteria.blocking(findings_of(row))):
            raise RefusedError(_("This criterion does not stop the design now."))
        waiver = Waiver.objects.create(exchange=row, code=code, reason=reason, by=by)
        notifications.exception_made(waiver)
    return row


def revoke_waiver(waiver: Waiver, *, by: User) -> Exchange:
    """Take an exception back: the criterion stops the next submission again."""
    with EXCHANGES.step(waiver.exchange, "revoke_waiver", by=by, data={"code": waiver.code}) as row:
        fresh = row.waivers.select_for_update(of=("self",)).get(pk=waiver.pk)
        if fresh.revoked_at is not None:
            raise RefusedError(
                _("%(person)s has taken this exception back already.")
                % {"person": fresh.revoked_by}
            )
        fresh.exchange = row
        fresh.revoked_at = timezone.now()
        fresh.revoked_by = by
        fresh.save(update_fields=["revoked_at", "revoked_by", "updated_at"])
        notifications.exception_taken_back(fresh)
    return row
