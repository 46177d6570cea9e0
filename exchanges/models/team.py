"""The teams of an exchange: one for each institution."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Institution, Invitation, User
from core.models import Entity
from exchanges.models.exchange import Exchange
from exchanges.querysets import TeamQuerySet


class Team(Entity):
    """An institution's part: its teachers, and the existing course that the exchange plugs into.

    `workload_hours` is one student's whole load; `ects` and `cfu` are what the institution awards
    its own students, and may differ between teams. `seats_taken` counts standing enrolments; it
    changes in the transaction of each, and the database keeps it within `seats`.

    `is_confirmed`: the lead stands behind every section in its present wording; it falls with the
    first change of a section that the team confirms. `confirmed_version` is the design version
    that the lead confirmed last.
    """

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="teams")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="teams")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name=_("department")
    )
    lead = models.ForeignKey(User, models.PROTECT, null=True, related_name="teams_led")
    teachers = models.ManyToManyField(User, related_name="teams_joined", blank=True)
    is_initiator = models.BooleanField(default=False)
    course_title = models.CharField(_("course"), max_length=200, blank=True)
    course_code = models.CharField(_("course code"), max_length=40, blank=True)
    seats = models.PositiveSmallIntegerField(_("places for students"), default=15)
    seats_taken = models.PositiveSmallIntegerField(default=0, editable=False)
    workload_hours = models.DecimalField(
        _("hours for each student"), max_digits=5, decimal_places=1, default=0
    )
    ects = models.DecimalField(_("ECTS credits"), max_digits=4, decimal_places=1, default=0)
    cfu = models.DecimalField(_("CFU"), max_digits=4, decimal_places=1, default=0)
    is_confirmed = models.BooleanField(default=False, editable=False)
    confirmed_version = models.PositiveIntegerField(null=True, editable=False)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["-is_initiator", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["exchange", "institution"],
                name="team_institution_is_unique",
                violation_error_message=_("This institution already has a team."),
            ),
            models.UniqueConstraint(
                fields=["exchange"], condition=Q(is_initiator=True), name="team_one_initiator"
            ),
            models.CheckConstraint(
                condition=Q(seats_taken__lte=F("seats")),
                name="team_seats_are_enough",
                violation_error_message=_("More students are enrolled than there are places."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.institution)


class TeamInvitation(Entity):
    """An invitation to lead a team, or (`as_lead` is false) to join it as a colleague."""

    invitation = models.OneToOneField(Invitation, models.CASCADE, related_name="team")
    team = models.ForeignKey(Team, models.CASCADE, related_name="invitations")
    as_lead = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.invitation}, {self.team}"
