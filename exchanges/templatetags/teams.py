"""What pages show of a team beside its card: `{% load teams %}`."""

from typing import Any

from django import template
from django.db.models import prefetch_related_objects

from exchanges.enums import DesignSection
from exchanges.models import Team

register = template.Library()


@register.inclusion_tag("exchanges/confirmations.html")
def confirmations(team: Team) -> dict[str, Any]:
    """Show which sections a team's lead stands behind, and since when.

    The first team of an exchange reads them for all, so a page asks once.
    """
    teams = [one for one in team.exchange.teams.all() if one.pk != team.pk]
    prefetch_related_objects([team, *teams], "confirmations")
    since = {row.section: row.created_at for row in team.confirmations.all()}
    sections = [
        {"label": section.label, "since": since.get(section.value)} for section in DesignSection
    ]
    return {"sections": sections, "number": len(since), "total": len(sections)}
