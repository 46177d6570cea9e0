"""Who may take the whole of an exchange away."""

from django.utils.translation import gettext_lazy as _

from core.permissions import Rule, register
from exchanges.permissions.predicates import is_in_team, is_office

register(
    {
        "exchanges.take_archive": Rule(
            is_in_team | is_office,
            _("All records together are for the teams' teachers and for the office."),
        ),
    }
)
