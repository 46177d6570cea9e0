"""The discussion of a design: read and written by the teachers of the teams alone."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core import paging
from core.components import Link
from core.errors import RefusedError
from core.permissions import refusal
from core.views import TransitionView
from exchanges import discussions
from exchanges.enums import DesignSection
from exchanges.models import Comment, Exchange
from exchanges.views.mixins import ExchangePage, reader_of
from exchanges.workflow import discussion as workflow

WRITE = "exchanges.write_comment"


def next_or(request: HttpRequest, url: str) -> str:
    """Return the page of ours that the form names as the next one, or else `url`."""
    asked = request.POST.get("next", "")
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours else url


class DiscussionPage(ExchangePage):
    """All that was said about a section, latest first; POST adds to it.

    Asked by htmx, a POST answers with the discussion as it stands beside the section.
    """

    permission_required = "exchanges.read_discussion"
    template_name = "exchanges/discussion.html"
    tab = "design"
    section = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        name = kwargs["section"]
        if name not in (discussions.WHOLE, *DesignSection.values):
            raise Http404
        self.section = "" if name == discussions.WHOLE else name
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exchange = self.object
        rows = discussions.comments_of(exchange, self.section)
        cursor = self.request.GET.get("cursor", "")
        page = paging.keyset_page(rows, ("-created_at", "-id"), cursor)
        for row in page.rows:
            row.exchange = exchange
        values = {"form": discussions.form_for(exchange, reader_of(self.request)), **kwargs}
        return super().get_context_data(
            page=page,
            label=discussions.label_of(self.section),
            key=self.section or discussions.WHOLE,
            links=self._links(),
            next=self.request.path,
            **values,
        )

    def _links(self) -> list[Link]:
        counts = discussions.tallies_of(self.object)
        return [
            Link(
                label=capfirst(discussions.label_of(section)),
                url=discussions.url_of(self.object.pk, section),
                is_current=section == self.section,
                count=counts[section].open if section in counts else None,
            )
            for section in ("", *DesignSection.values)
        ]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        reader = reader_of(request)
        if not reader.has_perm(WRITE, self.object):
            raise PermissionDenied(refusal(WRITE))
        form = discussions.form_for(self.object, reader, request.POST)
        if not form.is_valid():
            return self._again(form, 200)
        values = form.cleaned_data
        told = values.get("mentioned", ())
        try:
            workflow.comment(self.object, self.section, values["text"], told, by=reader)
        except RefusedError as error:
            form.add_error(None, str(error))
            return self._again(form, 409)
        if request.headers.get("HX-Request"):
            return self._box()
        return HttpResponseRedirect(next_or(request, request.path))

    def _again(self, form: Any, status: int) -> HttpResponse:
        """Show the form with what is wrong; htmx shows nothing but what succeeded."""
        if self.request.headers.get("HX-Request"):
            return self._box(form)
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def _box(self, form: Any = None) -> HttpResponse:
        context = discussions.box(self.request, self.object, self.section, form)
        context["next"] = next_or(self.request, self.request.path)
        return render(self.request, "exchanges/discussion_box.html", context)


class CommentTransition(TransitionView):
    """Something that happens to one comment."""

    def get_queryset(self) -> models.QuerySet[Any]:
        exchanges = Exchange.objects.concerning(reader_of(self.request))
        rows = Comment.objects.filter(exchange__in=exchanges).select_related("exchange")
        return rows.prefetch_related("exchange__teams__lead", "exchange__teams__teachers")

    @property
    def cancel_url(self) -> str:
        """Return where the person goes without doing it."""
        return discussions.url_of(self.object.exchange_id, self.object.section)

    def get_success_url(self) -> str:
        return next_or(self.request, self.cancel_url)


class CommentSettle(CommentTransition):
    """Mark a comment as settled."""

    permission_required = "exchanges.settle_comment"
    verb = staticmethod(workflow.settle)
    heading = _("Mark the comment as settled")
    submit_label = _("Settled")


class CommentReopen(CommentTransition):
    """Open a settled comment again."""

    permission_required = "exchanges.settle_comment"
    verb = staticmethod(workflow.reopen)
    heading = _("Open the comment again")
    submit_label = _("Open again")


class CommentTakeBack(CommentTransition):
    """Empty one’s own comment."""

    permission_required = "exchanges.take_back_comment"
    verb = staticmethod(workflow.take_back)
    heading = _("Take the comment back")
    explanation = _("Its text is deleted for good. That there was a comment stays to be seen.")
    submit_label = _("Take it back")
    tone = "danger"
