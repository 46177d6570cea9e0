"""The demo's mailbox: what the portal has sent, as text (development only)."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.components import Fact
from ve_portal.local.maildir import Letter, letter, letters

SHOWN = 100


@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    """Show the newest messages; raises Http404 outside the demo."""
    return render(request, "local_mail/list.html", {"letters": letters(_folder(), SHOWN)})


@require_safe
def message_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Show one message; raises Http404 outside the demo and for a message that is not there."""
    found = letter(_folder(), key)
    if found is None:
        raise Http404
    return render(request, "local_mail/detail.html", {"letter": found, "facts": _facts(found)})


def _facts(found: Letter) -> list[Fact]:
    return [
        Fact(_("From"), found.sender),
        Fact(_("To"), found.recipients),
        Fact(_("Message-ID"), found.identifier),
    ]


def _folder() -> Path:
    if not (settings.DEVELOPMENT and settings.LOCAL_MAILDIR):
        raise Http404
    return Path(settings.LOCAL_MAILDIR)
