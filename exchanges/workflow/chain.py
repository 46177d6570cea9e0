"""Who looks at the designs that begin at an institution, before its office decides."""

from django.db import transaction

from accounts.models import Institution, User
from core import audit
from exchanges.models import ReviewChain


def set_chain(institution: Institution, *, needs_endorsement: bool, by: User) -> ReviewChain:
    """Say whether the department's coordinator endorses designs of this institution first.

    It holds from the next submission on: a design that is with somebody stays with them.
    """
    with transaction.atomic():
        # The lock makes two who set it at once take turns, also where there is no chain yet.
        Institution.objects.select_for_update(of=("self",)).get(pk=institution.pk)
        chain, _is_new = ReviewChain.objects.update_or_create(
            institution=institution,
            defaults={"needs_endorsement": needs_endorsement, "changed_by": by},
        )
        audit.record(
            "exchanges.review_chain.set",
            chain,
            by=by,
            data={
                "institution": str(institution.pk),
                "needs_endorsement": needs_endorsement,
            },
        )
    return chain
