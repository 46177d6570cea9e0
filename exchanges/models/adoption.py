"""The use of a ready-made exchange in a course."""

from typing import TYPE_CHECKING, Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Institution, User
from accounts.models.institution import department_trigger
from core.models import Stateful
from core.transitions import arrows
from exchanges.enums import ADOPTION, AdoptionState, CreditRoute
from exchanges.models.readymade import PackageEdition
from exchanges.querysets import AdoptionQuerySet


class Adoption(Stateful):
    """A teacher plugs an edition of a ready-made exchange into a course; the office approves.

    `ects` and `cfu` are what each student is to be credited with, by the `route`.
    """

    edition = models.ForeignKey(PackageEdition, models.PROTECT, related_name="adoptions")
    teacher = models.ForeignKey(User, models.PROTECT, related_name="adoptions")
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="+", verbose_name=_("your university")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name=_("department")
    )
    course_title = models.CharField(_("course"), max_length=200)
    course_code = models.CharField(_("course code"), max_length=40, blank=True)
    students = models.PositiveSmallIntegerField(_("students you expect"))
    route = models.CharField(_("how it is credited"), max_length=10, choices=CreditRoute)
    ects = models.DecimalField(_("ECTS credits"), max_digits=4, decimal_places=1, default=0)
    cfu = models.DecimalField(_("CFU"), max_digits=4, decimal_places=1, default=0)
    note = models.TextField(_("note to the office"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=AdoptionState, default=AdoptionState.REQUESTED
    )
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    decision_note = models.TextField(blank=True, editable=False)

    objects = AdoptionQuerySet.as_manager()

    if TYPE_CHECKING:
        teacher_id: Any
        institution_id: Any

    class Meta:
        verbose_name = _("use of a ready-made exchange")
        verbose_name_plural = _("uses of ready-made exchanges")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "teacher", "course_title"],
                condition=Q(state__in=["requested", "approved"]),
                name="adoption_once_per_course",
                violation_error_message=_("You have asked for this course already."),
            ),
            models.CheckConstraint(
                condition=Q(students__gte=1),
                name="adoption_has_students",
                violation_error_message=_("Give the number of students: at least one."),
            ),
            models.CheckConstraint(
                condition=Q(ects__gte=0, cfu__gte=0),
                name="adoption_credits_are_not_negative",
                violation_error_message=_("Credits are never negative."),
            ),
            models.CheckConstraint(
                condition=Q(route="none", ects=0, cfu=0)
                | (~Q(route="none") & (Q(ects__gt=0) | Q(cfu__gt=0))),
                name="adoption_route_fits_credits",
                violation_error_message=_("Give the credits, or choose the badge only."),
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(decision_note=""),
                name="adoption_refusal_has_a_reason",
                violation_error_message=_("Say why, so that the teacher knows."),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "created_at", "id"], name="adoption_by_state"),
            models.Index(fields=["-created_at", "-id"], name="adoption_newest_first"),
        ]
        triggers = [
            department_trigger(),
            pgtrigger.FSM(name="adoption_path", field="state", transitions=arrows(ADOPTION)),
        ]

    def __str__(self) -> str:
        return f"{self.edition}, {self.course_title}"

    def get_absolute_url(self) -> str:
        return reverse("exchanges:adoption-detail", args=[self.pk])
