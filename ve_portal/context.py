"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.enums import AffiliationKind, Role
from accounts.models import User
from core.components import Link
from exchanges.querysets.joint import reads_board
from ve_portal import brand

# Each entry of the navigation, and who sees it.
ENTRIES = (
    ("home", _("Home"), "all"),
    ("calendar-agenda", _("Calendar"), "member"),
    ("exchanges:exchange-list", _("Exchanges"), "all"),
    ("exchanges:package-list", _("Ready-made"), "all"),
    ("exchanges:call-list", _("Find a partner"), "board"),
    ("training:edition-list", _("Training"), "member"),
    ("mou:agreement-list", _("Agreements"), "office"),
    ("credits:my-credits", _("My credits"), "student"),
    ("credits:proposal-list", _("Credits"), "office"),
    ("accounts:person-list", _("People"), "office"),
)

# Where a page belongs: the first prefix of its address counts, and of that line the first entry
# that the reader sees. The first page of all is no prefix: every address begins with it.
PLACES = (
    ("/exchanges/ready-made/", ("exchanges:package-list",)),
    ("/exchanges/partners/", ("exchanges:call-list", "exchanges:exchange-list")),
    ("/exchanges/", ("exchanges:exchange-list",)),
    ("/training/", ("training:edition-list",)),
    ("/calendar/", ("calendar-agenda",)),
    ("/agreements/", ("mou:agreement-list", "exchanges:exchange-list")),
    ("/credits/exchanges/", ("credits:proposal-list", "exchanges:exchange-list")),
    (
        "/credits/enrolments/",
        ("credits:proposal-list", "credits:my-credits", "exchanges:exchange-list"),
    ),
    ("/credits/proposals/", ("credits:proposal-list", "exchanges:exchange-list")),
    ("/credits/ledger/", ("credits:proposal-list",)),
    ("/credits/", ("credits:my-credits",)),
    ("/people/me/", ()),
    ("/people/", ("accounts:person-list",)),
)


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the university's name and looks, and the navigation of the reader's roles."""
    return {
        "brand": {
            "name": settings.BRAND_NAME,
            "short_name": settings.BRAND_SHORT_NAME,
            "url": reverse("home"),
            "logo": brand.logo_url(),
            "style_url": brand.style_url(),
        },
        "contact_email": settings.CONTACT_EMAIL,
        "navigation": navigation(request),
        "account_links": account_links(request),
    }


def navigation(request: HttpRequest) -> list[Link]:
    """Return the links of the main navigation: what the reader's roles give them to do."""
    audiences = _audiences(_reader(request))
    shown = {name: label for name, label, audience in ENTRIES if audience in audiences}
    current = _current(request.path_info, shown)
    return [Link(label, reverse(name), is_current=name == current) for name, label in shown.items()]


def account_links(request: HttpRequest) -> list[Link]:
    """Return the links of the reader's own menu."""
    if _reader(request) is None:
        return []
    return [Link(_("Profile"), reverse("accounts:profile"))]


def _reader(request: HttpRequest) -> User | None:
    """Return who is logged in; a request that was refused early knows of no user at all."""
    user = getattr(request, "user", None)
    return user if isinstance(user, User) else None


def _audiences(reader: User | None) -> set[str]:
    """Return for whom the reader counts, at the cost of at most one query."""
    if reader is None:
        return {"all"}
    audiences = {"all", "member"}
    if reader.is_superuser or reader.institutions_as(Role.OFFICE):
        audiences.add("office")
    if AffiliationKind.STUDENT in reader.affiliation_kinds:
        audiences.add("student")
    if reads_board(reader):
        audiences.add("board")
    return audiences


def _current(path: str, shown: Any) -> str:
    """Return the name of the entry that an address belongs to, or an empty text."""
    if path == "/":
        return "home"
    names = next((names for prefix, names in PLACES if path.startswith(prefix)), ())
    return next((name for name in names if name in shown), "")
