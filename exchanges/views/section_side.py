"""What happens beside the form of a section: what is typed is kept, and checked, unsaved."""

from typing import Any
from zlib import crc32

from django.contrib import messages
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.generic import View

from core.errors import RefusedError
from exchanges import criteria, live_check, sections
from exchanges.design_values import design_of, exceptions_of, rules_for
from exchanges.enums import DesignSection
from exchanges.forms.design import AnyForm, RowsFormSet
from exchanges.forms.design.rows import sums
from exchanges.views import left_behind
from exchanges.views.mixins import reader_of
from exchanges.views.section_base import SectionMixin
from exchanges.workflow import section_draft

TOO_LARGE = 413


class SectionDraftKeep(SectionMixin, View):
    """Keep what the reader typed, unchecked, or discard it.

    A script that asks for JSON is told when it was kept; a person is led on.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        self.forms()
        if request.POST.get("do") == "discard":
            return self._discard()
        reader = reader_of(request)
        try:
            draft = section_draft.keep(
                self.object,
                self.section,
                dict(request.POST.lists()),
                seen=self.began,
                by=reader,
                team=self.team,
            )
        except RefusedError as error:
            return self._refuse(str(error))
        left_behind.forget(request, self.place)
        if self._is_script():
            at = timezone.localtime(draft.updated_at)
            return JsonResponse({"kept": time_format(at, "H:i"), "at": at.isoformat()})
        messages.success(
            request, _("Kept for you alone. Nothing is saved yet; you find it in the section.")
        )
        return HttpResponseRedirect(reverse("exchanges:design-detail", args=[self.object.pk]))

    def _discard(self) -> HttpResponse:
        section_draft.discard(self.object, self.section, by=reader_of(self.request), team=self.team)
        left_behind.forget(self.request, self.place)
        messages.success(self.request, _("Discarded. The section is as it was saved."))
        return HttpResponseRedirect(self.place)

    def _refuse(self, sentence: str) -> HttpResponse:
        if self._is_script():
            return JsonResponse({"refused": sentence}, status=TOO_LARGE)
        messages.error(self.request, sentence)
        return HttpResponseRedirect(self.place)

    def _is_script(self) -> bool:
        return self.request.headers.get("Accept", "").startswith("application/json")


class SectionCheck(SectionMixin, View):
    """Answer what the criteria say of the design with what is typed in the form; write nothing.

    The fragment names itself by a number; whoever shows it already is answered 204.
    """

    http_method_names = ["post"]

    def handle_no_permission(self) -> Any:
        """Give a script nothing to put into the page when its reader is no longer logged in."""
        if self.request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        return super().handle_no_permission()

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        forms = self.forms()
        exchange = forms.exchange
        saved, exceptions = design_of(exchange), exceptions_of(exchange)
        form = forms.bound(request.POST)
        form.is_valid()
        rows = form.rows() if isinstance(form, RowsFormSet) else []
        values = {} if isinstance(form, RowsFormSet) else form.cleaned_data
        team = self.team.institution.name if self.team else ""
        design = live_check.overlay(saved, self.section, values, rows, team)
        # The form wrote the day and the programme that it found right into its own exchange.
        findings = criteria.check(design, rules_for(exchange), exceptions)
        return self._answer(findings, form)

    def _answer(self, findings: list[criteria.Finding], form: AnyForm) -> HttpResponse:
        context = {
            "findings": sections.finding_items(
                findings, self.object, with_links=True, section=self.section
            ),
            "open": sum(finding.status != "met" for finding in findings),
            "is_live": True,
        }
        if self.section == DesignSection.SYLLABUS and isinstance(form, RowsFormSet):
            context["sums"] = sums(form)
        html = render_to_string("exchanges/design_findings.html", context, self.request)
        number = f"{crc32(html.encode()):x}"
        if self.request.POST.get("known") == number:
            return HttpResponse(status=204)
        context["known"] = number
        return HttpResponse(
            render_to_string("exchanges/design_findings.html", context, self.request)
        )
