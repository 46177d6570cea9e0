"""Where people stop the reminders of meetings: an address that needs no log-in (RFC 8058)."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

_SIGNER = Signer(salt="accounts.reminders.stop")


def stop_address(person_id: UUID) -> str:
    """Return the address at which this person's mail program stops their reminders.

    It does nothing else and shows nothing of the person, so it does not run out.
    """
    token = _SIGNER.sign(person_id.hex)
    return f"{settings.SITE_ORIGIN}{reverse('accounts:reminders-stop', args=[token])}"


def person_of(token: str) -> UUID | None:
    """Return whose address a token belongs to, or None when it is not one of ours."""
    try:
        return UUID(_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None
