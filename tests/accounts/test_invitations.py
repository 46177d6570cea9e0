"""Invitations: one person, one time, before they expire."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.enums import Evidence, Role
from accounts.models import Affiliation, Invitation, RoleGrant
from accounts.workflow import (
    accept_invitation,
    institution_to_vouch_for,
    invite,
    revoke_invitation,
    revoke_role,
)
from core.audit import events_of
from core.errors import RefusedError
from core.models import AuditEvent
from core.seals import token_hash
from tests.accounts.test_log_in import tables_with
from tests.cast import Cast, make_cast

THREADS = 20


def test_invitation_accepted_confirms_the_teacher(cast: Cast):
    invitation, token = invite("stranger@example.org", by=cast.lead_teacher, institution=cast.cairo)
    assert Invitation.objects.open().get(token_hash=token_hash(token)) == invitation
    accept_invitation(invitation, by=cast.stranger)
    affiliation = Affiliation.objects.get(user=cast.stranger)
    assert (affiliation.institution, affiliation.evidence) == (cast.cairo, Evidence.INVITATION)
    verbs = [event.verb for event in events_of(invitation)]
    assert verbs == ["accounts.invitation.accept", "accounts.invitation.create"]


@pytest.mark.parametrize("vouches", [True, False])
def test_invitation_accepted_gives_the_institutions_zone_to_who_chose_none(
    cast: Cast, vouches: bool
):
    named = cast.cairo if vouches else None
    invitation, _token = invite("stranger@example.org", by=cast.lead_teacher, institution=named)
    accept_invitation(invitation, cast.cairo, by=cast.stranger)
    cast.stranger.refresh_from_db()
    assert cast.stranger.time_zone == "Africa/Cairo"


def test_invitation_vouches_only_where_no_office_works(cast: Cast):
    assert institution_to_vouch_for(cast.cairo) == cast.cairo
    assert institution_to_vouch_for(cast.siena) is None
    for grant in RoleGrant.objects.filter(institution=cast.siena, role=Role.OFFICE):
        revoke_role(grant, by=cast.coordinator, reason="the office moved away")
    assert institution_to_vouch_for(cast.siena) == cast.siena


def test_invitation_that_vouches_for_nobody_declares_a_teacher_once(cast: Cast):
    for _time in range(2):
        invitation, _token = invite("stranger@example.org", by=cast.lead_teacher)
        accept_invitation(invitation, cast.siena, by=cast.stranger)
    affiliation = Affiliation.objects.get(user=cast.stranger)
    assert (affiliation.institution, affiliation.evidence) == (cast.siena, Evidence.NONE)


def test_invitation_used_again_is_refused(cast: Cast):
    invitation, _token = invite("stranger@example.org", by=cast.lead_teacher)
    accept_invitation(invitation, by=cast.stranger)
    with pytest.raises(RefusedError, match="was used"):
        accept_invitation(invitation, by=cast.stranger)
    with pytest.raises(RefusedError, match="was used"):
        accept_invitation(invitation, by=cast.partner_teacher)


def test_invitation_for_another_address_is_refused(cast: Cast):
    invitation, _token = invite("stranger@example.org", by=cast.lead_teacher)
    with pytest.raises(RefusedError, match="another address"):
        accept_invitation(invitation, by=cast.partner_teacher)
    invitation.refresh_from_db()
    assert invitation.is_open


def test_invitation_after_its_days_is_refused(cast: Cast):
    invitation, _token = invite("stranger@example.org", by=cast.lead_teacher)
    later = timezone.now() + timedelta(days=settings.INVITATION_DAYS, seconds=1)
    with time_machine.travel(later), pytest.raises(RefusedError, match="expired"):
        accept_invitation(invitation, by=cast.stranger)


def test_invitation_revoked_is_refused_and_revoking_twice_changes_nothing(cast: Cast):
    invitation, _token = invite("stranger@example.org", by=cast.lead_teacher)
    revoke_invitation(invitation, by=cast.lead_teacher)
    revoke_invitation(invitation, by=cast.lead_teacher)
    assert events_of(invitation).filter(verb="accounts.invitation.revoke").count() == 1
    with pytest.raises(RefusedError, match="withdrawn"):
        accept_invitation(invitation, by=cast.stranger)


def test_invitation_token_stands_nowhere_in_the_database(cast: Cast):
    _invitation, token = invite("stranger@example.org", by=cast.lead_teacher)
    assert len(token) >= 43, "256 bits in base 64"
    assert not tables_with(token)
    assert tables_with(token_hash(token)) == ["accounts_invitation.token_hash"]


@pytest.mark.django_db(transaction=True)
def test_invitation_accepted_by_many_at_once_is_used_once():
    cast = make_cast()
    invitation, _token = invite("stranger@example.org", by=cast.lead_teacher)

    def accept(_number: int) -> str:
        try:
            accept_invitation(invitation, by=cast.stranger)
        except RefusedError:
            return "refused"
        finally:
            connection.close()
        return "accepted"

    with ThreadPoolExecutor(THREADS) as threads:
        outcomes = list(threads.map(accept, range(THREADS)))
    assert outcomes.count("accepted") == 1
    assert outcomes.count("refused") == THREADS - 1
    accepted = AuditEvent.objects.filter(verb="accounts.invitation.accept")
    assert accepted.count() == 1


def test_invitation_accepted_by_nobody_is_refused_by_the_database(cast: Cast):
    invitation, _token = invite("stranger@example.org", by=cast.lead_teacher)
    with (
        pytest.raises(IntegrityError, match="invitation_accepted_by_somebody"),
        transaction.atomic(),
    ):
        Invitation.objects.filter(pk=invitation.pk).update(accepted_at=timezone.now())


def test_invitation_accepted_after_expiry_is_refused_by_the_database(cast: Cast):
    invitation, _token = invite("stranger@example.org", by=cast.lead_teacher)
    late = invitation.expires_at + timedelta(seconds=1)
    with (
        pytest.raises(IntegrityError, match="invitation_not_accepted_after_expiry"),
        transaction.atomic(),
    ):
        Invitation.objects.filter(pk=invitation.pk).update(
            accepted_at=late, accepted_by=cast.stranger
        )
