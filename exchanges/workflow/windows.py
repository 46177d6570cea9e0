"""Take dates that the finder proposed."""

from datetime import date

from django.db import transaction

from accounts.models import User
from exchanges.enums import DesignSection
from exchanges.models import Exchange, SectionDraft, SectionRevision
from exchanges.workflow.design import FIELDS, SectionEdit, edit_section

IDEA = DesignSection.IDEA


def use_dates(
    exchange: Exchange, starts_on: date, ends_on: date, seen: int | None = None, *, by: User
) -> Exchange:
    """Give the exchange new dates: an edit of the section on the idea that changes nothing else.

    So the confirmations of that section lapse, and sessions outside of the dates refuse it (see
    `edit_section`). `seen` is the number of the wording of that section that the person looked at.
    What they have typed into the section and not saved stays theirs, with the new dates.

    Raises ConflictError when somebody saved the section since, and RefusedError when a session
    that stands lies outside the new dates, or the office holds the design.
    """
    with transaction.atomic():
        row = Exchange.objects.select_for_update(of=("self",)).get(pk=exchange.pk)
        values = {name: getattr(row, name) for name in FIELDS[IDEA]}
        values |= {"starts_on": starts_on, "ends_on": ends_on}
        number = SectionRevision.objects.last_number(row, IDEA)
        draft = SectionDraft.objects.filter(exchange=row, section=IDEA, user=by).first()
        edit = SectionEdit(IDEA, number if seen is None else seen, values)
        edited = edit_section(row, edit, by=by)
        if draft is not None:
            _keep(draft, number, starts_on, ends_on)
    return edited


def _keep(draft: SectionDraft, number: int, starts_on: date, ends_on: date) -> None:
    """Put back a draft that the edit removed, as if its author had typed the dates into it."""
    draft.data |= {"starts_on": [starts_on.isoformat()], "ends_on": [ends_on.isoformat()]}
    if draft.seen == number:
        draft.seen = number + 1
    draft.save(force_insert=True)
