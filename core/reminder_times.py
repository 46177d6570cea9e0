"""The page that chooses how long before its meetings something reminds people."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.reminder_forms import OffsetsForm
from core.views import TransitionView


class ReminderTimesView(TransitionView):
    """Say when people are reminded of the meetings of an object, its `reminder_offsets`.

    The verb takes the minutes as `offsets`, and the version that was `seen`.
    """

    form_class = OffsetsForm
    explanation = _(
        "Everybody who takes part is reminded by e-mail at these times, unless they chose their "
        "own on their profile."
    )
    submit_label = _("Save the reminders")
    success_message = _("The reminders are changed.")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"offsets": self.object.reminder_offsets}

    def verb_arguments(self, form: Any) -> dict[str, Any]:
        return {"offsets": form.offsets(), "seen": form.cleaned_data["seen"]}
