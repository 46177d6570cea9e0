"""What the reader can do with an exchange now: the one main action first."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from exchanges.models import Exchange, Team
from mou.enums import AgreementState


@dataclass(frozen=True, slots=True)
class Action:
    """A button. A link leads to a form; anything else posts `seen`, after asking `confirm`."""

    label: str
    url: str
    is_link: bool = False
    seen: int | None = None
    confirm: str = ""


def main_action(exchange: Exchange, reader: User, *, is_trained: bool = True) -> Action | None:
    """Return what the reader should do next, or None when it is somebody else's turn.

    `is_trained`: the initiating team's lead takes or took a training.
    """
    if not is_trained and _partner_is_missing(exchange) and _may_invite(exchange, reader):
        return Action(_("Choose a training"), reverse("training:edition-list"), is_link=True)
    finders = [_invite, _confirm, _submit, _review, _agree, _open]
    today = timezone.localdate()
    if today >= exchange.starts_on:
        finders.append(_start)
    if today > exchange.ends_on:
        finders.append(_complete)
    return next(filter(None, (find(exchange, reader) for find in finders)), None)


def other_actions(exchange: Exchange, reader: User, *, is_trained: bool = True) -> list[Action]:
    """Return what else the reader may do: going on before the training, taking back, giving up."""
    found = []
    if not is_trained and _partner_is_missing(exchange) and (invite := _invite(exchange, reader)):
        found.append(invite)
    if reader.has_perm("exchanges.withdraw_exchange", exchange):
        found.append(
            Action(
                _("Take back"),
                _url("exchange-withdraw", exchange),
                seen=exchange.version,
                confirm=_("Nobody can decide on it until you submit it again."),
            )
        )
    found += _ahead_of_time(exchange, reader)
    links = (
        ("duplicate", "exchange-duplicate", _("Draft for next year")),
        ("archive", "exchange-to-archive", _("Put in the archive")),
        ("unarchive", "exchange-from-archive", _("Take out of the archive")),
        ("cancel", "exchange-cancel", _("Cancel the exchange")),
    )
    found += [
        Action(label, _url(name, exchange), is_link=True)
        for verb, name, label in links
        if reader.has_perm(f"exchanges.{verb}_exchange", exchange)
    ]
    return found


def _ahead_of_time(exchange: Exchange, reader: User) -> list[Action]:
    """Return the beginning and the end, as long as their day has not come: possible, not due."""
    today = timezone.localdate()
    early = [
        _start(exchange, reader) if today < exchange.starts_on else None,
        _complete(exchange, reader) if today <= exchange.ends_on else None,
    ]
    return [action for action in early if action is not None]


def own_team(exchange: Exchange, reader: User) -> Team | None:
    """Return the team that the reader leads."""
    return next((team for team in exchange.teams.all() if team.lead_id == reader.pk), None)


def _url(name: str, exchange: Exchange, *more: Any) -> str:
    return reverse(f"exchanges:{name}", args=[exchange.pk, *more])


def _partner_is_missing(exchange: Exchange) -> bool:
    """Tell whether no partner leads a team yet."""
    return not any(team.lead_id and not team.is_initiator for team in exchange.teams.all())


def _may_invite(exchange: Exchange, reader: User) -> bool:
    return reader.has_perm("exchanges.add_team", exchange)


def _invite(exchange: Exchange, reader: User) -> Action | None:
    if not _may_invite(exchange, reader):
        return None
    partners = [team for team in exchange.teams.all() if not team.is_initiator]
    if not partners:
        label = _("Add a partner university")
        return Action(label, _url("team-add", exchange), is_link=True)
    for team in partners:
        if team.lead_id is None and not getattr(team, "is_invited", False):
            label = _("Invite the partner teacher")
            return Action(label, _url("lead-invite", exchange, team.pk), is_link=True)
    return None


def _confirm(exchange: Exchange, reader: User) -> Action | None:
    team = own_team(exchange, reader)
    if team is None or team.is_confirmed:
        return None
    team.exchange = exchange
    if not reader.has_perm("exchanges.confirm_team", team):
        return None
    return Action(
        _("Confirm the design"),
        _url("team-confirm", exchange, team.pk),
        is_link=True,
    )


def _submit(exchange: Exchange, reader: User) -> Action | None:
    if not reader.has_perm("exchanges.submit_exchange", exchange):
        return None
    if not all(team.is_confirmed for team in exchange.teams.all()):
        return None
    return Action(
        _("Submit the design"),
        _url("exchange-submit", exchange),
        seen=exchange.version,
        confirm=_("The design cannot be changed while it is looked at."),
    )


def _review(exchange: Exchange, reader: User) -> Action | None:
    answers = (
        ("exchanges.decide_exchange", _("Review and decide")),
        ("exchanges.endorse_exchange", _("Review and endorse")),
    )
    for permission, label in answers:
        if reader.has_perm(permission, exchange):
            return Action(label, _url("exchange-review", exchange), is_link=True)
    return None


def _agree(exchange: Exchange, reader: User) -> Action | None:
    if not reader.has_perm("exchanges.ask_agreement", exchange):
        return None
    agreement = exchange.agreement
    if agreement is not None and agreement.state in (
        AgreementState.DRAFT,
        AgreementState.FOR_SIGNATURE,
        AgreementState.IN_FORCE,
    ):
        return None
    return Action(_("Go on to the agreement"), _url("exchange-agreement", exchange), is_link=True)


def _open(exchange: Exchange, reader: User) -> Action | None:
    agreement = exchange.agreement
    if agreement is None or agreement.state != AgreementState.IN_FORCE:
        return None
    if not reader.has_perm("exchanges.open_exchange", exchange):
        return None
    return Action(_("Open enrolment"), _url("exchange-open", exchange), seen=exchange.version)


def _start(exchange: Exchange, reader: User) -> Action | None:
    if not reader.has_perm("exchanges.start_exchange", exchange):
        return None
    return Action(
        _("Begin the exchange"),
        _url("exchange-start", exchange),
        seen=exchange.version,
        confirm=_("Enrolment closes, and everybody is told that the exchange begins."),
    )


def _complete(exchange: Exchange, reader: User) -> Action | None:
    if not reader.has_perm("exchanges.complete_exchange", exchange):
        return None
    return Action(
        _("End the exchange"),
        _url("exchange-complete", exchange),
        seen=exchange.version,
        confirm=_("Nobody can leave any more; results can still be recorded."),
    )
