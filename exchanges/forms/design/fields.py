"""The sections on one team, on groups, and on assessment."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from exchanges.forms.design.base import HOURS_OF_A_WEEK, SectionForm, lines
from exchanges.models import Exchange, Team


class TeamForm(SectionForm):
    """A team's course, students, workload and credits."""

    class Meta:
        model = Team
        fields = [
            "department",
            "course_title",
            "course_code",
            "seats",
            "workload_hours",
            "ects",
            "cfu",
        ]
        labels = {"seats": _("Students you expect")}
        widgets = {
            "seats": forms.NumberInput(attrs={"min": 1}),
            "workload_hours": forms.NumberInput(attrs={"min": 0, "step": "0.5"}),
            "ects": forms.NumberInput(attrs={"min": 0, "step": "0.5"}),
            "cfu": forms.NumberInput(attrs={"min": 0, "step": "0.5"}),
        }
        help_texts = {
            "course_title": _("The existing course that the exchange plugs into."),
            "course_code": _("As your university writes it."),
            "seats": _("As many can enrol from your university."),
            "workload_hours": _("The whole load of one student: sessions, group work, own work."),
            "ects": _("What your university awards its own students. Teams may differ."),
            "cfu": _("For Italian universities; otherwise 0."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        department = self.fields["department"]
        department.queryset = Department.objects.filter(institution=self.instance.institution_id)  # type: ignore[attr-defined]  # -- a model choice

    def clean_seats(self) -> int:
        seats: int = self.cleaned_data["seats"]
        if seats < 1:
            raise ValidationError(_("Give the number of students: at least one."))
        taken = self.instance.seats_taken
        if seats < taken:
            words = gettext("%(number)d students are enrolled already.")
            raise ValidationError(words % {"number": taken})
        return seats

    def clean_workload_hours(self) -> Decimal:
        hours = _not_negative(self.cleaned_data["workload_hours"])
        weeks = self.instance.exchange.weeks
        if hours > HOURS_OF_A_WEEK * weeks:
            words = gettext("These are more hours than %(weeks)d weeks have.")
            raise ValidationError(words % {"weeks": weeks})
        return hours

    def clean_ects(self) -> Decimal:
        return _not_negative(self.cleaned_data["ects"])

    def clean_cfu(self) -> Decimal:
        return _not_negative(self.cleaned_data["cfu"])


def _not_negative(number: Decimal) -> Decimal:
    if number < 0:
        raise ValidationError(_("Give a number from 0."))
    return number


class GroupsForm(SectionForm):
    """How students work together, on what, and who facilitates."""

    class Meta:
        model = Exchange
        fields = [
            "group_size",
            "are_groups_mixed",
            "facilitators",
            "facilitation",
            "platform",
            "connectivity",
        ]
        labels = {"are_groups_mixed": _("Each group has students of every university")}
        widgets = {
            "group_size": forms.NumberInput(attrs={"min": 2}),
            "facilitators": forms.NumberInput(attrs={"min": 0}),
            "facilitation": lines(5),
            "connectivity": lines(3),
        }
        help_texts = {
            "group_size": _("Groups of 3 to 5 from all universities absorb absences."),
            "facilitators": _("People trained to accompany groups; teachers count as well."),
            "facilitation": _("Who accompanies the groups, and how they were trained for it."),
            "platform": _("Where students meet, write and share. For example: video meetings."),
            "connectivity": _("What they need, and how they still take part when it fails."),
        }

    def clean_group_size(self) -> int:
        size: int = self.cleaned_data["group_size"]
        if size < 2:
            raise ValidationError(_("A group needs at least two students."))
        return size

    def clean_facilitators(self) -> int:
        number: int = self.cleaned_data["facilitators"]
        students = sum(team.seats for team in self.instance.teams.all())
        if number > students:
            words = gettext("These are more facilitators than students (%(number)d).")
            raise ValidationError(words % {"number": students})
        return number


class AssessmentForm(SectionForm):
    """How students are assessed, and what happens if a partner withdraws."""

    class Meta:
        model = Exchange
        fields = ["assessment", "fallback"]
        widgets = {"assessment": lines(6), "fallback": lines(4)}
        help_texts = {
            "assessment": _("What students hand in, by when, and who grades whom."),
            "fallback": _("How students still reach the outcomes."),
        }
