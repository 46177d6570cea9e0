"""Writes about exchanges: one module per noun, one verb per transition."""

from exchanges.workflow.agreement import (
    OVER,
    ask_agreement,
    attach_agreement,
    covering_agreements,
)
from exchanges.workflow.design import SectionEdit, edit_section
from exchanges.workflow.enrolment import enrol, leave
from exchanges.workflow.exchange import (
    approve,
    cancel,
    complete,
    open_enrolment,
    propose,
    reject,
    return_for_changes,
    start,
    submit,
    withdraw,
)
from exchanges.workflow.readymade import enrol_in_edition, leave_edition
from exchanges.workflow.team import (
    accept_lead,
    add_team,
    confirm,
    invite_lead,
    remove_lead,
    remove_team,
)

__all__ = [
    "OVER",
    "SectionEdit",
    "accept_lead",
    "add_team",
    "approve",
    "ask_agreement",
    "attach_agreement",
    "cancel",
    "complete",
    "confirm",
    "covering_agreements",
    "edit_section",
    "enrol",
    "enrol_in_edition",
    "invite_lead",
    "leave",
    "leave_edition",
    "open_enrolment",
    "propose",
    "reject",
    "remove_lead",
    "remove_team",
    "return_for_changes",
    "start",
    "submit",
    "withdraw",
]
