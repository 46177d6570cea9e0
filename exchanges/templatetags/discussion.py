"""The teachers' discussion beside what it is about: `{% load discussion %}`."""

from typing import Any

from django import template
from django.template import Context

from exchanges import discussions
from exchanges.models import Comment, Exchange

register = template.Library()
register.filter("section_label", discussions.label_of)


@register.simple_tag
def discussion_url(comment: Comment) -> str:
    """Give the address of the discussion that a comment belongs to."""
    return discussions.url_of(comment.exchange_id, comment.section)


@register.inclusion_tag("exchanges/discussion_box.html", takes_context=True)
def discussion(context: Context, exchange: Exchange, section: str = "") -> dict[str, Any]:
    """Show the discussion of a section (empty: of the whole design) to the teams' teachers.

    Others get nothing. The exchange comes from `for_page()`; three queries.
    """
    user = context["request"].user
    if not user.has_perm("exchanges.read_discussion", exchange):
        return {"thread": None}
    return discussions.box(context["request"], exchange, str(section))
