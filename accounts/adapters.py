"""How allauth fits in: its mail goes through the outbox like every other."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter

from core.outbox import Envelope, write


class AccountAdapter(DefaultAccountAdapter):
    """Writes allauth's e-mails as confidential rows: they carry secret links."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the message that allauth renders from `template_prefix`."""
        user = context.get("user")
        mail = self.render_mail(template_prefix, email, context)
        envelope = Envelope(
            kind=template_prefix.replace("/email/", "."),
            address=email,
            language=user.language if user else self.request.LANGUAGE_CODE,
            recipient=user,
            is_confidential=True,
        )
        write(envelope, mail.subject, mail.body)
