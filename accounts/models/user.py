"""People who log in."""

from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models.institution import Institution, validate_time_zone
from accounts.querysets import UserQuerySet
from core.models import Entity

# Where a row of a person's standing comes from.
ROLE, AFFILIATION = "role", "affiliation"


def default_time_zone() -> str:
    """Return the portal's own zone."""
    return settings.TIME_ZONE


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]  # -- made at run time
    """Makes users whose e-mail address is their name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person; without a password they can only log in after a reset."""
        user: User = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person by address, whatever its case."""
        user: User = self.get(email__iexact=username)
        return user


class User(Entity, AbstractBaseUser, PermissionsMixin):
    """A person. The e-mail address is the log-in name; names may be in any script."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default=default_time_zone, validators=[validate_time_zone]
    )
    # Minutes before a meeting; null: as each exchange or training says; empty: never.
    reminder_offsets = ArrayField(
        models.PositiveIntegerField(validators=[MinValueValidator(10), MaxValueValidator(43200)]),
        verbose_name=_("reminders"),
        null=True,
        blank=True,
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_is_unique",
                violation_error_message=_("Somebody already uses this address."),
            )
        ]
        indexes = [
            models.Index(fields=["family_name", "given_name", "id"], name="user_by_name"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_absolute_url(self) -> str:
        return reverse("accounts:person-detail", args=[self.pk])

    def get_full_name(self) -> str:
        """Return both names, or an empty text when the person gave none."""
        return f"{self.given_name} {self.family_name}".strip()

    @cached_property
    def _standing(self) -> frozenset[tuple[str, str, Any, Any]]:
        """Return roles in force and confirmed affiliations together: every page asks for both."""
        roles = (
            self.role_grants.in_force()
            .annotate(source=Value(ROLE))
            .values_list("source", "role", "institution_id", "department_id")
        )
        places = (
            self.affiliations.confirmed()
            .annotate(source=Value(AFFILIATION))
            .values_list("source", "kind", "institution_id", "department_id")
        )
        return frozenset(roles.union(places, all=True))

    @property
    def roles(self) -> frozenset[tuple[str, Any, Any]]:
        """Return the roles in force as (role, institution id, department id or None)."""
        return frozenset(row[1:] for row in self._standing if row[0] == ROLE)

    @property
    def affiliation_kinds(self) -> frozenset[str]:
        """Return what the person is at any institution, where something confirms it."""
        return frozenset(row[1] for row in self._standing if row[0] == AFFILIATION)

    def institutions_as(self, role: Role) -> frozenset[Any]:
        """Return the ids of the institutions where the person has this role as a whole."""
        return frozenset(i for r, i, department in self.roles if r == role and department is None)

    def departments_as(self, role: Role) -> frozenset[Any]:
        """Return the ids of the departments where the person has this role."""
        return frozenset(d for r, _i, d in self.roles if r == role and d is not None)

    @cached_property
    def is_home_office(self) -> bool:
        """Tell whether the person is of the office of the university that runs the portal."""
        offices = self.institutions_as(Role.OFFICE)
        return bool(offices) and Institution.objects.home().filter(pk__in=offices).exists()
