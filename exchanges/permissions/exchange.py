"""Who may do what with an exchange."""

from django.utils.translation import gettext_lazy as _

from core.permissions import Rule, register
from exchanges.permissions.predicates import (
    allows,
    is_archived,
    is_confirmed_teacher,
    is_coordinator,
    is_in_team,
    is_initiators_lead,
    is_observer,
    is_office,
)

ONLY_LEAD = _("The lead of the team that began the exchange does this, when its state allows it.")
LEAD_OR_OFFICE = _(
    "The lead of the team that began the exchange or the office does this, when its state allows "
    "it."
)

is_lead_or_office = is_initiators_lead | is_office

register(
    {
        "exchanges.propose_exchange": Rule(
            is_confirmed_teacher,
            _("Only confirmed teachers begin an exchange. Give your affiliation on your profile."),
        ),
        "exchanges.view_design": Rule(
            is_in_team | is_office | is_coordinator | is_observer,
            _("The design is for its teachers and for the office."),
        ),
        "exchanges.edit_design": Rule(
            is_in_team & allows("edit"),
            _("The teams' teachers change the design, while the office does not hold it."),
        ),
        "exchanges.submit_exchange": Rule(is_initiators_lead & allows("submit"), ONLY_LEAD),
        "exchanges.withdraw_exchange": Rule(is_initiators_lead & allows("withdraw"), ONLY_LEAD),
        "exchanges.ask_agreement": Rule(
            is_lead_or_office & allows("ask_agreement"), LEAD_OR_OFFICE
        ),
        "exchanges.attach_agreement": Rule(
            is_lead_or_office & allows("attach_agreement"), LEAD_OR_OFFICE
        ),
        "exchanges.open_exchange": Rule(is_lead_or_office & allows("open"), LEAD_OR_OFFICE),
        "exchanges.start_exchange": Rule(is_lead_or_office & allows("start"), LEAD_OR_OFFICE),
        "exchanges.complete_exchange": Rule(is_lead_or_office & allows("complete"), LEAD_OR_OFFICE),
        "exchanges.cancel_exchange": Rule(is_lead_or_office & allows("cancel"), LEAD_OR_OFFICE),
        "exchanges.duplicate_exchange": Rule(
            is_lead_or_office,
            _("The lead of the team that began the exchange or the office makes the next draft."),
        ),
        "exchanges.archive_exchange": Rule(
            is_lead_or_office & allows("archive") & ~is_archived, LEAD_OR_OFFICE
        ),
        "exchanges.unarchive_exchange": Rule(
            is_lead_or_office & allows("unarchive") & is_archived, LEAD_OR_OFFICE
        ),
        "exchanges.add_team": Rule(is_initiators_lead & allows("add_team"), ONLY_LEAD),
        "exchanges.view_students": Rule(
            is_in_team | is_office | is_coordinator,
            _("Students' names are for the teams' teachers and for the office."),
        ),
    }
)
