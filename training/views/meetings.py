"""Pages about the meetings of training editions."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from core.meeting_forms import CancelForm, EditForm, MoveForm, initial_of
from core.reminder_times import ReminderTimesView
from core.views import ConfirmForm, DetailPage, PermittedMixin, TransitionView
from training import workflow
from training.forms.meeting import MeetingForm
from training.meeting_calendar import FILE_NAME, meeting_file
from training.models import Edition, EditionMeeting
from training.people import sites_of
from training.views.editions import EditionMixin


class OfMeeting(PermittedMixin):
    """A page under a meeting that the person may see."""

    def get_queryset(self) -> Any:
        return EditionMeeting.objects.visible_to(self.request.user).for_list()


class MeetingPage(OfMeeting, DetailPage):
    """One meeting: when it is for everybody, what it is about, and how to join."""

    template_name = "training/meeting_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reader = self.request.user
        return super().get_context_data(
            meeting=self.object,
            edition=self.object.edition,
            sites=sites_of(self.object, reader.time_zone),
            may_join=reader.has_perm("training.join_meeting", self.object),
            **kwargs,
        )


class MeetingCalendar(OfMeeting, View):
    """The meeting's iCalendar file, which holds the meeting link."""

    permission_required = "training.join_meeting"
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse(
            meeting_file(self.object),
            content_type="text/calendar; method=PUBLISH; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{FILE_NAME}"'},
        )


class EditionReminders(EditionMixin, ReminderTimesView):
    """Say how long before its meetings an edition reminds people.

    As with the meetings themselves, it does not exist for those who have no part in the edition.
    """

    permission_required = "training.manage_edition"
    verb = staticmethod(workflow.set_reminders)
    heading = _("Reminders of the meetings")

    def get_queryset(self) -> Any:
        return Edition.objects.with_meetings_for(self.request.user).for_list()


class MeetingSchedule(EditionMixin, TransitionView):
    """Plan one meeting, or several, a week apart."""

    permission_required = "training.schedule_meeting"
    form_class = MeetingForm
    template_name = "training/meeting_form.html"
    verb = staticmethod(workflow.schedule_meetings)
    heading = _("Plan meetings")
    explanation = _("Everybody who has a place is told, in one e-mail.")
    submit_label = _("Plan")

    @property
    def success_message(self) -> str:
        return ngettext("The meeting is planned.", "The meetings are planned.", len(self.object))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"edition": self.object}

    def verb_arguments(self, form: Any) -> dict[str, Any]:
        return {"meetings": form.new_meetings()}

    def get_success_url(self) -> str:
        made = self.object
        return str((made[0] if len(made) == 1 else made[0].edition).get_absolute_url())


class MeetingAction(OfMeeting, TransitionView):
    """One action on a meeting."""

    template_name = "training/meeting_form.html"


class MeetingMove(MeetingAction):
    """Change when or where a meeting is."""

    permission_required = "training.move_meeting"
    form_class = MoveForm
    verb = staticmethod(workflow.move_meeting)
    heading = _("Move the meeting")
    submit_label = _("Move the meeting")
    success_message = _("The meeting has moved.")

    @property
    def explanation(self) -> str:
        """Say whose clock counts, and who will be told."""
        zone = gettext("The time is that of %(zone)s.") % {
            "zone": self.object.zone.replace("_", " ")
        }
        return f"{zone} {gettext('Everybody who has a place is told the old and the new time.')}"

    def get_initial(self) -> dict[str, Any]:
        return initial_of(self.object)

    def get_form_kwargs(self) -> dict[str, Any]:
        edition = self.object.edition
        more = {"first": edition.starts_on, "last": edition.ends_on, "zone": self.object.zone}
        return super().get_form_kwargs() | more

    def verb_arguments(self, form: forms.Form) -> dict[str, Any]:
        return {"plan": form.full_plan(), "seen": form.cleaned_data["seen"]}  # type: ignore[attr-defined]  # -- a MoveForm


class MeetingEdit(MeetingAction):
    """Change what a meeting is about."""

    permission_required = "training.edit_meeting"
    form_class = EditForm
    verb = staticmethod(workflow.edit_meeting)
    heading = _("Edit the meeting")
    submit_label = _("Save")
    success_message = _("The meeting is changed.")

    def get_initial(self) -> dict[str, Any]:
        return initial_of(self.object)


class MeetingCancel(MeetingAction):
    """Call a meeting off: it leaves the plan for good."""

    permission_required = "training.cancel_meeting"
    form_class = CancelForm
    verb = staticmethod(workflow.cancel_meeting)
    heading = _("Call the meeting off")
    explanation = _("It leaves the plan for good; to hold it at another time, move it instead.")
    submit_label = _("Call the meeting off")
    tone = "danger"
    success_message = _("The meeting is cancelled.")


class MeetingHold(MeetingAction):
    """Say that a meeting took place."""

    permission_required = "training.hold_meeting"
    form_class = ConfirmForm
    verb = staticmethod(workflow.hold_meeting)
    heading = _("Mark as held")
    submit_label = _("It took place")
    success_message = _("The meeting is marked as held.")
