"""Ask people to facilitate a session, and let them go.

The database refuses that somebody is in two places at once; these verbs say so in words.
"""

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RefusedError
from exchanges.enums import IN_USE
from exchanges.models import Facilitation, Session
from exchanges.notifications import session as notifications
from exchanges.people import may_facilitate, participants_in
from exchanges.workflow.one_place import lock_person, nobody_in_two_places
from exchanges.workflow.session import open_step


def add_facilitator(session: Session, person: User, *, by: User) -> Facilitation:
    """Let somebody facilitate a session, and tell them.

    Raises RefusedError for who is neither a facilitator of the teams' institutions nor a teacher
    of the exchange, for who facilitates it already, and for who facilitates another session at
    that time, without saying which.
    """
    elsewhere = _("This person facilitates another session at that time. Ask somebody else.")
    with (
        nobody_in_two_places(elsewhere, field="person"),
        open_step(session, "add_facilitator", by=by) as (exchange, row),
    ):
        if not may_facilitate(exchange).filter(pk=person.pk).exists():
            raise RefusedError(
                _("Ask a facilitator of the teams’ universities, or a teacher of the exchange."),
                field="person",
            )
        if row.facilitations.filter(person=person).exists():
            raise RefusedError(_("This person facilitates the session already."), field="person")
        lock_person(person)
        facilitation = Facilitation.objects.create(session=row, person=person)
        if person.pk != by.pk:
            notifications.facilitator_added(row, person)
    return facilitation


def remove_facilitator(session: Session, facilitation: Facilitation, *, by: User) -> Session:
    """Let somebody facilitate a session no more, and tell them.

    Raises RefusedError when somebody else was quicker.
    """
    person = facilitation.person
    with open_step(session, "remove_facilitator", by=by) as (exchange, row):
        removed, _each = row.facilitations.filter(pk=facilitation.pk).delete()
        if not removed:
            raise RefusedError(_("This person does not facilitate the session any more."))
        if person.pk != by.pk:
            others = participants_in(row) if exchange.state in IN_USE else User.objects.none()
            takes_part = others.filter(pk=person.pk).exists()
            notifications.facilitator_removed(row, person, takes_part=takes_part)
    return row
