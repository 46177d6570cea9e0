"""What other apps' pages say of credits: `{% load credits %}`."""

from typing import Any

from django import template
from django.urls import reverse

from credits.querysets import exchanges_visible_to
from exchanges.enums import ExchangeState
from exchanges.models import Exchange

register = template.Library()

# Credits are spoken of once there are students who can earn them.
WITH_CREDITS = (ExchangeState.RUNNING, ExchangeState.COMPLETED)


@register.simple_tag
def credits_address(user: Any, exchange: Exchange) -> str:
    """Return where the credits of an exchange's students are, or nothing for whom they are not."""
    if exchange.state not in WITH_CREDITS or not user.is_authenticated:
        return ""
    if not exchanges_visible_to(user).filter(pk=exchange.pk).exists():
        return ""
    return reverse("credits:exchange-detail", args=[exchange.pk])
