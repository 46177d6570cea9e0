"""Agreements for the tests."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Institution, User
from mou import workflow
from mou.enums import AgreementState, SignatureKind
from mou.library import load_clauses
from mou.models import Agreement, Party
from mou.terms import PartyTerms, SessionTerms, SignatureRecord, Terms
from tests.cast import Cast, make_institution


def make_terms(*institutions: Institution, **fields: Any) -> Terms:
    """Make the terms of an exchange that lasts six weeks from today."""
    today = timezone.localdate()
    values: dict[str, Any] = {
        "title": "Migration and cities",
        "starts_on": today,
        "ends_on": today + timedelta(days=400),
        "parties": [
            PartyTerms(
                institution=institution,
                lead=f"Lead of {institution.city}",
                course=f"Course in {institution.city}",
                ects=Decimal("3.0"),
                cfu=Decimal("3.0") if institution.country == "IT" else Decimal(0),
                signatory_name="Rosa Example",
                signatory_capacity="Rector",
            )
            for institution in institutions
        ],
        "weeks": 6,
        "sessions": [
            SessionTerms("Opening", datetime(2027, 4, 13, 12, 0, tzinfo=UTC), "Europe/Rome", 90)
        ],
        "group_size": 5,
        "platform": "an open video platform",
    }
    return Terms(**(values | fields))


def make_agreement(cast: Cast, **fields: Any) -> Agreement:
    """Draft an agreement between Siena and Marrakesh that both lead teachers may read."""
    load_clauses()
    readers = (cast.lead_teacher, cast.partner_teacher)
    return workflow.draft(make_terms(cast.siena, cast.marrakesh, **fields), readers, by=cast.office)


def make_italian_agreement(cast: Cast) -> Agreement:
    """Draft an agreement between two Italian universities."""
    load_clauses()
    pavia = make_institution("unipv.it", name="University of Pavia", city="Pavia")
    return workflow.draft(make_terms(cast.siena, pavia, language="it"), by=cast.office)


def party_of(agreement: Agreement, institution: Institution) -> Party:
    """Return the institution's part."""
    return Party.objects.get(agreement=agreement, institution=institution)


def record_of(agreement: Agreement, institution: Institution, **fields: Any) -> SignatureRecord:
    """Return a qualified signature of today, of the current wording."""
    values: dict[str, Any] = {
        "party": party_of(agreement, institution),
        "kind": SignatureKind.QUALIFIED,
        "signer_name": "Rosa Example",
        "signer_capacity": "Rector",
        "signed_on": timezone.localdate(),
        "sha256": agreement.revisions.get(number=agreement.current_revision).sha256,
        "protocol_number": "0001/2026",
    }
    return SignatureRecord(**(values | fields))


def sign(agreement: Agreement, institution: Institution, by: User, **fields: Any) -> Agreement:
    """Record a signature of the current wording."""
    return workflow.record_signature(agreement, record_of(agreement, institution, **fields), by=by)


def changed_clauses(agreement: Agreement, word: str = "changed") -> list[dict[str, str]]:
    """Return the current wording with one clause changed."""
    first, *rest = workflow.current_revision(agreement).clauses
    return [{**first, "text": f"{first['text']} {word}"}, *rest]


def agreement_in(state: AgreementState, cast: Cast) -> Agreement:
    """Walk an agreement to a state."""
    agreement = make_agreement(cast)
    if state == AgreementState.DRAFT:
        return agreement
    if state == AgreementState.ABANDONED:
        return workflow.abandon(agreement, by=cast.office)
    agreement = workflow.send_for_signature(agreement, by=cast.office)
    if state == AgreementState.FOR_SIGNATURE:
        return agreement
    for institution in (cast.siena, cast.marrakesh):
        agreement = sign(agreement, institution, cast.office)
    return (
        agreement if state == AgreementState.IN_FORCE else workflow.end(agreement, by=cast.office)
    )
