"""What changed between two versions of a design."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core import paging
from exchanges import redline
from exchanges.forms.changes import NAMES, VersionsForm
from exchanges.models import Exchange, SectionRevision
from exchanges.views.mixins import ExchangePage


@dataclass(frozen=True, slots=True)
class Version:
    """One saved wording in the list of versions; `since` is the version before, 0 for none."""

    revision: SectionRevision
    label: str
    since: int
    is_now: bool


class ExchangeChanges(ExchangePage):
    """Two versions side by side, chosen from the list of all; GET alone.

    Unasked, it compares with what the reader’s team confirmed last, else with what was submitted
    last, else with the beginning.
    """

    template_name = "exchanges/changes.html"
    tab = "history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        exchange = self.object
        now = exchange.design_version
        since, why = self._since(exchange)
        asked = {name: self.request.GET.get(name) for name in NAMES if name in self.request.GET}
        form = VersionsForm({"old": since, "new": now} | asked, last=now)
        chosen = form.cleaned_data if form.is_valid() else None
        return super().get_context_data(
            form=form,
            why="" if asked else why,
            chosen=chosen,
            changes=redline.between(exchange, chosen["old"], chosen["new"]) if chosen else [],
            page=self._page(exchange, now),
            **kwargs,
        )

    def _since(self, exchange: Exchange) -> tuple[int, str]:
        for team in exchange.teams.all():
            people = [team.lead, *team.teachers.all()]
            if self.request.user in people and team.confirmed_version:
                return team.confirmed_version, _("Since your team confirmed it last.")
        last = exchange.submissions.only("design_version").first()
        if last is not None:
            return last.design_version, _("Since it was submitted last.")
        return 1, _("Since the beginning.")

    def _page(self, exchange: Exchange, now: int) -> paging.Page:
        """Return the saved wordings, latest first, with what each is a wording of."""
        rows = SectionRevision.objects.filter(exchange=exchange).select_related("by")
        cursor = self.request.GET.get("cursor", "")
        page = paging.keyset_page(rows.defer("content"), ("-created_at", "-id"), cursor)
        names = redline.team_names(exchange, [row.subject for row in page.rows])
        versions = [
            Version(
                revision=row,
                label=redline.label_of(row.section, row.subject, names),
                since=row.design_version - 1,
                is_now=row.design_version == now,
            )
            for row in page.rows
        ]
        return paging.Page(versions, page.previous, page.next)
