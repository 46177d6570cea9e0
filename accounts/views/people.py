"""Pages about people: their profile, their affiliations, their roles."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import workflow
from accounts.forms import (
    AffiliationForm,
    PersonFilter,
    ProfileForm,
    RevocationForm,
    RoleGrantForm,
)
from accounts.models import Affiliation, RoleGrant, User
from accounts.querysets import UserQuerySet
from accounts.views.mixins import ValuesView
from accounts.zone_notice import telling_new_zone
from core.components import Fact
from core.offsets import in_words
from core.permissions import refusal
from core.templatetags.ui import zone_name
from core.views import DetailPage, KeysetListPage, PermittedMixin, TransitionView


class OwnRowMixin(PermittedMixin):
    """The row is the reader's own."""

    def get_object(self) -> User:
        return get_object_or_404(User, pk=self.request.user.pk)


class OwnValuesView(OwnRowMixin, ValuesView):
    """An action on the reader's own row, from their profile and back to it."""

    template_name = "accounts/profile_form.html"

    @property
    def cancel_url(self) -> str:
        return profile_url()

    def get_success_url(self) -> str:
        return profile_url()


class Profile(OwnRowMixin, DetailPage):
    """My names, language, zone, affiliations and roles."""

    template_name = "accounts/profile.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.object
        return super().get_context_data(
            facts=[*person_facts(person), Fact(_("Reminders"), reminders_in_words(person))],
            affiliations=person.affiliations.select_related("institution", "department"),
            roles=person.role_grants.in_force().select_related("institution", "department"),
            **kwargs,
        )


class ProfileEdit(OwnValuesView):
    """Change my names, my language and my zone."""

    form_class = ProfileForm
    verb = workflow.edit_profile
    heading = _("Your profile")
    submit_label = _("Save")
    success_message = _("Your profile is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.get_object()}


class AffiliationDeclare(OwnValuesView):
    """Say which university I belong to."""

    form_class = AffiliationForm
    verb = workflow.declare_affiliation
    heading = _("Where you work or study")
    explanation = _(
        "Students whose address is one of their university are confirmed at once. Otherwise your "
        "office, or the invitation of a colleague, confirms what you say here."
    )
    submit_label = _("Save")
    success_message = _("Your affiliation is saved.")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        with telling_new_zone(self.request):
            return super().form_valid(form)


class PersonList(KeysetListPage):
    """The people whom the reader's office looks after."""

    template_name = "accounts/person_list.html"
    ordering = ("family_name", "given_name", "id")
    filter_form_class = PersonFilter

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and not request.user.has_perm("accounts.list_people"):
            raise PermissionDenied(refusal("accounts.list_people"))
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> models.QuerySet[Any]:
        people: UserQuerySet = User.objects.visible_to(self.request.user)
        return people.for_list()


class PersonMixin(PermittedMixin):
    """The row is a person whom the reader's office looks after."""

    def get_queryset(self) -> models.QuerySet[Any]:
        people: UserQuerySet = User.objects.visible_to(self.request.user)
        return people


class PersonDetail(PersonMixin, DetailPage):
    """One person, as the office sees them."""

    template_name = "accounts/person_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person, reader = self.object, self.request.user
        affiliations = person.affiliations.visible_to(reader)
        grants = person.role_grants.visible_to(reader).order_by("-starts_on", "-created_at")
        return super().get_context_data(
            facts=person_facts(person),
            affiliations=affiliations.select_related("institution", "department"),
            grants=grants.select_related("institution", "department", "granted_by", "revoked_by"),
            **kwargs,
        )


class AffiliationConfirm(TransitionView):
    """Confirm what somebody says of themselves."""

    permission_required = "accounts.confirm_affiliation"
    verb = workflow.confirm_declared
    heading = _("Confirm this affiliation")
    explanation = _("The person is told. Teachers can then lead exchanges for their institution.")
    success_message = _("The affiliation is confirmed.")

    def get_queryset(self) -> models.QuerySet[Any]:
        rows = Affiliation.objects.visible_to(self.request.user)
        return rows.select_related("user", "institution")


class RoleGrantNew(PersonMixin, ValuesView):
    """Give a person a role in the reader's own institution."""

    permission_required = "accounts.grant_role"
    form_class = RoleGrantForm
    verb = workflow.grant_role
    heading = _("Give a role")
    submit_label = _("Give the role")
    success_message = _("The role is given, and the person is told.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "by": self.request.user}


class RoleRevoke(TransitionView):
    """Take a role away."""

    permission_required = "accounts.revoke_role"
    form_class = RevocationForm
    verb = workflow.revoke_role
    heading = _("Take this role away")
    explanation = _("It ends at once. What it was stays on record.")
    submit_label = _("Take it away")
    tone = "danger"
    success_message = _("The role is taken away, and the person is told.")

    def get_queryset(self) -> models.QuerySet[Any]:
        return RoleGrant.objects.visible_to(self.request.user).select_related("user", "institution")


def profile_url() -> str:
    """Return the address of the reader's own page."""
    return reverse("accounts:profile")


def person_facts(person: User) -> list[Fact]:
    """Return what a person's page says of them."""
    return [
        Fact(_("E-mail address"), person.email),
        Fact(_("Language"), person.get_language_display()),
        Fact(_("Time zone"), zone_name(person.time_zone)),
    ]


def reminders_in_words(person: User) -> str:
    """Say when a person is reminded of meetings."""
    if person.reminder_offsets is None:
        return str(_("as each exchange says"))
    return ", ".join(map(in_words, person.reminder_offsets)) or str(_("never"))
