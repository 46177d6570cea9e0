"""Forms of the partner board."""

from datetime import timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.enums import AffiliationKind
from accounts.models import Department, Institution, User
from accounts.querysets import InstitutionQuerySet
from core.forms import DateInput, SeenForm, bare_helper
from exchanges import isced
from exchanges.enums import StudyLevel, Theme, WorkingLanguage
from exchanges.forms.isced import IscedField
from exchanges.models import PartnerCall
from exchanges.querysets import PartnerCallQuerySet
from exchanges.workflow.board import FIELDS

LONGEST_TEXT = 3000
LONGEST_WINDOW = timedelta(days=731)
FARTHEST = timedelta(days=5 * 366)
MOST_STUDENTS = 1000


def _lines(number: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": number})


def _text(label: Any, rows: int, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    """Return a field for a text that somebody else reads: it has an end."""
    return forms.CharField(
        label=label,
        max_length=LONGEST_TEXT,
        required=required,
        widget=_lines(rows),
        help_text=help_text,
    )


def _all(choices: Any) -> list[tuple[str, Any]]:
    return [("", _("All")), *choices]


def universities_of(teacher: User) -> InstitutionQuerySet:
    """Return the universities of which the person is a confirmed teacher, by name."""
    known = teacher.affiliations.confirmed().of_kind(AffiliationKind.TEACHER)
    return Institution.objects.filter(pk__in=known.values("institution")).by_name()


class CallForm(forms.ModelForm):
    """A call for a partner; its university is chosen once, when it is published."""

    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("Your university"))
    offer = _text(
        _("What you offer"),
        5,
        _("The topic, what students would do together, what you bring to it."),
    )
    seeks = _text(
        _("Whom you look for"),
        4,
        _("For example a field, a course, a country, or a way of teaching."),
        required=False,
    )
    isced_f = IscedField()
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=WorkingLanguage.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those that you could work in."),
        error_messages={"required": _("Choose at least one language.")},
    )
    study_levels = forms.MultipleChoiceField(
        label=_("Level of study"),
        choices=StudyLevel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None means any."),
    )

    class Meta:
        model = PartnerCall
        fields = ["institution", *FIELDS]
        widgets = {"starts_from": DateInput(), "ends_until": DateInput()}
        help_texts = {
            "cefr_level": _("The level that students need in the working language."),
            "starts_from": _("The first day on which the exchange could begin."),
            "ends_until": _("The last day on which it could end. The call leaves the board then."),
            "course_title": _("The existing course that the exchange would plug into."),
        }

    field_order = [
        "title",
        "theme",
        "offer",
        "seeks",
        "isced_f",
        "languages",
        "cefr_level",
        "study_levels",
        "starts_from",
        "ends_until",
        "students",
        "course_title",
        "institution",
        "department",
    ]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        department: Any = self.fields["department"]
        university: Any = self.fields["institution"]
        if self.instance.institution_id is None:
            university.queryset = universities_of(user)
            university.initial = university.queryset.first()
            department.queryset = Department.objects.filter(institution__in=university.queryset)
        else:
            del self.fields["institution"]
            department.queryset = Department.objects.filter(
                institution=self.instance.institution_id
            )

    @property
    def helper(self) -> FormHelper:
        """Draw the fields only."""
        return bare_helper()

    def clean_students(self) -> int:
        students: int = self.cleaned_data["students"]
        if students < 1:
            raise ValidationError(_("Give the number of students: at least one."))
        if students > MOST_STUDENTS:
            raise ValidationError(_("This is a number for a whole university. Give your class's."))
        return students

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        department, university = values.get("department"), values.get("institution")
        if department and university and department.institution_id != university.pk:
            self.add_error("department", _("This department belongs to another university."))
        first, last = values.get("starts_from"), values.get("ends_until")
        today = timezone.localdate()
        if first and first < today and "starts_from" in self.changed_data:
            self.add_error("starts_from", _("This day has passed. Give today or a later one."))
        if last and (words := _wrong_end(first, last, today)):
            self.add_error("ends_until", words)
        return values


def _wrong_end(first: Any, last: Any, today: Any) -> Any:
    """Return what is wrong with the last day, or an empty text."""
    if last < today:
        return _("This day has passed. Give a later one.")
    if last > today + FARTHEST:
        return _("This is too far away. Give a day in the next five years.")
    if first and last <= first:
        return _("The last day must come after the first.")
    if first and last - first > LONGEST_WINDOW:
        return _("This is more than two years after the first day. Give the terms that suit you.")
    return ""


class CallFilterForm(forms.Form):
    """What a teacher looks for on the board: three fields first, the others folded away."""

    q = forms.CharField(label=_("Title"), required=False, max_length=200)
    field = forms.ChoiceField(label=_("Field of study"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=_all(WorkingLanguage.choices)
    )
    level = forms.ChoiceField(
        label=_("Level of study"), required=False, choices=_all(StudyLevel.choices)
    )
    theme = forms.ChoiceField(label=_("Built around"), required=False, choices=_all(Theme.choices))
    country = forms.ChoiceField(label=_("Country"), required=False)
    since = forms.DateField(label=_("Possible from"), required=False, widget=DateInput())
    until = forms.DateField(label=_("Possible until"), required=False, widget=DateInput())
    FIRST = ("q", "field", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["field"]
        country: Any = self.fields["country"]
        field.choices = _all(field_choices())
        codes = Institution.objects.order_by("country").values_list("country", flat=True).distinct()
        named = sorted((countries.name(code), code) for code in codes)
        country.choices = _all((code, name) for name, code in named)

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """Return the fields that always stand open."""
        return [self[name] for name in self.FIRST]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """Return the other fields."""
        return [self[name] for name in self.fields if name not in self.FIRST]

    @property
    def uses_more(self) -> bool:
        """Tell whether one of the other fields was filled in, so that it must be seen."""
        return any(self.data.get(field.name) for field in self.more_fields)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        return values

    def apply(self, rows: PartnerCallQuerySet) -> PartnerCallQuerySet:
        """Leave the calls that the filter describes."""
        values = self.cleaned_data
        rows = rows.titled(values["q"]).within(values["since"], values["until"])
        if values["field"]:
            rows = rows.filter(isced_f__in=isced.under(values["field"]))
        if values["language"]:
            rows = rows.filter(languages__contains=[values["language"]])
        if values["level"]:
            rows = rows.for_level(values["level"])
        if values["theme"]:
            rows = rows.filter(theme=values["theme"])
        if values["country"]:
            rows = rows.filter(institution__country=values["country"])
        return rows


def field_choices() -> list[tuple[str, str]]:
    """Return the wide fields, each followed by the narrow ones below it."""
    wide_and_narrow = [field for field in isced.fields().values() if len(field.code) < 4]
    return [(field.code, isced.titled(field.code)) for field in wide_and_narrow]


class ApproachForm(SeenForm):
    """A message to the author of a call; who teaches at several universities names one."""

    institution = forms.ModelChoiceField(
        Institution.objects.none(), label=_("Your university"), empty_label=None
    )
    text = _text(
        _("Your message"),
        7,
        _("Who you are, what you teach, what you would do together."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        university: Any = self.fields["institution"]
        university.queryset = universities_of(user)
        university.initial = university.queryset.first()


class AnswerForm(SeenForm):
    """A yes, with the first words of the conversation."""

    answer = _text(_("Your answer"), 5, _("For example when you could talk."))


class DeclineForm(SeenForm):
    """A no, with a word or without."""

    answer = _text(_("A word to the sender"), 3, _("They receive it by e-mail."), required=False)
