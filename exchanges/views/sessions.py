"""Pages about synchronous sessions."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from core.errors import RefusedError
from core.meeting_forms import CancelForm, MoveForm, initial_of
from core.offsets import in_words
from core.views import ConfirmForm, DetailPage, PermittedMixin, TransitionView
from exchanges import presentation
from exchanges.enums import IN_USE
from exchanges.forms.session import PlaceForm, SessionForm, SessionTextForm, SlotForm
from exchanges.models import Exchange, Session
from exchanges.querysets.exchange import PUBLIC_STATES
from exchanges.session_calendar import FILE_NAME, session_file
from exchanges.session_times import USUAL_TIME, default_days, weekends
from exchanges.workflow import session as workflow


class OfExchange(PermittedMixin):
    """A page under an exchange that the person may see."""

    def get_queryset(self) -> Any:
        exchanges = Exchange.objects.visible_to(self.request.user)
        return exchanges.for_page().prefetch_related("teams__teachers")


class OfSession(PermittedMixin):
    """A page under a session of an exchange that the person may see."""

    def get_queryset(self) -> Any:
        return Session.objects.visible_to(self.request.user).for_page()


class SessionListPage(OfExchange, TemplateView):
    """The sessions of an exchange, in order; a tab of the exchange for those who make it."""

    template_name = "exchanges/session_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asks = self.request.user.has_perm
        tab = "sessions" if asks("exchanges.view_design", self.object) else ""
        return super().get_context_data(
            **presentation.frame(self.object, tab),
            sessions=self.object.sessions.select_related("parallel_of"),
            offsets=[in_words(each) for each in self.object.reminder_offsets],
            may_remind=asks("exchanges.set_reminders", self.object),
            is_in_making=bool(tab),
            may_plan=asks("exchanges.schedule_session", self.object),
            may_see_results=asks("exchanges.view_results", self.object),
            has_part=asks("exchanges.view_my_part", self.object),
            may_subscribe=self._takes_part(),
            **kwargs,
        )

    def _takes_part(self) -> bool:
        """Tell whether the reader may join a session, and so have them in a calendar."""
        joined = Exchange.objects.joined_by(self.request.user)
        return bool(joined.filter(pk=self.object.pk).exists())


class SessionPage(OfSession, DetailPage):
    """One session: when it is for everybody, what it is about, and how to join."""

    template_name = "exchanges/session_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reader = self.request.user
        takes_part = reader.has_perm("exchanges.join_session", self.object)
        return super().get_context_data(
            session=self.object,
            exchange=self.object.exchange,
            sites=presentation.sites(self.object.exchange, reader),
            may_join=takes_part,
            facilitators=self.object.facilitations.all() if takes_part else [],
            materials=self.object.materials.all() if takes_part else [],
            may_see_exchange=self._may_see_exchange(),
            options=Session.objects.options_beside(self.object),
            **kwargs,
        )

    def _may_see_exchange(self) -> bool:
        """Tell whether its page exists for the reader: who only facilitates may not see a draft."""
        exchange = self.object.exchange
        if exchange.state in PUBLIC_STATES:
            return True
        seen = Exchange.objects.visible_to(self.request.user)
        return bool(seen.filter(pk=exchange.pk).exists())


class SessionCalendar(OfSession, View):
    """The session's iCalendar file, which holds the meeting link."""

    permission_required = "exchanges.join_session"
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse(
            session_file(self.object),
            content_type="text/calendar; method=PUBLISH; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{FILE_NAME}"'},
        )


class PlanningView(OfExchange, TemplateView):
    """Schedule sessions that share their place: one form for it, one for each session."""

    permission_required = "exchanges.schedule_session"
    template_name = "exchanges/session_schedule.html"
    heading: Any = _("Plan the sessions")
    slot_form_class: type[SlotForm] = SlotForm

    def defaults(self) -> list[dict[str, Any]]:
        """Return the initial values of each session's form."""
        exchange = self.object
        weekend = weekends([team.institution.weekend_days for team in exchange.teams.all()])
        tomorrow = timezone.localdate() + timedelta(days=1)
        first = min(max(exchange.starts_on, tomorrow), exchange.ends_on)
        days = default_days(first, exchange.ends_on, weekend)
        titles = {
            1: [gettext("Session")],
            2: [gettext("Opening session"), gettext("Closing session")],
        }
        usual = [gettext("Opening session"), gettext("Midway session"), gettext("Closing session")]
        return [
            {"title": title, "local_date": day, "local_time": USUAL_TIME}
            for title, day in zip(titles.get(len(days), usual), days, strict=True)
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**self._forms(None)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        shown = self._forms(request.POST)
        place, slots = shown["place"], shown["slots"]
        if not all([place.is_valid(), *[slot.is_valid() for slot in slots]]):
            return self.render_to_response(self.get_context_data(**shown))
        sessions = [slot.new_session(place) for slot in slots]
        try:
            made = workflow.schedule_sessions(self.object, sessions, by=request.user)  # type: ignore[arg-type]  # -- logged in
        except RefusedError as error:
            place.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(**shown), status=409)
        text = ngettext("The session is planned.", "The sessions are planned.", len(made))
        messages.success(request, text)
        return HttpResponseRedirect(self._after(made))

    def _forms(self, data: Any) -> dict[str, Any]:
        place = PlaceForm(data, exchange=self.object)
        slots = [
            self.slot_form_class(
                data,
                prefix=f"s{number}",
                initial=initial,
                first=self.object.starts_on,
                last=self.object.ends_on,
                zone=place.zone(),
            )
            for number, initial in enumerate(self.defaults())
        ]
        return {"place": place, "slots": slots, "exchange": self.object}

    def _after(self, made: list[Session]) -> str:
        if len(made) == 1:
            return made[0].get_absolute_url()
        return reverse("exchanges:session-list", args=[self.object.pk])


class ScheduleView(PlanningView):
    """Schedule one session."""

    heading = _("Add a session")
    slot_form_class = SessionForm

    def defaults(self) -> list[dict[str, Any]]:
        return [{"local_time": USUAL_TIME}]


class MoveView(OfSession, TransitionView):
    """Change when or where a session is."""

    permission_required = "exchanges.move_session"
    form_class = MoveForm
    verb = staticmethod(workflow.move_session)
    heading = _("Move the session")
    submit_label = _("Move the session")
    success_message = _("The session has moved.")

    @property
    def explanation(self) -> str:
        """Say whose clock counts, and who will be told."""
        place = {"place": self.object.anchor.city, "zone": self.object.zone.replace("_", " ")}
        text = gettext("The time is that of %(place)s (%(zone)s).") % place
        if self.object.exchange.state in IN_USE:
            told = gettext("Everybody who takes part is told the old and the new time.")
            return f"{text} {told}"
        return text

    def get_initial(self) -> dict[str, Any]:
        return initial_of(self.object)

    def get_form_kwargs(self) -> dict[str, Any]:
        exchange = self.object.exchange
        more = {"first": exchange.starts_on, "last": exchange.ends_on, "zone": self.object.zone}
        return super().get_form_kwargs() | more

    def verb_arguments(self, form: forms.Form) -> dict[str, Any]:
        return {"plan": form.full_plan(), "seen": form.cleaned_data["seen"]}  # type: ignore[attr-defined]  # -- a MoveForm


class EditView(OfSession, TransitionView):
    """Change what a session is about, who facilitates it, and what there is to read."""

    permission_required = "exchanges.edit_session"
    template_name = "exchanges/session_edit.html"
    form_class = SessionTextForm
    verb = staticmethod(workflow.edit_session)
    heading = _("Edit the session")
    explanation = _("To change when or where it is, move it instead: everybody is then told.")
    submit_label = _("Save")
    success_message = _("The session is changed.")

    def get_initial(self) -> dict[str, Any]:
        return initial_of(self.object) | {"parallel_of": self.object.parallel_of_id}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"session": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            facilitators=self.object.facilitations.all(),
            materials=self.object.materials.all(),
            **kwargs,
        )

    def verb_arguments(self, form: forms.Form) -> dict[str, Any]:
        return {"words": form.words(), "seen": form.cleaned_data["seen"]}  # type: ignore[attr-defined]  # -- a SessionTextForm


class CancelView(OfSession, TransitionView):
    """Call a session off: it leaves the plan for good."""

    permission_required = "exchanges.cancel_session"
    form_class = CancelForm
    verb = staticmethod(workflow.cancel_session)
    heading = _("Call the session off")
    explanation = _("It leaves the plan for good; to hold it at another time, move it instead.")
    submit_label = _("Call the session off")
    tone = "danger"
    success_message = _("The session is cancelled.")


class HoldView(OfSession, TransitionView):
    """Say that a session took place."""

    permission_required = "exchanges.hold_session"
    form_class = ConfirmForm
    verb = staticmethod(workflow.hold_session)
    heading = _("Mark as held")
    explanation = _("Recording who was there does this by itself.")
    submit_label = _("It took place")
    success_message = _("The session is marked as held.")
