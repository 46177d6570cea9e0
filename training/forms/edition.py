"""Forms about training."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Institution
from core.forms import DateInput
from training.enums import Level
from training.models import Course, Edition, Place
from training.querysets import EditionQuerySet


class EditionFilter(forms.Form):
    """Narrow the list of editions."""

    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("Any")), *Level.choices]
    )
    open = forms.BooleanField(label=_("Only open for enrolment"), required=False)

    def apply(self, editions: EditionQuerySet) -> EditionQuerySet:
        """Leave the editions that the filter describes."""
        level = self.cleaned_data["level"]
        found = editions.filter(course__level=level) if level else editions
        return found.open() if self.cleaned_data["open"] else found


class CourseForm(forms.ModelForm):
    """What a course teaches, and where that is written."""

    class Meta:
        model = Course
        fields = ["title", "level", "provider", "summary", "source"]
        help_texts = {"source": _("The page or the document that says so.")}


class EditionForm(forms.ModelForm):
    """One run of a course."""

    url = forms.URLField(
        label=_("Where it is held"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("The address of the course's pages; it begins with https."),
    )

    class Meta:
        model = Edition
        fields = [
            "course",
            "language",
            "starts_on",
            "ends_on",
            "enrol_by",
            "hours",
            "seats",
            "url",
        ]
        labels = {"course": _("Course")}
        widgets = {"starts_on": DateInput, "ends_on": DateInput, "enrol_by": DateInput}
        help_texts = {
            "enrol_by": _("Empty: until the first day."),
            "hours": _("A participant's whole load. Empty when it is not known."),
            "seats": _("Empty: no limit."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["course"].queryset = Course.objects.order_by("title", "id")


class PartnerForm(forms.Form):
    """Whom to invite to the same edition."""

    address = forms.EmailField(
        label=_("Your partner's e-mail address"),
        max_length=254,
        help_text=_("Use the address of their university: the invitation counts for it alone."),
    )
    institution = forms.ModelChoiceField(
        Institution.objects.active().by_name(),
        label=_("Your partner's university"),
        empty_label=_("Choose a university"),
    )


class ParticipantField(forms.ModelMultipleChoiceField):
    """Participants, by name and address."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, place: Place) -> str:
        return f"{place.teacher} ({place.teacher.email})"


class CompletionForm(forms.Form):
    """Who has completed an edition."""

    places = ParticipantField(
        Place.objects.none(),
        label=_("Who has completed the training"),
        help_text=_("Each of them is told by e-mail. This is not undone."),
        error_messages={"required": _("Choose at least one person.")},
    )

    def __init__(self, *args: Any, edition: Edition, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        rows = Place.objects.in_edition(edition).to_complete().select_related("teacher", "edition")
        fields["places"].queryset = rows.order_by("teacher__family_name", "created_at", "id")
