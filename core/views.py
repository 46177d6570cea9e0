"""What views of every app are made of."""

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView

from core import paging
from core.errors import ConflictError, RefusedError
from core.permissions import refusal


class PermittedMixin(LoginRequiredMixin):
    """Fetch the object from what the person may see, then ask the permission.

    Whoever is not logged in goes to the log-in page; what `get_queryset` leaves out answers 404;
    a lacking permission answers 403 with the rule's sentence. `permission_required` may be empty
    where seeing the object is all it takes.
    """

    permission_required = ""
    slug_field = "pk"
    object: Any
    # Its user is logged in, which the types cannot tell.
    request: Any
    kwargs: dict[str, Any]

    def get_queryset(self) -> models.QuerySet[Any]:
        """Return the rows that this person may see (`visible_to`)."""
        raise NotImplementedError

    def get_object(self) -> Any:
        """Return the row that the address names; raises Http404."""
        if "\0" in str(self.kwargs["pk"]):
            # PostgreSQL takes no zero byte, not even to look for it.
            raise Http404
        return get_object_or_404(self.get_queryset(), **{self.slug_field: self.kwargs["pk"]})

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.object = self.get_object()
        self.check_permission()
        return super().dispatch(request, *args, **kwargs)

    def check_permission(self) -> None:
        """Raise PermissionDenied when the person lacks `permission_required`."""
        name = self.permission_required
        if name and not self.request.user.has_perm(name, self.object):
            raise PermissionDenied(refusal(name))


class DetailPage(PermittedMixin, TemplateView):
    """A page about one object, `object` in its template."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(object=self.object, **kwargs)


class KeysetListPage(LoginRequiredMixin, TemplateView):
    """A list by keyset: `page` and, where the list has one, `filter_form` in its template.

    A filter form has a method `apply(queryset)`; an ill-formed filter shows its errors and the
    unfiltered list.
    """

    request: Any
    ordering: Sequence[str] = ("-created_at", "-id")
    page_size = paging.PAGE_SIZE
    filter_form_class: type[forms.Form] | None = None

    def get_queryset(self) -> models.QuerySet[Any]:
        """Return the rows that this person may see (`visible_to`, `for_list`)."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.get_queryset()
        form = None
        if self.filter_form_class is not None:
            form = self.filter_form_class(self.request.GET or None)
            if form.is_valid():
                rows = form.apply(rows)  # type: ignore[attr-defined]  # -- see the docstring
        cursor = self.request.GET.get("cursor", "")
        page = paging.keyset_page(rows, self.ordering, cursor, self.page_size)
        return super().get_context_data(page=page, filter_form=form, **kwargs)


class ConfirmForm(forms.Form):
    """Nothing to say but yes. `seen` is the version that the person looked at."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class TransitionView(PermittedMixin, FormView):
    """One action on one object: GET shows its form, POST calls the workflow's verb.

    `verb(object, by=user, **arguments)`, where `verb_arguments` makes the arguments of the form's
    data. A refusal re-shows the form with the sentence and what was typed (status 409).
    """

    template_name = "core/transition.html"
    form_class: type[forms.BaseForm] = ConfirmForm
    verb: Callable[..., Any]
    heading: Any = _("Please confirm")
    explanation: Any = ""
    submit_label: Any = _("Confirm")
    tone = "primary"
    success_message: Any = ""

    def get_initial(self) -> dict[str, Any]:
        return {"seen": getattr(self.object, "version", None)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(object=self.object, **kwargs)

    def verb_arguments(self, form: forms.Form) -> dict[str, Any]:
        """Return the verb's keyword arguments, beside `by`.

        A `seen` that nobody asked for, sent to a verb that looks at no version, is left out.
        """
        values = dict(form.cleaned_data)
        takes_seen = "seen" in inspect.signature(type(self).verb).parameters
        if values.get("seen") is None or not takes_seen:
            values.pop("seen", None)
        return values

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            self.object = type(self).verb(
                self.object, by=self.request.user, **self.verb_arguments(form)
            )
        except ConflictError as error:
            form.add_error(None, str(error))
            return self.render_to_response(
                self.get_context_data(form=form, is_conflict=True), status=409
            )
        except RefusedError as error:
            field = error.field if error.field in form.fields else None
            form.add_error(field, str(error))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        if self.success_message:
            messages.success(self.request, self.success_message)
        return HttpResponseRedirect(self.get_success_url())

    @property
    def cancel_url(self) -> str:
        """Return where the person goes without doing it."""
        return str(self.object.get_absolute_url())

    def get_success_url(self) -> str:
        return str(self.object.get_absolute_url())
