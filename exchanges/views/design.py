"""The design: read as a whole, written section by section."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.errors import ConflictError, RefusedError
from core.views import PermittedMixin
from exchanges import presentation, sections, workflow
from exchanges.design_values import findings_of
from exchanges.enums import DesignSection
from exchanges.forms.design import FIELD_FORMS, ROW_FORMS, RowsFormSet, SectionForm, TeamForm
from exchanges.models import Activity, Outcome, SectionRevision, Team
from exchanges.views.mixins import DesignReading, ExchangeMixin, ExchangePage, reader_of, team_of
from exchanges.workflow.design import FIELDS

ROW_MODELS: dict[str, type[Outcome] | type[Activity]] = {
    DesignSection.OUTCOMES: Outcome,
    DesignSection.SYLLABUS: Activity,
}
AnyForm = SectionForm | RowsFormSet


class DesignDetail(DesignReading, ExchangePage):
    """The whole design, with its findings."""

    template_name = "exchanges/design_detail.html"
    tab = "design"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exchange = self.object
        may_edit = self.request.user.has_perm("exchanges.edit_design", exchange)
        findings = findings_of(exchange)
        return super().get_context_data(
            may_edit=may_edit,
            sections=sections.section_links(exchange, findings) if may_edit else [],
            findings=sections.finding_items(findings, exchange, with_links=may_edit),
            **self.design(),
            **kwargs,
        )


class SectionPage(ExchangeMixin, PermittedMixin, TemplateView):
    """One section of the design: its form, the findings beside it, and a conflict when there is.

    A save that comes too late answers 409 with what is there now beside what was typed; saving
    again replaces it.
    """

    permission_required = "exchanges.edit_design"
    template_name = "exchanges/design_section.html"
    section: DesignSection
    team: Team | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if kwargs["section"] not in DesignSection.values:
            raise Http404
        self.section = DesignSection(kwargs["section"])
        return super().dispatch(request, *args, **kwargs)

    def build_form(self, data: Any = None) -> Any:
        """Return the section's form, or None for the list of teams."""
        if self.section in ROW_FORMS:
            return self._row_form(data)
        if self.section in FIELD_FORMS:
            return FIELD_FORMS[self.section](data, instance=self.object)
        return None

    def _row_form(self, data: Any) -> RowsFormSet:
        if data is not None:
            return ROW_FORMS[self.section](data, prefix="rows")
        names = ["id", *FIELDS[self.section]]
        rows = ROW_MODELS[self.section]._default_manager.filter(exchange=self.object).values(*names)
        return ROW_FORMS[self.section](initial=list(rows), prefix="rows")

    def edit_of(self, form: Any, seen: int) -> workflow.SectionEdit:
        """Return what the person wants the section to be."""
        if isinstance(form, RowsFormSet):
            return workflow.SectionEdit(self.section, seen, {}, rows=form.rows())
        return workflow.SectionEdit(self.section, seen, form.cleaned_data, team=self.team)

    def last_number(self) -> int:
        """Return the number of the wording that is there now."""
        subject = self.team.pk if self.team else None
        return SectionRevision.objects.last_number(self.object, self.section, subject)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exchange = self.object
        # A bound form writes into its instance: whatever is shown as saved is read again.
        fresh = self.get_queryset().get(pk=exchange.pk)
        findings = findings_of(fresh)
        return super().get_context_data(
            **presentation.frame(fresh, "design"),
            section=self.section,
            team=self.team,
            sections=sections.section_links(fresh, findings, self.section),
            findings=sections.finding_items(findings, fresh, with_links=True),
            **kwargs,
        )

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        context = self.get_context_data(form=self.build_form(), seen=self.last_number())
        return self.render_to_response(context)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = self.build_form(request.POST)
        if form is None:
            raise Http404
        seen = _number(request.POST.get("seen", ""))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, seen=seen))
        try:
            workflow.edit_section(self.object, self.edit_of(form, seen), by=reader_of(request))
        except ConflictError as error:
            return self._conflict(form, str(error))
        except RefusedError as error:
            context = self.get_context_data(form=form, seen=seen, refusal=str(error))
            return self.render_to_response(context, status=409)
        messages.success(request, _("Saved. Every team confirms the design as it is now."))
        return HttpResponseRedirect(request.path)

    def _conflict(self, form: AnyForm, sentence: str) -> HttpResponse:
        """Show what is there now beside what was typed; the next save replaces it."""
        subject = self.team.pk if self.team else None
        revisions = SectionRevision.objects.of_section(self.object, self.section, subject)
        now = revisions.select_related("by").first()
        context = self.get_context_data(
            form=form,
            seen=self.last_number(),
            refusal=sentence,
            revision=now,
            present=sections.wording(self.section, now.content) if now else [],
        )
        return self.render_to_response(context, status=409)


class TeamSectionPage(SectionPage):
    """The part of the design that belongs to one team."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().dispatch(request, *args, section=DesignSection.TEAMS, **kwargs)

    def build_form(self, data: Any = None) -> TeamForm:
        self.team = team_of(self.object, self.kwargs["team"])
        return TeamForm(data, instance=self.team)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
