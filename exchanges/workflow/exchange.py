"""What happens to an exchange as a whole, from the idea to its end."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import AffiliationKind
from accounts.models import User
from core import audit
from core.errors import RefusedError
from exchanges.enums import IN_USE, DesignSection
from exchanges.models import Exchange, Team
from exchanges.notifications import exchange as notifications
from exchanges.people import counting_on, participants_of
from exchanges.workflow.agreement import require_agreement
from exchanges.workflow.design import record_revision
from exchanges.workflow.walkers import EXCHANGES


def propose(values: Mapping[str, Any], team_values: Mapping[str, Any], *, by: User) -> Exchange:
    """Start a draft: `values` are fields of Exchange, `team_values` of its initiating team.

    Raises RefusedError unless the person is a confirmed teacher of the team's institution.
    """
    teaches = by.affiliations.confirmed().of_kind(AffiliationKind.TEACHER)
    if not teaches.filter(institution=team_values["institution"]).exists():
        raise RefusedError(_("Only a confirmed teacher of the institution can begin there."))
    with transaction.atomic():
        exchange = Exchange.objects.create(**values)
        team = Team.objects.create(exchange=exchange, lead=by, is_initiator=True, **team_values)
        record_revision(exchange, DesignSection.IDEA, by=by)
        record_revision(exchange, DesignSection.TEAMS, by=by, team=team)
        audit.record("exchanges.exchange.propose", exchange, by=by)
    return exchange


def open_enrolment(exchange: Exchange, seen: int | None = None, *, by: User) -> Exchange:
    """Let students enrol.

    Raises RefusedError unless an agreement in force covers every team's institution to the last
    day.
    """
    with EXCHANGES.step(exchange, "open", by=by, seen=seen) as row:
        require_agreement(row)
        notifications.opened(row)
    return row


def start(exchange: Exchange, seen: int | None = None, *, by: User) -> Exchange:
    """Close enrolment and begin."""
    with EXCHANGES.step(exchange, "start", by=by, seen=seen) as row:
        notifications.started(row)
    return row


def complete(exchange: Exchange, seen: int | None = None, *, by: User) -> Exchange:
    """End an exchange that ran."""
    with EXCHANGES.step(exchange, "complete", by=by, seen=seen) as row:
        notifications.completed(row)
    return row


def cancel(exchange: Exchange, reason: str, seen: int | None = None, *, by: User) -> Exchange:
    """Give the exchange up, for a reason that everybody concerned reads."""
    if not reason.strip():
        raise RefusedError(_("Say why, so that everybody concerned understands."))
    with transaction.atomic():
        with EXCHANGES.step(exchange, "cancel", by=by, seen=seen) as row:
            row.cancel_reason = reason.strip()
            people = participants_of(row) if row.state in IN_USE else counting_on(row)
            told = list(people)
        # Its sessions are given up at the moment that the exchange says now.
        notifications.cancelled(row, told)
    return row


def archive(exchange: Exchange, seen: int | None = None, *, by: User) -> Exchange:
    """Put an exchange that is over away: lists show it only to those who ask for the archive."""
    with EXCHANGES.step(exchange, "archive", by=by, seen=seen) as row:
        if row.archived_at is not None:
            raise RefusedError(_("It is in the archive already."))
        row.archived_at = timezone.now()
    return row


def unarchive(exchange: Exchange, seen: int | None = None, *, by: User) -> Exchange:
    """Bring an exchange back from the archive into the lists."""
    with EXCHANGES.step(exchange, "unarchive", by=by, seen=seen) as row:
        if row.archived_at is None:
            raise RefusedError(_("It is not in the archive."))
        row.archived_at = None
    return row
