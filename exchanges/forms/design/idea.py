"""The section on the idea: what the exchange is about, in which language, and when."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput
from exchanges.enums import CefrLevel, StudyLevel, Theme, WorkingLanguage
from exchanges.forms.design.base import SectionForm, lines
from exchanges.forms.isced import IscedField
from exchanges.models import Exchange, Programme, Session
from exchanges.models.programme import OWN
from exchanges.workflow.design import sessions_outside

LONGEST_WEEKS = 53
THEMES = [
    (
        Theme.SKILLS,
        _("Development of skills: students practise something together, such as negotiating."),
    ),
    (
        Theme.ISSUE,
        _("A contemporary issue: students look at one question from where each of them lives."),
    ),
    (
        Theme.CURRICULUM,
        _("A subject of the curriculum: what each class studies anyway, now studied together."),
    ),
]
LEVELS = [
    (CefrLevel.A1, _("A1: simple phrases about oneself")),
    (CefrLevel.A2, _("A2: short exchanges on everyday matters")),
    (CefrLevel.B1, _("B1: familiar matters, opinions in simple words")),
    (CefrLevel.B2, _("B2: discussion with reasons, texts of one’s own field")),
    (CefrLevel.C1, _("C1: demanding texts, fluent and precise speech")),
    (CefrLevel.C2, _("C2: nearly everything, without effort")),
]


class IdeaForm(SectionForm):
    """What the exchange is about, in which language, and when."""

    theme = forms.ChoiceField(label=_("Built around"), choices=THEMES, widget=forms.RadioSelect)
    programme = forms.ModelChoiceField(
        Programme.objects.exclude(slug=OWN),
        label=_("Programme"),
        required=False,
        empty_label=_("none: the university’s own rules"),
        help_text=_("Its rules are those that the design is checked against."),
    )
    isced_f = IscedField(required=False)
    other_languages = forms.MultipleChoiceField(
        label=_("Other languages used"),
        choices=WorkingLanguage.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In which groups may work as well, or texts are read."),
    )
    cefr_level = forms.ChoiceField(
        label=_("Language level"),
        choices=LEVELS,
        initial=CefrLevel.B2,
        help_text=_("What students need in the working language, on the Common European scale."),
    )
    study_levels = forms.MultipleChoiceField(
        label=_("Level of study"),
        choices=StudyLevel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Exchange
        fields = [
            "title",
            "theme",
            "summary",
            "isced_f",
            "field_of_study",
            "language",
            "other_languages",
            "cefr_level",
            "study_levels",
            "programme",
            "starts_on",
            "ends_on",
        ]
        widgets = {"summary": lines(4), "starts_on": DateInput(), "ends_on": DateInput()}
        help_texts = {
            "summary": _("Two or three sentences. Students read them before they enrol."),
            "field_of_study": _("As your students would say it. For example: migration studies."),
            "language": _("The one that all groups share."),
            "starts_on": _("The day on which the first week begins."),
            "ends_on": _("The last day of work, with reflection and assessment."),
        }

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        self._check_languages(values)
        self._check_dates(values)
        return values

    def _check_languages(self, values: dict[str, Any]) -> None:
        if values.get("language") in (values.get("other_languages") or []):
            words = gettext("%(language)s is the working language already.")
            name = WorkingLanguage(values["language"]).label
            self.add_error("other_languages", words % {"language": name})

    def _check_dates(self, values: dict[str, Any]) -> None:
        first, last = values.get("starts_on"), values.get("ends_on")
        if not first or not last:
            return
        if last <= first:
            self.add_error("ends_on", _("The last day must come after the first."))
        elif (last - first).days >= LONGEST_WEEKS * 7:
            self.add_error("ends_on", _("This is over a year after the first day. Look again."))
        elif self.instance.pk and {"starts_on", "ends_on"} & set(self.changed_data):
            outside = sessions_outside(self.instance, first, last)
            self._refuse("starts_on", [s for s in outside if s.local_date < first])
            self._refuse("ends_on", [s for s in outside if s.local_date > last])

    def _refuse(self, name: str, sessions: Sequence[Session]) -> None:
        """Say beside a date which sessions it would leave outside of the exchange."""
        if sessions:
            words = gettext("Move or cancel first: %(sessions)s.")
            self.add_error(name, words % {"sessions": in_words(sessions)})

    def _post_clean(self) -> None:
        """Where somebody only looks for a field of study, say nothing of the rest yet."""
        super()._post_clean()  # type: ignore[misc]  # -- Django's own hook
        if self.has_error("isced_f", "searching"):
            self._errors = type(self.errors)({"isced_f": self.errors["isced_f"]})


def in_words(sessions: Sequence[Session]) -> str:
    """Name sessions with their days, as part of a sentence."""
    return "; ".join(
        f"{session.title}, {date_format(session.local_date, 'j M Y')}" for session in sessions
    )
