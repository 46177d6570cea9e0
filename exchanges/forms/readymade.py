"""Forms about the ready-made catalogue."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchanges import catalogue
from exchanges.enums import Applicant, WorkingLanguage
from exchanges.models import Package, PackageEdition
from exchanges.querysets import PackageQuerySet
from exchanges.workflow.readymade import lock_edition

# Words that the addresses below `ready-made/` use themselves.
TAKEN = ("editions", "places", "uses")


class PackageFilterForm(forms.Form):
    """What anybody can look for in the catalogue."""

    STATES = (
        ("", _("All")),
        ("open", _("Open for applications")),
        ("waiting", _("Offered, no edition open now")),
        ("closed", _("No longer offered")),
    )
    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("All")), *WorkingLanguage.choices]
    )
    applicant = forms.ChoiceField(
        label=_("Who applies"), required=False, choices=[("", _("All")), *Applicant.choices]
    )
    state = forms.ChoiceField(label=_("Applications"), required=False, choices=STATES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = [(word, catalogue.topic_label(word)) for word in Package.objects.topics()]
        topics.sort(key=lambda pair: str(pair[1]).casefold())
        self.fields["topic"].choices = [("", _("All")), *topics]  # type: ignore[attr-defined]  # -- a choice field

    def apply(self, rows: PackageQuerySet) -> PackageQuerySet:
        """Leave the packages that the filter names."""
        values = self.cleaned_data
        rows = rows.search(values["q"])
        if values["topic"]:
            rows = rows.filter(topics__contains=[values["topic"]])
        if values["language"]:
            rows = rows.filter(languages__contains=[values["language"]])
        if values["applicant"]:
            rows = rows.filter(applicant=values["applicant"])
        return self._in_state(rows, values["state"])

    @staticmethod
    def _in_state(rows: PackageQuerySet, state: str) -> PackageQuerySet:
        if state == "open":
            return rows.open()
        if state == "waiting":
            return rows.offered().filter(is_open_now=False)
        return rows.filter(is_closed=True) if state == "closed" else rows


class PackageForm(forms.ModelForm):
    """A package, as the office types it in the administration."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=WorkingLanguage.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Package
        fields = [
            "title",
            "slug",
            "provider",
            "summary",
            "topics",
            "length",
            "weekly_load",
            "languages",
            "applicant",
            "eligibility",
            "recognition",
            "source",
            "checked_on",
            "is_closed",
            "closed_because",
        ]
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "topics": _("Separated by commas. Readers choose among them."),
            "eligibility": _("Students read it before they apply."),
            "closed_because": _("Readers of a closed exchange are told. Nothing is ever deleted."),
            "checked_on": _("The day on which somebody compared this with its source."),
        }

    def clean_slug(self) -> str:
        """Refuse the words that would hide the package behind another page."""
        slug: str = self.cleaned_data["slug"]
        if slug in TAKEN:
            raise forms.ValidationError(_("This word is taken: choose another."))
        return slug

    def clean_topics(self) -> list[str]:
        """Return each topic once."""
        words = [" ".join(word.split()) for word in self.cleaned_data["topics"]]
        return list(dict.fromkeys(word for word in words if word))


class EditionForm(forms.ModelForm):
    """An edition, as the office types it in the administration."""

    class Meta:
        model = PackageEdition
        fields = ["starts_on", "ends_on", "apply_by", "seats", "note"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        starts_on, apply_by = values.get("starts_on"), values.get("apply_by")
        if starts_on and apply_by and apply_by > starts_on:
            self.add_error("apply_by", _("Applications end after the first day."))
        if starts_on and values.get("ends_on") and values["ends_on"] < starts_on:
            self.add_error("ends_on", _("The last day is before the first."))
        present = PackageEdition.objects.filter(pk=self.instance.pk).first()
        if present is not None:
            self._count_places(present, values.get("seats"))
        return values

    def _count_places(self, present: PackageEdition, seats: int | None) -> None:
        """Compare with the places that students hold now; nobody takes one until this is saved."""
        taken = self.instance.seats_taken = lock_edition(present).seats_taken
        if seats is not None and seats < taken:
            self.add_error("seats", _("Students hold more places than this already."))
