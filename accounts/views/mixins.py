"""What pages of this app share."""

from typing import Any

from django.db import models

from accounts.models import Institution
from core.views import PermittedMixin, TransitionView


class ValuesView(TransitionView):
    """An action whose verb takes the form's fields as one mapping, `values`."""

    def verb_arguments(self, form: Any) -> dict[str, Any]:
        values = dict(form.cleaned_data)
        values.pop("seen", None)
        return {"values": values}


class InstitutionMixin(PermittedMixin):
    """The row is an institution, named in the address by its SCHAC code."""

    slug_field = "schac_code"

    def get_queryset(self) -> models.QuerySet[Any]:
        return Institution.objects.all()
