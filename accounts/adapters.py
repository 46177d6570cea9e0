"""How allauth fits in: its mail goes through the outbox like every other."""

from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.conf import settings
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import User
from accounts.zones import known_language, known_zone
from core.outbox import Envelope, write

REFUSALS = {
    "account_inactive": _lazy("This account is closed. Write to the office if you need it again."),
    "email_password_mismatch": _lazy("The address or the password is not right."),
    "enter_current_password": _lazy("This is not your current password."),
    "incorrect_password": _lazy("The password is not right."),
    "duplicate_email": _lazy("This is one of your addresses already."),
    "email_taken": _lazy("Somebody already uses this address."),
    "too_many_login_attempts": _lazy(
        "Too many attempts to log in. Wait a few minutes, then try again."
    ),
    "max_email_addresses": _lazy("You cannot have more than %d addresses."),
}


@dataclass(frozen=True, slots=True)
class Site:
    """What allauth's templates call the site: its name and its host."""

    name: str
    domain: str


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # -- allauth ships no types
    """Writes allauth's e-mails as confidential rows: they carry secret links."""

    def is_safe_url(self, url: str | None) -> bool:
        """Let a `next` lead to the portal's own paths only, whatever host it names.

        What is no address at all is not safe either.
        """
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    error_messages: ClassVar[dict[str, Any]] = {**DefaultAccountAdapter.error_messages, **REFUSALS}

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person of a change to their account, in their own language and zone."""
        values = {**(context or {}), "user": user}
        super().send_notification_mail(template_prefix, user, values, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the message that allauth renders from `template_prefix`.

        It is written in the language of the person, or in that of the page where nobody with
        this address is known. Its links begin with the portal's own origin, whatever host the
        request named.
        """
        user = context.get("user")
        language = known_language(user.language if user else translation.get_language() or "")
        zone = known_zone(user.time_zone if user else settings.TIME_ZONE)
        with translation.override(language), timezone.override(zone):
            values = {
                "request": current.request,
                "email": email,
                "recipient": user,
                "origin": settings.SITE_ORIGIN,
                "current_site": Site(_("Virtual Exchange"), urlsplit(settings.SITE_ORIGIN).netloc),
                **{name: _with_our_origin(name, value) for name, value in context.items()},
            }
            mail = self.render_mail(template_prefix, email, values)
        envelope = Envelope(
            kind=template_prefix.replace("/email/", "."),
            address=email,
            language=language,
            zone=zone.key,
            recipient=user,
            is_confidential=True,
        )
        html = next((body for body, kind in mail.alternatives if kind == "text/html"), "")
        write(envelope, mail.subject, mail.body, html)


def _with_our_origin(name: str, value: Any) -> Any:
    """Return a link under the configured origin; other values as they are."""
    if not (name.endswith("_url") and isinstance(value, str)):
        return value
    return urlunsplit(urlsplit(settings.SITE_ORIGIN)[:2] + urlsplit(value)[2:])
