"""What a person is at an institution, and what they may do for it."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import AffiliationKind, Evidence, Role
from accounts.models.institution import Department, Institution, department_trigger
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

    if TYPE_CHECKING:
        user_id: Any
        institution_id: Any

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        triggers = [department_trigger()]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "institution", "kind"], name="affiliation_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_kind_display()}, {self.institution}"

    def get_absolute_url(self) -> str:
        return self.user.get_absolute_url()

    @property
    def is_confirmed(self) -> bool:
        """Tell whether something else than the person's own word speaks for it."""
        return self.evidence != Evidence.NONE


class RoleGrant(Entity):
    """A role, for an institution or one of its departments, with its dates and its reason.

    `granted_by` is empty where the portal itself gave the role (the first office, the demo).
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="role_grants")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="role_grants")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True)
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+"
    )
    revocation_reason = models.CharField(max_length=300, blank=True, editable=False)

    objects = RoleGrantQuerySet.as_manager()

    if TYPE_CHECKING:
        user_id: Any
        institution_id: Any

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        triggers = [department_trigger()]
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
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("user")),
                name="role_grant_not_to_oneself",
                violation_error_message=_("Nobody gives a role to themselves."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revocation_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revocation_reason="")),
                name="role_grant_revoked_with_reason",
                violation_error_message=_("Say why the role is taken away."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.institution}"

    def get_absolute_url(self) -> str:
        return self.user.get_absolute_url()

    @property
    def is_in_force(self) -> bool:
        """Tell whether it counts today."""
        today = timezone.localdate()
        has_ended = self.ends_on is not None and self.ends_on < today
        return self.revoked_at is None and self.starts_on <= today and not has_ended
