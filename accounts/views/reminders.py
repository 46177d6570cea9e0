"""Choose the reminders of meetings; stop them, from an e-mail and without logging in."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from accounts.forms.reminders import RemindersForm, choice_of
from accounts.models import User
from accounts.reminders import person_of
from accounts.views.people import OwnValuesView
from accounts.workflow.people import choose_reminders, stop_reminders


@method_decorator(csrf_exempt, name="dispatch")
class StopView(View):
    """Ask, then stop the reminders of whom the signed address names.

    Mail programs post here by themselves (RFC 8058), so no cookie and no CSRF token can be asked
    for: the signature in the address is the proof. Looking changes nothing.
    """

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = self._person()
        return self._page(is_stopped=person.reminder_offsets == [])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        stop_reminders(self._person())
        return self._page(is_stopped=True)

    def _person(self) -> User:
        pk = person_of(self.kwargs["token"])
        person: User | None = User.objects.filter(pk=pk, is_active=True).first() if pk else None
        if person is None:
            raise Http404
        return person

    def _page(self, *, is_stopped: bool) -> HttpResponse:
        context = {"is_stopped": is_stopped}
        return render(self.request, "accounts/reminders_stop.html", context)


class RemindersView(OwnValuesView):
    """Choose when I am reminded of meetings."""

    form_class = RemindersForm
    verb = staticmethod(choose_reminders)
    heading = _("Your reminders")
    explanation = _("Reminders of meetings come by e-mail. Invitations and changes always come.")
    submit_label = _("Save")
    success_message = _("Your reminders are saved.")

    def get_initial(self) -> dict[str, Any]:
        offsets = self.object.reminder_offsets
        return {"choice": choice_of(offsets), "offsets": offsets}

    def verb_arguments(self, form: forms.Form) -> dict[str, Any]:
        return {"offsets": form.chosen()}  # type: ignore[attr-defined]  # -- a RemindersForm
