"""What pages of this app share."""

from typing import Any

from core.views import TransitionView


class ValuesView(TransitionView):
    """An action whose verb takes the form's fields as one mapping, `values`."""

    def verb_arguments(self, form: Any) -> dict[str, Any]:
        values = dict(form.cleaned_data)
        values.pop("seen", None)
        return {"values": values}
