"""Who may do what with a team."""

from django.utils.translation import gettext_lazy as _

from core.permissions import Rule, register
from exchanges.permissions.predicates import (
    began_exchange_of_team,
    has_no_lead,
    is_partner_team,
    leads_team,
    team_allows,
)

BY_LEAD = _("The lead of the team that began the exchange does this for its partners' teams.")

register(
    {
        "exchanges.confirm_team": Rule(
            leads_team & team_allows("confirm"),
            _("Each team's own lead confirms the design, while the office does not hold it."),
        ),
        "exchanges.remove_team": Rule(
            began_exchange_of_team & is_partner_team & team_allows("remove_team"), BY_LEAD
        ),
        "exchanges.invite_lead": Rule(
            began_exchange_of_team & has_no_lead & team_allows("invite"), BY_LEAD
        ),
        "exchanges.remove_lead": Rule(
            began_exchange_of_team & is_partner_team & ~has_no_lead & team_allows("remove_lead"),
            BY_LEAD,
        ),
        "exchanges.manage_colleagues": Rule(
            leads_team & team_allows("add_teacher"),
            _("Each team’s own lead says who is in it, while the office does not hold the design."),
        ),
    }
)
