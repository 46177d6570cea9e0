"""The pages of credits."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from core import audit
from core.components import HistoryEntry, Link
from core.permissions import refusal
from core.spreadsheets import csv_lines
from core.views import DetailPage, KeysetListPage, PermittedMixin, TransitionView
from credits import workflow
from credits.conversion import assess_workload
from credits.exports import ledger_rows
from credits.forms import AwardSeveralForm, DeclineForm, LedgerFilter, ProposeForm, ReverseForm
from credits.models import CreditProposal, CreditRule, LedgerEntry
from credits.permissions import brings_other_eyes, is_teacher_of
from credits.querysets import (
    credit_bearing,
    enrolments_visible_to,
    exchanges_visible_to,
    teams_handled_by,
    with_credits,
)
from credits.statement import Statement, statement_of, workload_finding
from exchanges.models import Enrolment


class MyCreditsPage(LoginRequiredMixin, TemplateView):
    """A student's own credits, exchange by exchange, with their sum."""

    template_name = "credits/my_credits.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        student: Any = self.request.user
        own = with_credits(student.enrolments.standing()).order_by("-exchange__starts_on", "id")
        return super().get_context_data(
            statements=[statement_of(enrolment) for enrolment in own],
            totals=LedgerEntry.objects.of_student(student).totals(),
            **kwargs,
        )


class RecordPage(DetailPage):
    """One student's credits in one exchange: how they came about, and who decided."""

    template_name = "credits/record.html"

    def get_queryset(self) -> Any:
        return with_credits(enrolments_visible_to(self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        enrolment = self.object
        exchange, institution = enrolment.exchange, enrolment.team.institution
        rule = None
        if getattr(enrolment, "credit_proposal", None) is None:
            rule = CreditRule.objects.on(exchange.starts_on, institution).first()
        statement = statement_of(enrolment, rule)
        is_own = enrolment.student_id == self.request.user.pk
        return super().get_context_data(
            statement=statement,
            is_own=is_own,
            history=_history(statement.proposal) if statement.proposal else [],
            activities=exchange.activities.all(),
            **kwargs,
        )


class ExchangePage(DetailPage):
    """The credits of an exchange's students, team by team, for its teachers and offices."""

    template_name = "credits/exchange.html"

    def get_queryset(self) -> Any:
        return exchanges_visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exchange, user = self.object, self.request.user
        teams = list(teams_handled_by(user).filter(exchange=exchange).select_related("institution"))
        found = credit_bearing(Enrolment.objects.filter(team__in=teams))
        statements = [statement_of(enrolment) for enrolment in with_credits(found)]
        return super().get_context_data(
            teams=[_team_part(team, exchange, statements) for team in teams],
            ready=sum(_is_ready(user, statement) for statement in statements),
            **kwargs,
        )


class ProposeExchangeView(PermittedMixin, View):
    """Propose the credits of everybody who completed, in the teams that the person teaches."""

    http_method_names = ["post"]
    permission_required = "credits.propose_exchange"

    def get_queryset(self) -> Any:
        return exchanges_visible_to(self.request.user)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        tally = workflow.propose_completed(self.object, by=request.user)
        _report(request, tally, _proposed_words(tally.done))
        return HttpResponseRedirect(reverse("credits:exchange-detail", args=[self.object.pk]))


class ProposeView(TransitionView):
    """Propose one student's credits."""

    template_name = "credits/propose.html"
    permission_required = "credits.propose_credits"
    form_class = ProposeForm
    verb = workflow.propose
    heading = _("Propose the credits")
    submit_label = _("Propose")
    success_message = _("Proposed. The office decides next.")

    def get_queryset(self) -> Any:
        return with_credits(enrolments_visible_to(self.request.user))

    def get_initial(self) -> dict[str, Any]:
        return {}

    @property
    def cancel_url(self) -> str:
        return reverse("credits:record-detail", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        enrolment = self.object
        day, institution = enrolment.exchange.starts_on, enrolment.team.institution
        rule = CreditRule.objects.on(day, institution).first()
        return super().get_context_data(
            statement=statement_of(enrolment, rule),
            **kwargs,
        )


class ProposalView(TransitionView):
    """What the actions on a proposal have in common."""

    def get_queryset(self) -> Any:
        rows = CreditProposal.objects.visible_to(self.request.user)
        return rows.select_related("enrolment__team", "enrolment__student", "enrolment__exchange")


class ProposeAgainView(ProposalView):
    """Propose anew what was not awarded, or whose award was reversed."""

    permission_required = "credits.propose_again"
    form_class = ProposeForm
    verb = workflow.propose_again
    heading = _("Propose the credits again")
    submit_label = _("Propose")
    success_message = _("Proposed. The office decides next.")


class AwardView(ProposalView):
    """Award what was proposed."""

    permission_required = "credits.award_proposal"
    verb = workflow.award
    heading = _("Award the credits")
    explanation = _("One entry is written in the ledger, and the student is told by e-mail.")
    submit_label = _("Award")
    success_message = _("Awarded. The student is told by e-mail.")

    def get_success_url(self) -> str:
        return reverse("credits:proposal-list")


class DeclineView(ProposalView):
    """Do not award, and say why."""

    permission_required = "credits.decline_proposal"
    form_class = DeclineForm
    verb = workflow.decline
    heading = _("Do not award")
    submit_label = _("Do not award")
    tone = "danger"
    success_message = _("Not awarded. The teacher is told by e-mail.")

    def get_success_url(self) -> str:
        return reverse("credits:proposal-list")


class ReverseView(TransitionView):
    """Take an award back."""

    permission_required = "credits.reverse_entry"
    form_class = ReverseForm
    verb = workflow.reverse
    heading = _("Reverse the award")
    explanation = _(
        "The award stays in the ledger; a second entry takes the same credits away. The teacher "
        "can then propose again."
    )
    submit_label = _("Reverse")
    tone = "danger"
    success_message = _("Reversed. The student is told by e-mail.")

    def get_queryset(self) -> Any:
        return LedgerEntry.objects.decided_by_office_of(self.request.user).for_list()


class OfficeMixin(LoginRequiredMixin):
    """Pages that only offices know: for everybody else there is nothing here (404)."""

    # Its user is logged in, which the types cannot tell.
    request: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        is_known = request.user.is_authenticated
        if is_known and not request.user.has_perm("credits.view_ledger"):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class OfficeListPage(OfficeMixin, KeysetListPage):
    """A list of the office's, with tabs to its neighbours."""

    url_name = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = {"proposal-list": _("To decide"), "entry-list": _("Ledger")}
        tabs = [
            Link(label, reverse(f"credits:{name}"), is_current=name == self.url_name)
            for name, label in pages.items()
        ]
        return super().get_context_data(tabs=tabs, **kwargs)


class ProposalListPage(OfficeListPage):
    """The office's queue: what waits for a decision, oldest first."""

    template_name = "credits/proposal_list.html"
    url_name = "proposal-list"
    ordering = ("state_changed_at", "id")

    def get_queryset(self) -> Any:
        rows = CreditProposal.objects.decided_by_office_of(self.request.user)
        return rows.waiting().for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = [
            {
                "proposal": row,
                "can_award": brings_other_eyes(self.request.user, row),
                "workload": assess_workload(row.hours, max(row.ects, row.cfu), row.rule),
            }
            for row in context["page"].rows
        ]
        return context


class AwardSeveralView(OfficeMixin, View):
    """Award the proposals that were ticked in the queue."""

    http_method_names = ["post"]

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AwardSeveralForm(request.POST)
        if form.is_valid():
            tally = workflow.award_several(
                self._allowed(form.cleaned_data["chosen"]), by=request.user
            )
            _report(request, tally, _awarded_words(tally.done))
        else:
            messages.error(request, " ".join(map(str, form.errors["chosen"])))
        return HttpResponseRedirect(reverse("credits:proposal-list"))

    def _allowed(self, chosen: dict[Any, int]) -> Iterable[tuple[CreditProposal, int]]:
        """Return the chosen proposals with the versions seen, or refuse as the single page does."""
        rows = CreditProposal.objects.decided_by_office_of(self.request.user).for_list()
        found = list(rows.filter(pk__in=chosen))
        if not all(brings_other_eyes(self.request.user, row) for row in found):
            raise PermissionDenied(refusal("credits.award_proposal"))
        return [(row, chosen[row.pk]) for row in found]


class LedgerPage(OfficeListPage):
    """The ledger, newest first."""

    template_name = "credits/ledger.html"
    url_name = "entry-list"
    filter_form_class = LedgerFilter

    def get_queryset(self) -> Any:
        return LedgerEntry.objects.decided_by_office_of(self.request.user).for_list()


class LedgerExportView(OfficeMixin, View):
    """The ledger as a CSV file, streamed, narrowed like the page; who took it stays on record."""

    http_method_names = ["post"]

    def post(self, request: Any, *args: Any, **kwargs: Any) -> StreamingHttpResponse:
        entries = LedgerEntry.objects.decided_by_office_of(request.user)
        form = LedgerFilter(request.GET or None)
        if form.is_valid():
            entries = form.apply(entries)
        workflow.record_export(by=request.user)
        rows = entries.for_export().order_by("created_at", "id").iterator(chunk_size=500)
        name = f"credits-{timezone.localdate():%Y-%m-%d}.csv"
        return StreamingHttpResponse(
            csv_lines(ledger_rows(rows)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _history(proposal: CreditProposal) -> list[HistoryEntry]:
    """Return what happened to a proposal, newest first."""
    words: dict[str, tuple[Any, Any]] = {
        "propose": (_("Credits proposed"), "info"),
        "propose_again": (_("Credits proposed again"), "info"),
        "award": (_("Credits awarded"), "done"),
        "decline": (_("Credits not awarded"), "stopped"),
        "reverse": (_("Award reversed"), "stopped"),
    }
    entries = []
    for event in audit.events_of(proposal):
        what, tone = words[event.verb.rpartition(".")[2]]
        entries.append(
            HistoryEntry(what, str(event.actor or _("the portal")), event.created_at, tone=tone)
        )
    return entries


def _is_ready(user: Any, statement: Statement) -> bool:
    """Tell whether the person may propose these credits now."""
    return statement.can_be_proposed and is_teacher_of(user, statement.enrolment.team)


def _team_part(team: Any, exchange: Any, statements: list[Any]) -> dict[str, Any]:
    """Return a team with its students' statements and how its hours stand to its credits."""
    rule = CreditRule.objects.on(exchange.starts_on, team.institution).first()
    finding = None
    if rule is not None:
        given = max(team.ects, team.cfu)
        finding = workload_finding(assess_workload(team.workload_hours, given, rule), rule)
    own = [statement for statement in statements if statement.enrolment.team_id == team.pk]
    return {"team": team, "rule": rule, "finding": finding, "findings": [finding], "rows": own}


def _report(request: HttpRequest, tally: workflow.Tally, done: str) -> None:
    """Say how many were done, and why the others were not."""
    if tally.done:
        messages.success(request, done)
    for sentence in tally.refusals:
        messages.warning(request, sentence)
    if not tally.done and not tally.refusals:
        messages.info(request, _("Nothing was waiting."))


def _proposed_words(number: int) -> str:
    return ngettext(
        "The credits of %(number)s student are proposed. The office decides next.",
        "The credits of %(number)s students are proposed. The office decides next.",
        number,
    ) % {"number": number}


def _awarded_words(number: int) -> str:
    return ngettext(
        "Credits awarded to %(number)s student, who is told by e-mail.",
        "Credits awarded to %(number)s students, who are told by e-mail.",
        number,
    ) % {"number": number}
