"""Where people stop the reminders of meetings: an address that needs no log-in (RFC 8058)."""

from functools import cache
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

_SIGNER = Signer(salt="accounts.reminders.stop")
_PLACE = "TOKEN"


def stop_address(person_id: UUID) -> str:
    """Return the address at which this person's mail program stops their reminders.

    It does nothing else and shows nothing of the person, so it does not run out.
    """
    token = _SIGNER.sign(person_id.hex)
    return f"{settings.SITE_ORIGIN}{_path_pattern().replace(_PLACE, token)}"


@cache
def _path_pattern() -> str:
    """Return the path with _PLACE for the token: a run asks for thousands of addresses."""
    return reverse("accounts:reminders-stop", args=[_PLACE])


def person_of(token: str) -> UUID | None:
    """Return whose address a token belongs to, or None when it is not one of ours."""
    try:
        return UUID(_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None
