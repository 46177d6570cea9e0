"""Pages about training."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from accounts.zone_notice import telling_new_zone
from core.components import Fact
from core.errors import RefusedError
from core.offsets import in_words
from core.permissions import refusal
from core.seals import token_hash
from core.templatetags.ui import day
from core.views import DetailPage, KeysetListPage, TransitionView
from training import workflow
from training.enums import PlaceState
from training.forms.edition import (
    CompletionForm,
    CourseForm,
    EditionFilter,
    EditionForm,
    PartnerForm,
)
from training.models import Course, Edition, EditionMeeting, PartnerInvitation, Place


class EditionList(KeysetListPage):
    """The editions, latest first."""

    template_name = "training/edition_list.html"
    ordering = ("-starts_on", "-id")
    filter_form_class = EditionFilter

    def get_queryset(self) -> models.QuerySet[Any]:
        user = self.request.user
        return Edition.objects.visible_to(user).for_list().with_place_of(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_manage = self.request.user.has_perm("training.manage_edition", Edition)
        return super().get_context_data(may_manage=may_manage, **kwargs)


class MyTraining(KeysetListPage):
    """My places: what I completed, and what I am taking."""

    template_name = "training/mine.html"

    def get_queryset(self) -> models.QuerySet[Any]:
        return Place.objects.for_list().held_by(self.request.user)


class EditionMixin:
    """The row is an edition; everybody who logs in sees editions."""

    request: HttpRequest

    def get_queryset(self) -> models.QuerySet[Any]:
        return Edition.objects.visible_to(self.request.user).for_list()


class EditionDetail(EditionMixin, DetailPage):
    """One edition: its facts, my place, the partners I invited; for the office, who takes part."""

    template_name = "training/edition_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        edition, user = self.object, self.request.user
        may_manage = user.has_perm("training.manage_edition", edition)
        partners = PartnerInvitation.objects.for_list().filter(edition=edition)
        places = Place.objects.for_list().in_edition(edition).order_by("created_at", "id")
        shown = list(places if may_manage else places.held_by(user))
        mine = next((place for place in shown if place.teacher_id == user.pk), None)
        is_taking_part = mine is not None and mine.state != PlaceState.WITHDRAWN
        meetings = EditionMeeting.objects.filter(edition=edition).in_order()
        may_ask = edition.is_open and not is_taking_part
        return super().get_context_data(
            facts=edition_facts(edition),
            edition=edition,
            place=mine,
            is_taking_part=is_taking_part,
            may_join=may_ask and user.has_perm("training.join_edition", edition),
            join_refusal=refusal("training.join_edition"),
            partners=partners.sent_by(user).order_by("created_at", "id"),
            may_manage=may_manage,
            meetings=meetings,
            offsets=[in_words(each) for each in edition.reminder_offsets],
            may_open_meetings=is_taking_part or may_manage,
            places=shown if may_manage else [],
            **kwargs,
        )


class EditionEnrol(EditionMixin, TransitionView):
    """Take a place, or take it up again."""

    permission_required = "training.join_edition"
    verb = workflow.enrol
    heading = _("Take a place")
    submit_label = _("Take a place")
    success_message = _("Your place is confirmed. Now invite your partner to the same edition.")


class EditionWithdraw(TransitionView):
    """Give my own place back."""

    permission_required = "training.withdraw_place"
    slug_field = "edition"
    verb = workflow.withdraw
    heading = _("Give your place back")
    explanation = _("Somebody else can take it at once. You can come back while places are left.")
    submit_label = _("Give it back")
    tone = "danger"
    success_message = _("Your place is free again.")

    def get_queryset(self) -> models.QuerySet[Any]:
        return Place.objects.for_list().held_by(self.request.user)


class PartnerInvite(EditionMixin, TransitionView):
    """Invite the partner teacher to the same edition."""

    permission_required = "training.invite_partner"
    template_name = "training/partner_form.html"
    form_class = PartnerForm
    verb = workflow.invite_partner
    heading = _("Invite your partner")
    submit_label = _("Send the invitation")
    success_message = _("The invitation is on its way. You are told when your partner accepts.")


class PartnerRevoke(TransitionView):
    """Withdraw an invitation that I sent."""

    permission_required = "training.revoke_partner"
    verb = workflow.revoke_partner_invitation
    heading = _("Withdraw this invitation")
    explanation = _("The link in the e-mail stops working. You can invite the person again.")
    submit_label = _("Withdraw it")
    tone = "danger"
    success_message = _("The invitation is withdrawn.")

    def get_queryset(self) -> models.QuerySet[Any]:
        return PartnerInvitation.objects.for_list().sent_by(self.request.user)


class OfficeFormView(TransitionView):
    """The office creates a record, or changes one: the verb takes the fields as `values`."""

    permission_required = "training.manage_edition"
    submit_label = _("Save")

    def get_form_kwargs(self) -> dict[str, Any]:
        # A row of its own: an invalid form must not change what the page shows.
        instance = self.get_object()
        options = super().get_form_kwargs()
        return options if instance is None else {**options, "instance": instance}

    def verb_arguments(self, form: Any) -> dict[str, Any]:
        return {"values": form.cleaned_data}


class NewMixin:
    """There is no row yet."""

    list_url_name = ""

    def get_object(self) -> None:
        return None

    @property
    def cancel_url(self) -> str:
        return reverse(self.list_url_name)


class EditionCreate(NewMixin, OfficeFormView):
    """Announce an edition."""

    list_url_name = "training:edition-list"
    form_class = EditionForm
    verb = workflow.save_edition
    heading = _("New edition")
    success_message = _("The edition is announced.")


class EditionEdit(EditionMixin, OfficeFormView):
    """Change an edition."""

    form_class = EditionForm
    verb = workflow.save_edition
    heading = _("Edit the edition")
    success_message = _("The edition is saved.")


class EditionComplete(EditionMixin, TransitionView):
    """Record who has completed an edition."""

    permission_required = "training.manage_edition"
    form_class = CompletionForm
    verb = workflow.complete_several
    heading = _("Record completed training")
    submit_label = _("Record as completed")
    success_message = _("The training is recorded as completed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "edition": self.object}


class CourseList(KeysetListPage):
    """The courses that editions are runs of."""

    template_name = "training/course_list.html"
    ordering = ("title", "id")

    def get_queryset(self) -> models.QuerySet[Any]:
        return Course.objects.visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_manage = self.request.user.has_perm("training.manage_edition", Edition)
        return super().get_context_data(may_manage=may_manage, **kwargs)


class CourseCreate(NewMixin, OfficeFormView):
    """Describe a course."""

    list_url_name = "training:course-list"
    form_class = CourseForm
    verb = workflow.save_course
    heading = _("New course")
    success_message = _("The course is saved.")


class CourseEdit(OfficeFormView):
    """Change a course."""

    form_class = CourseForm
    verb = workflow.save_course
    heading = _("Edit the course")
    success_message = _("The course is saved.")

    def get_queryset(self) -> models.QuerySet[Any]:
        return Course.objects.visible_to(self.request.user)


@method_decorator(never_cache, name="dispatch")
class InvitationPage(TemplateView):
    """What a partner's secret link opens: who invites to what; POST accepts.

    A used, an expired, a withdrawn and an invented link look alike.
    """

    template_name = "training/invitation.html"
    partner: PartnerInvitation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        token = token_hash(kwargs["token"])
        rows = PartnerInvitation.objects.open().for_list()
        partner = rows.filter(invitation__token_hash=token).first()
        if partner is None:
            return render(request, "accounts/invitation_closed.html", status=404)
        self.partner = partner
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        try:
            with telling_new_zone(request):
                place = workflow.accept_partner_invitation(self.partner, by=request.user)
                messages.success(request, _("You take part. Your place is confirmed."))
        except RefusedError as error:
            messages.error(request, str(error))
            return self.render_to_response(self.get_context_data(), status=409)
        return HttpResponseRedirect(place.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        edition = self.partner.edition
        return super().get_context_data(
            partner=self.partner,
            invitation=self.partner.invitation,
            inviter=self.partner.invitation.invited_by,
            edition=edition,
            facts=edition_facts(edition),
            next=self.request.path,
            **kwargs,
        )


def edition_facts(edition: Edition) -> list[Fact]:
    """Return what a page says of an edition; what is not known is left out."""
    known = [
        Fact(_("Level"), edition.course.get_level_display()),
        Fact(_("Provider"), edition.course.provider),
        Fact(_("First day"), day(edition.starts_on)),
        Fact(_("Last day"), day(edition.ends_on)),
        Fact(_("Enrol by"), day(edition.closes_on)),
        Fact(_("Hours"), floatformat(edition.hours)),
        Fact(_("Language"), edition.get_language_display()),
    ]
    return [fact for fact in known if fact.value]
