"""A design once more: the draft for next year."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import RefusedError
from exchanges.enums import DesignSection, ExchangeState
from exchanges.models import Activity, Exchange, Outcome, Team
from exchanges.notifications import exchange as notifications
from exchanges.workflow.confirmation import SHARED
from exchanges.workflow.design import FIELDS, record_revision

A_YEAR = timedelta(weeks=52)
"""Whole weeks: what happened on Tuesdays happens on Tuesdays again."""
OF_EXCHANGE = (DesignSection.IDEA, DesignSection.GROUPS, DesignSection.ASSESSMENT)


def duplicate(exchange: Exchange, *, by: User) -> Exchange:
    """Make a draft for next year of the whole design, with its teams and their leads.

    Sessions, students, confirmations and exceptions stay behind. Raises RefusedError while there
    is an untouched draft of the same dates already, as after a second click.
    """
    with transaction.atomic():
        source = Exchange.objects.select_for_update(of=("self",)).get(pk=exchange.pk)
        starts_on = source.starts_on + A_YEAR
        if source.copies.filter(starts_on=starts_on, state=ExchangeState.DRAFT).exists():
            raise RefusedError(_("There is a draft for next year already. Go on with that one."))
        copy = _copy_exchange(source)
        _copy_rows(source, copy)
        teams = [_copy_team(team, copy) for team in source.teams.all()]
        for section in SHARED:
            record_revision(copy, section, by=by)
        for team in teams:
            record_revision(copy, DesignSection.TEAMS, by=by, team=team)
        audit.record("exchanges.exchange.duplicate", copy, by=by, data={"source": str(source.pk)})
        notifications.duplicated(copy, by)
    return copy


def _copy_exchange(source: Exchange) -> Exchange:
    names = [name for section in OF_EXCHANGE for name in FIELDS[section]]
    values = {name: getattr(source, name) for name in names}
    values["starts_on"] += A_YEAR
    values["ends_on"] += A_YEAR
    return Exchange.objects.create(
        **values, reminder_offsets=source.reminder_offsets, copied_from=source
    )


def _copy_rows(source: Exchange, copy: Exchange) -> None:
    for outcome in source.outcomes.all():
        values = {name: getattr(outcome, name) for name in FIELDS[DesignSection.OUTCOMES]}
        Outcome.objects.create(exchange=copy, position=outcome.position, **values)
    for activity in source.activities.all():
        values = {name: getattr(activity, name) for name in FIELDS[DesignSection.SYLLABUS]}
        Activity.objects.create(exchange=copy, **values)


def _copy_team(team: Team, copy: Exchange) -> Team:
    values = {name: getattr(team, name) for name in FIELDS[DesignSection.TEAMS]}
    twin = Team.objects.create(
        exchange=copy,
        institution=team.institution,
        lead=team.lead,
        is_initiator=team.is_initiator,
        **values,
    )
    twin.teachers.set(team.teachers.all())
    return twin
