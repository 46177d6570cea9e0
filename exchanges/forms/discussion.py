"""Forms about the teachers' discussion."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exchanges.workflow.discussion import LONGEST


class CommentForm(forms.Form):
    """A comment, and whom of the teams to tell of it."""

    text = forms.CharField(
        label=_("Your comment"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Writing @Given Family names somebody of the teams, and tells them."),
    )
    mentioned = forms.TypedMultipleChoiceField(
        label=_("Tell"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They receive the comment by e-mail."),
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The form stands on pages that have another one.
        self.auto_id = "comment_%s"
        known = {str(person.pk): person for person in people}
        if not known:
            del self.fields["mentioned"]
            return
        field: Any = self.fields["mentioned"]
        field.choices = [(key, str(person)) for key, person in known.items()]
        field.coerce = known.__getitem__
