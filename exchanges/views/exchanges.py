"""Exchanges: the list, one exchange, and what happens to it as a whole."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView

from accounts.enums import AffiliationKind
from accounts.models import User
from core.errors import RefusedError
from core.views import KeysetListPage, PermittedMixin, TransitionView
from exchanges import actions, path, presentation, review, waivers, workflow
from exchanges.enums import ExchangeState
from exchanges.forms.exchange import (
    CancelForm,
    ExchangeFilterForm,
    ProposeForm,
    PublicFilterForm,
)
from exchanges.history import history_of
from exchanges.models import Enrolment, Exchange
from exchanges.views.mixins import ExchangeMixin, ExchangePage

ANSWERED = (ExchangeState.DRAFT, ExchangeState.RETURNED, ExchangeState.REJECTED)
"""The states in which what the coordinator or the office said last is still to be answered."""


class ExchangeList(KeysetListPage):
    """Exchanges, latest first: everything that the reader may see, or part of it."""

    template_name = "exchanges/exchange_list.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let everybody in: a visitor sees open and running exchanges."""
        is_known = request.user.is_authenticated
        self.filter_form_class = ExchangeFilterForm if is_known else PublicFilterForm
        return TemplateView.dispatch(self, request, *args, **kwargs)

    def get_queryset(self) -> models.QuerySet[Any]:
        reader = self.request.user
        rows = Exchange.objects.visible_to(reader)
        rows = rows.archived() if self.request.GET.get("archived") else rows.in_lists()
        if isinstance(reader, User):
            rows = _part(rows, reader, self.request.GET.get("mine", ""))
        return rows.for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = presentation.rows_for(context["page"].rows, self.request.user)
        return context


def _part(rows: Any, reader: User, part: str) -> Any:
    """Leave the part of the list that the reader asked for."""
    parts = {
        "teach": rows.taught_by,
        "study": rows.studied_by,
        "join": rows.joinable_by,
        "office": rows.handled_by,
    }
    return parts[part](reader) if part in parts else rows


class ExchangeNew(PermittedMixin, FormView):
    """Start a draft."""

    template_name = "exchanges/exchange_new.html"
    form_class = ProposeForm
    permission_required = "exchanges.propose_exchange"

    def get_object(self) -> None:
        """Return nothing: there is no exchange yet."""
        return

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: ProposeForm) -> HttpResponse:
        try:
            exchange = workflow.propose(
                form.idea_values(), form.team_values(), by=self.request.user
            )
        except RefusedError as error:
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(self.request, _("The draft is saved. Invite your partner next."))
        return HttpResponseRedirect(exchange.get_absolute_url())


class ExchangeDetail(TemplateView):
    """One exchange: the overview for those who make it, a summary for everybody else."""

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        reader = request.user
        exchange = Exchange.objects.visible_to(reader).for_page().filter(pk=pk).first()
        if exchange is None and not reader.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if exchange is None:
            raise Http404
        if isinstance(reader, User) and reader.has_perm("exchanges.view_design", exchange):
            return render(request, "exchanges/exchange_detail.html", overview(exchange, reader))
        return render(request, "exchanges/exchange_summary.html", summary(exchange, reader))


def overview(exchange: Exchange, reader: User) -> dict[str, Any]:
    """Return what the overview shows."""
    journey = presentation.journey_of(exchange, reader, presentation.training_of([exchange]))
    steps = path.steps(journey)
    is_trained = steps[0].status == "done"
    answer = review.last_answer(exchange) if exchange.state in ANSWERED else None
    return {
        **presentation.frame(exchange, "overview"),
        **exceptions(exchange, reader),
        "steps": steps,
        "missing": path.missing(journey),
        "main_action": actions.main_action(exchange, reader, is_trained=is_trained),
        "other_actions": actions.other_actions(exchange, reader, is_trained=is_trained),
        "answer": answer,
        "remarks": review.remarks_of(answer),
        "next_session": exchange.sessions.upcoming().first(),
        "sites": presentation.sites(exchange, reader),
    }


def exceptions(exchange: Exchange, reader: User) -> dict[str, Any]:
    """Return what stops the submission, and the exceptions made, for whoever may make them."""
    if not reader.has_perm("exchanges.waive_criterion", exchange):
        return {"may_waive": False}
    return {
        "may_waive": True,
        "stops": waivers.stops(exchange),
        "waivers": waivers.in_force(exchange),
    }


def summary(exchange: Exchange, reader: presentation.Reader) -> dict[str, Any]:
    """Return what an outsider or a student reads: no design, and names only for its students."""
    enrolment, team = None, None
    if isinstance(reader, User):
        enrolment = Enrolment.objects.standing().filter(exchange=exchange, student=reader).first()
        studies = reader.affiliations.confirmed().of_kind(AffiliationKind.STUDENT)
        institutions = set(studies.values_list("institution_id", flat=True))
        team = next((t for t in exchange.teams.all() if t.institution_id in institutions), None)
    if enrolment is not None:
        enrolment.exchange = exchange
    if team is not None:
        team.exchange = exchange
    return {
        **presentation.frame(exchange),
        "sessions": exchange.sessions.live().count(),
        "enrolment": enrolment,
        "team": team,
        "sessions_url": presentation.address("exchanges:session-list", exchange.pk),
    }


class ExchangeHistory(ExchangePage):
    """Who did what, when."""

    template_name = "exchanges/exchange_history.html"
    tab = "history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(entries=history_of(self.object), **kwargs)


class ExchangePeople(ExchangePage):
    """The teams, their teachers, and the students for those who may see them."""

    template_name = "exchanges/exchange_people.html"
    tab = "people"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exchange = self.object
        may_see = self.request.user.has_perm("exchanges.view_students", exchange)
        students = exchange.enrolments.standing().select_related("student", "team__institution")
        return super().get_context_data(
            may_see_students=may_see,
            students=students.order_by("student__family_name", "id") if may_see else [],
            **kwargs,
        )


class ExchangeTransition(ExchangeMixin, TransitionView):
    """A state change of an exchange."""


class ExchangeSubmit(ExchangeTransition):
    """Hand the design in."""

    permission_required = "exchanges.submit_exchange"
    verb = staticmethod(workflow.submit)
    heading = _("Submit the design")
    explanation = _("The design cannot be changed while it is looked at.")
    submit_label = _("Submit")

    @property
    def success_message(self) -> Any:
        """Say who has it now."""
        if self.object.state == ExchangeState.ENDORSING:
            return _("Submitted. The department coordinator has been told.")
        return _("Submitted. The office has been told.")


class ExchangeWithdraw(ExchangeTransition):
    """Take the design back from whoever looks at it."""

    permission_required = "exchanges.withdraw_exchange"
    verb = staticmethod(workflow.withdraw)
    heading = _("Take it back")
    explanation = _("Nobody can decide on it until you submit it again.")
    submit_label = _("Take back")
    success_message = _("The design is yours again.")


class ExchangeOpen(ExchangeTransition):
    """Let students enrol."""

    permission_required = "exchanges.open_exchange"
    verb = staticmethod(workflow.open_enrolment)
    heading = _("Open enrolment")
    submit_label = _("Open enrolment")
    success_message = _("Students can enrol now.")


class ExchangeStart(ExchangeTransition):
    """Begin the exchange."""

    permission_required = "exchanges.start_exchange"
    verb = staticmethod(workflow.start)
    heading = _("Begin the exchange")
    explanation = _("Enrolment closes, and everybody is told that the exchange begins.")
    submit_label = _("Begin")
    success_message = _("The exchange runs.")


class ExchangeComplete(ExchangeTransition):
    """End an exchange that ran."""

    permission_required = "exchanges.complete_exchange"
    verb = staticmethod(workflow.complete)
    heading = _("End the exchange")
    explanation = _("Nobody can leave any more; results can still be recorded.")
    submit_label = _("End the exchange")
    success_message = _("The exchange is completed.")


class ExchangeCancel(ExchangeTransition):
    """Give the exchange up."""

    permission_required = "exchanges.cancel_exchange"
    form_class = CancelForm
    verb = staticmethod(workflow.cancel)
    heading = _("Cancel the exchange")
    explanation = _("It stays on record and cannot be taken up again.")
    submit_label = _("Cancel the exchange")
    tone = "danger"
    success_message = _("The exchange is cancelled. Everybody concerned has been told.")


class ExchangeDuplicate(ExchangeTransition):
    """Make the draft for next year; the person lands on it."""

    permission_required = "exchanges.duplicate_exchange"
    verb = staticmethod(workflow.duplicate)
    heading = _("Make a draft for next year")
    explanation = _(
        "The whole design is copied with its teams, 52 weeks later, so that weekdays stay. "
        "Sessions, students and confirmations are not."
    )
    submit_label = _("Make the draft")
    success_message = _("This is the draft for next year. The other leads have been told.")


class ExchangeArchive(ExchangeTransition):
    """Put the exchange in the archive."""

    permission_required = "exchanges.archive_exchange"
    verb = staticmethod(workflow.archive)
    heading = _("Put it in the archive")
    explanation = _("It leaves the lists, and is found again with the filter “Archived”.")
    submit_label = _("Put in the archive")
    success_message = _("It is in the archive.")


class ExchangeUnarchive(ExchangeTransition):
    """Take the exchange out of the archive."""

    permission_required = "exchanges.unarchive_exchange"
    verb = staticmethod(workflow.unarchive)
    heading = _("Take it out of the archive")
    submit_label = _("Take out of the archive")
    success_message = _("It is in the lists again.")
