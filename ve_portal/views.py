"""Pages that read several apps, and those about the portal itself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import check_for_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView
from django.views.i18n import set_language as django_set_language

from ve_portal.home import home_of
from ve_portal.visitor import visitors_page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the reader, by role; a visitor learns what a virtual exchange is."""
    if request.user.is_authenticated:
        return render(request, "home/member.html", home_of(request.user))
    return render(request, "home/visitor.html", visitors_page())


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language of the pages, and of the e-mails of whoever is logged in."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and check_for_language(language):
        request.user.language = language
        request.user.save(update_fields=["language", "updated_at"])
    return django_set_language(request)


class AboutPage(TemplateView):
    """A page about the portal itself."""

    template_name = "about/page.html"
    heading: Any = ""


class AccessibilityPage(AboutPage):
    """The accessibility statement that Italian law asks for."""

    template_name = "about/accessibility.html"
    heading = _("Accessibility statement")


class PrivacyPage(AboutPage):
    """Which personal data the portal keeps, and why."""

    template_name = "about/privacy.html"
    heading = _("Privacy")


class ContactsPage(AboutPage):
    """Whom to write to."""

    template_name = "about/contacts.html"
    heading = _("Contacts")
