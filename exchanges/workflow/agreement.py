"""The agreement (MoU) that an exchange runs under."""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RefusedError
from exchanges.models import Exchange
from exchanges.notifications import exchange as notifications
from exchanges.workflow.walkers import EXCHANGES
from mou import workflow as mou_workflow
from mou.enums import AgreementState
from mou.models import Agreement
from mou.querysets import AgreementQuerySet
from mou.terms import PartyTerms, SessionTerms, Terms

OVER = (AgreementState.ENDED, AgreementState.ABANDONED)
TEXT_LANGUAGES = ("en", "it")


def ask_agreement(exchange: Exchange, *, by: User) -> Exchange:
    """Have the agreement drafted from the design. Raises RefusedError when there is one already."""
    with EXCHANGES.step(exchange, "ask_agreement", by=by) as row:
        _require_none(row)
        leads = [team.lead for team in row.teams.select_related("lead") if team.lead]
        row.agreement = mou_workflow.draft(terms_of(row), leads, by=by)
        notifications.agreement_asked(row)
    return row


def attach_agreement(exchange: Exchange, agreement: Agreement, *, by: User) -> Exchange:
    """Run under an agreement that is in force already and covers every team's institution."""
    with EXCHANGES.step(
        exchange, "attach_agreement", by=by, data={"agreement": str(agreement.pk)}
    ) as row:
        _require_none(row)
        if not covering_agreements(row).filter(pk=agreement.pk).exists():
            raise RefusedError(_("This agreement does not cover every team to the last day."))
        row.agreement = agreement
    return row


def covering_agreements(exchange: Exchange) -> AgreementQuerySet:
    """Return the agreements in force today that cover every team's institution to the last day."""
    institutions = list(exchange.teams.values_list("institution", flat=True))
    today = timezone.localdate()
    rows: AgreementQuerySet = Agreement.objects.in_force(today)
    return rows.covering(institutions, max(today, exchange.ends_on))


def require_agreement(exchange: Exchange) -> None:
    """Raise RefusedError unless the exchange's own agreement covers it."""
    if not covering_agreements(exchange).filter(pk=exchange.agreement_id).exists():
        raise RefusedError(
            _("Enrolment opens once an agreement in force covers every team to the last day.")
        )


def terms_of(exchange: Exchange) -> Terms:
    """Return the exchange as the plain values that an agreement is drafted from."""
    teams = exchange.teams.select_related("institution", "lead")
    return Terms(
        title=exchange.title,
        starts_on=exchange.starts_on,
        ends_on=exchange.ends_on,
        parties=[
            PartyTerms(
                institution=team.institution,
                lead=str(team.lead or ""),
                course=team.course_title,
                ects=team.ects,
                cfu=team.cfu,
            )
            for team in teams
        ],
        language=exchange.language if exchange.language in TEXT_LANGUAGES else "en",
        weeks=exchange.weeks,
        sessions=[
            SessionTerms(session.title, session.starts_at, session.zone, session.minutes)
            for session in exchange.sessions.live()
        ],
        group_size=exchange.group_size,
        platform=exchange.platform,
        facilitation=exchange.facilitation,
        assessment=exchange.assessment,
        fallback=exchange.fallback,
    )


def _require_none(exchange: Exchange) -> None:
    agreement = exchange.agreement
    if agreement is not None and agreement.state not in OVER:
        raise RefusedError(_("This exchange has an agreement already."))
