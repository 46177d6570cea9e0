"""Writes about exchanges: one module per noun, one verb per transition."""

from exchanges.workflow.agreement import (
    OVER,
    ask_agreement,
    attach_agreement,
    covering_agreements,
)
from exchanges.workflow.chain import set_chain
from exchanges.workflow.design import SectionEdit, edit_section
from exchanges.workflow.duplicate import duplicate
from exchanges.workflow.enrolment import enrol, leave
from exchanges.workflow.exception import revoke_waiver, waive
from exchanges.workflow.exchange import (
    archive,
    cancel,
    complete,
    open_enrolment,
    propose,
    start,
    unarchive,
)
from exchanges.workflow.readymade import enrol_in_edition, leave_edition
from exchanges.workflow.review import (
    approve,
    endorse,
    reject,
    return_for_changes,
    send_back,
    submit,
    withdraw,
)
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
    "archive",
    "ask_agreement",
    "attach_agreement",
    "cancel",
    "complete",
    "confirm",
    "covering_agreements",
    "duplicate",
    "edit_section",
    "endorse",
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
    "revoke_waiver",
    "send_back",
    "set_chain",
    "start",
    "submit",
    "unarchive",
    "waive",
    "withdraw",
]
