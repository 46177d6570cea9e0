"""What waits for the office among the uses of ready-made exchanges."""

from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from core.components import Turn
from exchanges.models import Adoption
from exchanges.turns import MOST


def adoption_turns(person: User) -> list[Turn]:
    """Return what the person's office has to decide, oldest first: at most fifteen, in one query.

    Nobody decides on a course of their own, so those are left out; who is no office asks nothing.
    """
    if not person.institutions_as(Role.OFFICE):
        return []
    waiting = Adoption.objects.handled_by(person).waiting().exclude(teacher=person).for_list()
    return [
        Turn(
            todo=_("Decide whether a course uses a ready-made exchange"),
            title=_("%(course)s: %(title)s")
            % {"course": row.course_title, "title": row.edition.package},
            url=row.get_absolute_url(),
            since=row.created_at,
        )
        for row in waiting.order_by("created_at", "id")[:MOST]
    ]
