"""The plain values that callers hand over: what an agreement is about, and who signed it how."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from accounts.models import Institution
from mou.enums import SignatureKind
from mou.models import Party


@dataclass(frozen=True, slots=True)
class PartyTerms:
    """One institution's part: its lead teacher's name, its course, and the credits it awards.

    Credits that the institution does not award are zero. The signatory may be known later.
    """

    institution: Institution
    lead: str
    course: str = ""
    ects: Decimal = Decimal(0)
    cfu: Decimal = Decimal(0)
    signatory_name: str = ""
    signatory_capacity: str = ""


@dataclass(frozen=True, slots=True)
class SessionTerms:
    """A synchronous session: an aware instant, the IANA zone that it was agreed in, and minutes."""

    title: str
    starts_at: datetime
    zone: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What an agreement is drafted from.

    `language` is that of the text (`en` or `it`). `starts_on` is the first day of the exchange;
    the agreement itself starts when the last party has signed. `ends_on` is the last day on which
    the agreement applies: the exchange's last day, or later to cover further runs.
    """

    title: str
    starts_on: date
    ends_on: date
    parties: Sequence[PartyTerms]
    language: str = "en"
    weeks: int = 0
    sessions: Sequence[SessionTerms] = ()
    group_size: int = 0
    platform: str = ""
    facilitation: str = ""
    assessment: str = ""
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class SignatureRecord:
    """That a party signed the wording whose SHA-256 is `sha256`, how, by whom and when."""

    party: Party
    kind: SignatureKind
    signer_name: str
    signer_capacity: str
    signed_on: date
    sha256: str
    protocol_number: str = ""
