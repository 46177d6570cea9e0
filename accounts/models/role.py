"""What a person is at an institution, and what they may do for it."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import AffiliationKind, Evidence, Role
from accounts.models.institution import Department, Institution
from accounts.models.user import User
from accounts.querysets import AffiliationQuerySet, RoleGrantQuerySet
from core.models import Entity


class Affiliation(Entity):
    """A person's place at an institution. It counts only once something confirms it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="affiliations")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="affiliations")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=AffiliationKind)
    student_number = models.CharField(_("student number"), max_length=40, blank=True)
    evidence = models.CharField(
        _("confirmed"), max_length=12, choices=Evidence, default=Evidence.NONE
    )

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "institution", "kind"], name="affiliation_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_kind_display()}, {self.institution}"


class RoleGrant(Entity):
    """A role, for an institution or one of its departments, with its dates and its reason."""

    user = models.ForeignKey(User, models.CASCADE, related_name="role_grants")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="role_grants")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True)
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="role_grant_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=~Q(role="coordinator") | Q(department__isnull=False),
                name="role_grant_coordinator_has_department",
                violation_error_message=_("A coordinator needs a department."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="role_grant_has_reason",
                violation_error_message=_("Say why the role is given."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.institution}"
