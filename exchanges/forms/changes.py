"""Which two versions of a design to compare."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

NAMES = ("old", "new")


class VersionsForm(forms.Form):
    """Two versions of the design, in either order."""

    old = forms.IntegerField(label=_("From version"), min_value=1)
    new = forms.IntegerField(label=_("To version"), min_value=1)

    def __init__(self, *args: Any, last: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NAMES:
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label, min_value=1, max_value=last
            )
