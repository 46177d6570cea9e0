"""The sections of the design, each written on a page of its own."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from core.errors import ConflictError, RefusedError
from exchanges import presentation, sections, workflow
from exchanges.design_values import findings_of
from exchanges.enums import DesignSection, ExchangeState
from exchanges.forms.design import AnyForm, SectionForms
from exchanges.forms.design.rows import RowsFormSet, sums
from exchanges.models import DecisionRemark, Exchange, SectionRevision
from exchanges.people import is_teacher_of
from exchanges.views import left_behind
from exchanges.views.left_behind import Unsaved
from exchanges.views.mixins import reader_of
from exchanges.views.section_base import SectionMixin
from exchanges.workflow import section_draft
from exchanges.workflow.design import content_wanted

NOTES = {
    "remove": gettext_lazy("The row is gone once you save."),
    "sort": gettext_lazy("The rows stand in the order of their weeks. Nothing is saved yet."),
    "up": gettext_lazy("The new order counts once you save."),
    "template": gettext_lazy("Something to start from: change it as you like, then save it."),
}


class SectionPage(SectionMixin, TemplateView):
    """One section of the design: its form, the findings beside it, and a conflict when there is.

    A save that comes too late answers 409 with what is there now beside what was typed; saving
    again replaces it. What cannot be saved is kept for the person who typed it.
    """

    template_name = "exchanges/design_section.html"

    def check_permission(self) -> None:
        """Keep what a teacher sends after the design was handed in: it may come back."""
        try:
            super().check_permission()
        except PermissionDenied:
            if self.request.method == "POST" and is_teacher_of(
                reader_of(self.request), self.object
            ):
                self._keep()
            raise

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exchange: Exchange = self.get_queryset().get(pk=self.object.pk)
        findings = findings_of(exchange)
        written = sections.completeness_of(exchange)
        form = kwargs.get("form")
        return super().get_context_data(
            **presentation.frame(exchange, "design"),
            section=self.section,
            team=self.team,
            sections=sections.section_links(exchange, findings, self.section, written),
            findings=sections.finding_items(
                findings, exchange, with_links=True, section=self.section
            ),
            written=written[self.section],
            remarks=_remarks(exchange, self.section),
            place=self.place,
            note=left_behind.note_of(reader_of(self.request), self.place),
            my_number=self._my_number(),
            sums=sums(form) if self.section == DesignSection.SYLLABUS and form else None,
            **kwargs,
        )

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        forms = self.forms()
        if not forms.has_form:
            return self.render_to_response(self.get_context_data(form=None))
        number = self.last_number()
        unsaved = self._unsaved(forms)
        if unsaved is None:
            context = self._page(forms, forms.saved(), number)
        else:
            form = self.forms().typed(MultiValueDict(unsaved.data))
            context = self._page(
                forms, form, unsaved.seen, unsaved=unsaved, is_older=unsaved.seen != number
            )
        return self.render_to_response(context)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        forms = self.forms()
        verb = request.POST.get("do", "")
        if verb and forms.has_rows:
            form: AnyForm = forms.changed(request.POST, verb)
            remark = NOTES.get(verb.partition("-")[0], "")
            return self.render_to_response(
                self._page(forms, form, self.seen, remark=remark, is_answer=True, is_changed=True)
            )
        form = forms.bound(request.POST)
        if not form.is_valid():
            self._keep()
            return self.render_to_response(self._page(forms, form, self.seen, is_answer=True))
        return self._save(forms, form)

    def _save(self, forms: SectionForms, form: AnyForm) -> HttpResponse:
        edit = forms.edit(form, self.seen)
        try:
            row = workflow.edit_section(self.object, edit, by=reader_of(self.request))
        except ConflictError as error:
            self._keep()
            return self._conflict(forms, form, str(error), content_wanted(edit))
        except RefusedError as error:
            self._keep()
            context = self._page(forms, form, self.seen, refusal=str(error), is_answer=True)
            return self.render_to_response(context, status=409)
        left_behind.forget(self.request, self.place)
        messages.success(self.request, _saved(row.lapsed))
        return HttpResponseRedirect(self.place)

    def _conflict(
        self, forms: SectionForms, form: AnyForm, sentence: str, wanted: Any
    ) -> HttpResponse:
        """Show what is there now beside what was typed; the next save replaces it."""
        subject = self.team.pk if self.team else None
        revisions = SectionRevision.objects.of_section(self.object, self.section, subject)
        now = revisions.select_related("by").first()
        context = self._page(
            forms,
            form,
            self.last_number(),
            refusal=sentence,
            revision=now,
            present=sections.beside(self.section, now.content, wanted) if now else [],
            began=self.began,
            is_answer=True,
        )
        return self.render_to_response(context, status=409)

    def _page(self, forms: SectionForms, form: AnyForm, seen: int, **more: Any) -> dict[str, Any]:
        is_blank = isinstance(form, RowsFormSet) and not form.initial and not form.is_bound
        return self.get_context_data(
            form=form,
            seen=seen,
            began=more.pop("began", self.request.POST.get("began", "")),
            has_rows=forms.has_rows,
            takes_template=forms.takes_template and is_blank,
            **more,
        )

    def _keep(self) -> None:
        """Keep what was sent as the reader's draft; too much of it is on the page all the same."""
        try:
            section_draft.keep(
                self.object,
                self.section,
                dict(self.request.POST.lists()),
                seen=self.began,
                by=reader_of(self.request),
                team=self.team,
            )
        except RefusedError:
            return

    def _unsaved(self, forms: SectionForms) -> Unsaved | None:
        """Return what the reader typed here last and did not save, if it says something new."""
        reader = reader_of(self.request)
        draft = section_draft.kept(self.object, self.section, by=reader, team=self.team)
        known = [left_behind.recall(self.request, self.place)]
        if draft:
            known.append(Unsaved(draft.data, draft.seen, draft.updated_at))
        found = [unsaved for unsaved in known if unsaved]
        latest = max(found, key=lambda unsaved: unsaved.at, default=None)
        if latest is None or not forms.differs(MultiValueDict(latest.data)):
            return None
        return latest

    def _my_number(self) -> int:
        """Return the number of the present wording if it is the reader's own, or else 0."""
        subject = self.team.pk if self.team else None
        last = SectionRevision.objects.of_section(self.object, self.section, subject).first()
        return last.number if last and last.by_id == self.request.user.pk else 0


def _saved(lapsed: Any) -> str:
    names = [team.institution.name for team in lapsed]
    if not names:
        return _("Saved.")
    return _("Saved. To confirm again: %(teams)s.") % {"teams": ", ".join(names)}


def _remarks(exchange: Exchange, section: DesignSection) -> list[DecisionRemark]:
    """Return what the office said of the section when it last gave the design back."""
    if exchange.state != ExchangeState.RETURNED:
        return []
    decision = exchange.decisions.first()
    return list(decision.remarks.filter(section=section)) if decision else []
