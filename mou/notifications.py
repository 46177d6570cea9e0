"""The e-mails about agreements: each function writes one outbox row for each reader."""

from django.db.models import Q

from accounts.enums import Role
from accounts.models import RoleGrant, User
from core.models import Message
from core.outbox import envelope_for, queue, register_check
from mou.enums import AgreementState
from mou.models import Agreement


def sent_for_signature(agreement: Agreement) -> None:
    """Tell the parties' offices and the readers that the wording is ready to be signed."""
    _tell("mou.for_signature", agreement)


def entered_into_force(agreement: Agreement) -> None:
    """Tell the parties' offices and the readers that every party has signed."""
    _tell("mou.in_force", agreement)


def recipients(agreement: Agreement) -> list[User]:
    """Return the people of the parties' offices and the readers, each once, in a fixed order."""
    offices = RoleGrant.objects.in_force().filter(
        role=Role.OFFICE,
        department__isnull=True,
        institution__in=agreement.parties.values("institution"),
    )
    readers = agreement.readers.values("pk")
    return list(
        User.objects.filter(
            Q(pk__in=offices.values("user")) | Q(pk__in=readers), is_active=True
        ).order_by("email")
    )


def _tell(kind: str, agreement: Agreement) -> None:
    parties = list(agreement.parties.select_related("institution").order_by("created_at", "id"))
    for user in recipients(agreement):
        queue(
            envelope_for(user, kind, target=agreement),
            {"agreement": agreement, "parties": parties},
        )


def _is_still_for_signature(message: Message) -> str:
    """Hold the request back when the wording was opened again before it was sent."""
    waiting = Agreement.objects.filter(state=AgreementState.FOR_SIGNATURE)
    return (
        ""
        if waiting.filter(pk=str(message.target_id)).exists()
        else "The agreement is no longer out for signature."
    )


register_check("mou.for_signature", _is_still_for_signature)
