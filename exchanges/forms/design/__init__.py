"""Forms of the design's sections. The page adds `seen`: the number of the wording it began from."""

from exchanges.forms.design.base import SectionForm
from exchanges.forms.design.fields import AssessmentForm, GroupsForm, TeamForm
from exchanges.forms.design.idea import IdeaForm
from exchanges.forms.design.rows import ActivityRows, OutcomeRows, RowsFormSet
from exchanges.forms.design.section import AnyForm, SectionForms

__all__ = [
    "ActivityRows",
    "AnyForm",
    "AssessmentForm",
    "GroupsForm",
    "IdeaForm",
    "OutcomeRows",
    "RowsFormSet",
    "SectionForm",
    "SectionForms",
    "TeamForm",
]
