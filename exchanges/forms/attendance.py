"""Forms about attendance and assessment."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import SeenForm
from exchanges.enums import Presence
from exchanges.models import Enrolment

RESULTS = [("yes", _("passed")), ("no", _("not passed"))]


class SheetForm(SeenForm):
    """One choice for each enrolled student; everybody is present unless marked otherwise."""

    def __init__(
        self, *args: Any, enrolments: Sequence[Enrolment], marks: dict[UUID, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.enrolments = enrolments
        for enrolment in enrolments:
            self.fields[_name(enrolment)] = forms.ChoiceField(
                label=str(enrolment.student),
                choices=Presence.choices,
                initial=marks.get(enrolment.pk, Presence.PRESENT),
                widget=forms.RadioSelect,
            )

    @property
    def rows(self) -> list[tuple[Enrolment, forms.BoundField]]:
        """Return each enrolment with its field."""
        return [(enrolment, self[_name(enrolment)]) for enrolment in self.enrolments]

    def marks(self) -> dict[UUID, Presence]:
        """Return what was marked, by the enrolment's id."""
        return {
            enrolment.pk: Presence(self.cleaned_data[_name(enrolment)])
            for enrolment in self.enrolments
        }


def _name(enrolment: Enrolment) -> str:
    return f"student-{enrolment.pk}"


class AssessForm(forms.Form):
    """The judgement of a student's work."""

    result = forms.ChoiceField(label=_("Result"), choices=RESULTS, widget=forms.RadioSelect)
    grade = forms.CharField(
        label=_("Grade"),
        max_length=20,
        required=False,
        help_text=_("In the scale of the student's university, such as 28/30. May stay empty."),
    )
    comment = forms.CharField(
        label=_("Comment to the student"),
        max_length=5000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
