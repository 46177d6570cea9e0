"""Pages about who facilitates a session, what there is to read, and when people are reminded."""

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.reminder_times import ReminderTimesView
from core.views import ConfirmForm, TransitionView
from exchanges.forms.session import FacilitatorForm, MaterialForm
from exchanges.views.sessions import OfExchange, OfSession
from exchanges.workflow import facilitation, material
from exchanges.workflow.reminders import set_reminders


class BesideEdit(OfSession, TransitionView):
    """A step from the session's edit page and back to it."""

    @property
    def cancel_url(self) -> str:
        return reverse("exchanges:session-edit", args=[self.kwargs["pk"]])

    def get_success_url(self) -> str:
        return self.cancel_url


class FacilitatorAdd(BesideEdit):
    """Ask somebody to facilitate the session."""

    permission_required = "exchanges.set_facilitators"
    form_class = FacilitatorForm
    verb = staticmethod(facilitation.add_facilitator)
    heading = _("Add a facilitator")
    explanation = _("The person is told by e-mail, and sees the session and its meeting link.")
    submit_label = _("Add the facilitator")
    success_message = _("The facilitator is added and told.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"session": self.object}


class FacilitatorRemove(BesideEdit):
    """Let somebody facilitate the session no more."""

    permission_required = "exchanges.set_facilitators"
    form_class = ConfirmForm
    verb = staticmethod(facilitation.remove_facilitator)
    heading = _("Remove a facilitator")
    submit_label = _("Remove the facilitator")
    tone = "danger"
    success_message = _("The facilitator is removed and told.")

    def check_permission(self) -> None:
        super().check_permission()
        rows = self.object.facilitations.select_related("person")
        self.facilitation = get_object_or_404(rows, pk=self.kwargs["facilitation"])

    @property
    def explanation(self) -> str:
        """Say who it is."""
        words = _("%(person)s facilitates this session no more, and is told by e-mail.")
        return str(words) % {"person": self.facilitation.person}

    def verb_arguments(self, form: forms.Form) -> dict[str, Any]:
        return {"facilitation": self.facilitation}


class MaterialAdd(BesideEdit):
    """Give the participants something to read or watch."""

    permission_required = "exchanges.set_materials"
    form_class = MaterialForm
    verb = staticmethod(material.add_material)
    heading = _("Add a material")
    explanation = _("Those who take part find it on the session’s page.")
    submit_label = _("Add the material")
    success_message = _("The material is added.")


class MaterialRemove(BesideEdit):
    """Take a material away."""

    permission_required = "exchanges.set_materials"
    form_class = ConfirmForm
    verb = staticmethod(material.remove_material)
    heading = _("Remove a material")
    submit_label = _("Remove the material")
    tone = "danger"
    success_message = _("The material is removed.")

    def check_permission(self) -> None:
        super().check_permission()
        self.material = get_object_or_404(self.object.materials, pk=self.kwargs["material"])

    @property
    def explanation(self) -> str:
        """Say what it is."""
        words = _("“%(title)s” is no longer offered. What it leads to stays as it is.")
        return str(words) % {"title": self.material.title}

    def verb_arguments(self, form: forms.Form) -> dict[str, Any]:
        return {"material": self.material}


class RemindersView(OfExchange, ReminderTimesView):
    """Say how long before its sessions an exchange reminds people."""

    permission_required = "exchanges.set_reminders"
    verb = staticmethod(set_reminders)
    heading = _("Reminders of the sessions")

    @property
    def cancel_url(self) -> str:
        return reverse("exchanges:session-list", args=[self.kwargs["pk"]])

    def get_success_url(self) -> str:
        return self.cancel_url
