"""Pages about who was there, and with what result."""

from typing import Any

from django import forms
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.enums import Role
from accounts.models import User
from core.views import TransitionView
from exchanges.enums import EnrolmentState, Presence
from exchanges.forms.attendance import AssessForm, SheetForm
from exchanges.models import Enrolment, Exchange
from exchanges.views.sessions import OfExchange, OfSession
from exchanges.workflow import attendance as workflow

WAS_THERE = (Presence.PRESENT, Presence.LATE)
TONES = {
    EnrolmentState.ENROLLED: "waiting",
    EnrolmentState.COMPLETED: "done",
    EnrolmentState.NOT_COMPLETED: "stopped",
    EnrolmentState.WITHDRAWN: "neutral",
}


class SheetView(OfSession, TransitionView):
    """The attendance sheet of a session."""

    permission_required = "exchanges.record_attendance"
    template_name = "exchanges/attendance/sheet.html"
    form_class = SheetForm
    verb = staticmethod(workflow.record_attendance)
    heading = _("Who was there?")
    explanation = _("Students start as present: change only the others.")
    submit_label = _("Record")
    success_message = _("The attendance is recorded.")

    def get_form_kwargs(self) -> dict[str, Any]:
        enrolments = (
            Enrolment.objects.standing()
            .filter(exchange=self.object.exchange)
            .select_related("student", "team__institution")
            .order_by("team__institution__name", "student__family_name", "student__given_name")
        )
        marks = dict(self.object.attendances.values_list("enrolment_id", "presence"))
        return super().get_form_kwargs() | {"enrolments": list(enrolments), "marks": marks}

    def verb_arguments(self, form: forms.Form) -> dict[str, Any]:
        return {"marks": form.marks(), "seen": form.cleaned_data["seen"]}  # type: ignore[attr-defined]  # -- a SheetForm


class ResultsPage(OfExchange, TemplateView):
    """The students of the reader's own teams, with their attendance and results."""

    permission_required = "exchanges.view_results"
    template_name = "exchanges/attendance/results.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        enrolments = (
            Enrolment.objects.standing()
            .filter(team__in=own_teams(self.object, self.request.user))
            .select_related("exchange", "student", "team__institution", "assessment")
            .prefetch_related("team__teachers")
            .annotate(
                attended=Count("attendances", filter=Q(attendances__presence__in=WAS_THERE)),
                recorded=Count("attendances"),
            )
            .order_by("team__institution__name", "student__family_name", "student__given_name")
        )
        may_assess = self.object.state in workflow.ASSESSED_IN
        return super().get_context_data(
            exchange=self.object,
            rows=[(row, TONES[row.state]) for row in enrolments],
            may_assess=may_assess,
            **kwargs,
        )


class AssessView(TransitionView):
    """The judgement of one student's work."""

    permission_required = "exchanges.assess_enrolment"
    form_class = AssessForm
    verb = staticmethod(workflow.assess)
    heading = _("Assess the student")
    explanation = _("The student is told by e-mail. You can correct it later.")
    submit_label = _("Save the result")
    success_message = _("The result is saved.")

    def get_queryset(self) -> Any:
        exchanges = Exchange.objects.concerning(self.request.user)
        return Enrolment.objects.filter(exchange__in=exchanges).select_related(
            "exchange", "team", "student"
        )

    def get_initial(self) -> dict[str, Any]:
        found = getattr(self.object, "assessment", None)
        if found is None:
            return {}
        result = "yes" if found.has_passed else "no"
        return {"result": result, "grade": found.grade, "comment": found.comment}

    def verb_arguments(self, form: forms.Form) -> dict[str, Any]:
        values = form.cleaned_data
        return {
            "has_passed": values["result"] == "yes",
            "grade": values["grade"],
            "comment": values["comment"],
        }

    @property
    def cancel_url(self) -> str:
        return reverse("exchanges:result-list", args=[self.object.exchange_id])

    def get_success_url(self) -> str:
        return self.cancel_url


class MyPartPage(OfExchange, TemplateView):
    """A student's own attendance and result."""

    permission_required = "exchanges.view_my_part"
    template_name = "exchanges/attendance/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        enrolments = self.object.enrolments.select_related("team__institution", "assessment")
        # An administrator passes the permission, and has no part of their own.
        enrolment = get_object_or_404(enrolments, student=self.request.user)
        marks = {mark.session_id: mark for mark in enrolment.attendances.all()}
        sessions = [(session, marks.get(session.pk)) for session in self.object.sessions.live()]
        return super().get_context_data(
            exchange=self.object,
            enrolment=enrolment,
            tone=TONES[enrolment.state],
            sessions=sessions,
            **kwargs,
        )


def own_teams(exchange: Exchange, user: Any) -> list[Any]:
    """Return the teams that the person teaches, or whose institution's office they are."""
    person: User = user
    offices = person.institutions_as(Role.OFFICE)
    return [
        team
        for team in exchange.teams.all()
        if person.is_superuser
        or team.lead_id == person.pk
        or team.institution_id in offices
        or any(teacher.pk == person.pk for teacher in team.teachers.all())
    ]
