"""What the pages and the addresses of one section share."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest

from core.views import PermittedMixin
from exchanges import sections
from exchanges.enums import DesignSection
from exchanges.forms.design import SectionForms
from exchanges.models import Exchange, SectionRevision, Team
from exchanges.views import left_behind
from exchanges.views.mixins import ExchangeMixin, team_of


class SectionMixin(ExchangeMixin, PermittedMixin):
    """One section of a design that the reader writes; under `team`, one team's part of it.

    What somebody sends who is no longer logged in is kept until they are.
    """

    permission_required = "exchanges.edit_design"
    section: DesignSection
    team: Team | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        name = DesignSection.TEAMS if "team" in kwargs else kwargs["section"]
        if name not in DesignSection.values:
            raise Http404
        self.section = DesignSection(name)
        return super().dispatch(request, *args, **kwargs)

    def check_permission(self) -> None:
        if "team" in self.kwargs:
            self.team = team_of(self.object, self.kwargs["team"])
        super().check_permission()

    def handle_no_permission(self) -> Any:
        """Lead to the log-in page and from there back to the section."""
        if self.request.method == "POST":
            left_behind.remember(self.request, self.place, self.began)
        return redirect_to_login(self.place)

    @property
    def place(self) -> str:
        """Return the address of the section's page."""
        return sections.section_url(
            Exchange(pk=self.kwargs["pk"]), self.section, self.kwargs.get("team")
        )

    @property
    def seen(self) -> int:
        """Return the number of the wording that the reader's page showed."""
        return _number(self.request.POST.get("seen", ""))

    @property
    def began(self) -> int:
        """Return the number of the wording that the reader began to write from.

        On the page of a conflict it is older than what the page shows. What is kept goes by it:
        whoever comes back to it meets the other wording again.
        """
        return _number(self.request.POST.get("began", "")) or self.seen

    def forms(self) -> SectionForms:
        """Return what makes the section's forms; a new one for each form that is checked."""
        fresh: Exchange = self.get_queryset().get(pk=self.object.pk)
        team = team_of(fresh, self.team.pk) if self.team else None
        forms = SectionForms(fresh, self.section, team)
        if not forms.has_form and self.request.method == "POST":
            raise Http404
        return forms

    def last_number(self) -> int:
        """Return the number of the wording that is there now."""
        subject = self.team.pk if self.team else None
        return SectionRevision.objects.last_number(self.object, self.section, subject)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
