"""Every e-mail is a row before it is sent: what it says, to whom, and what became of it."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.querysets import AddressTroubleQuerySet, MessageQuerySet


class Letter(models.Model):
    """What several messages say: rendered once for all who share a language and a zone.

    `digest` is the SHA-256 of the content, so the same words are kept once, whoever renders them.
    """

    digest = models.CharField(max_length=64, unique=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    attachments = models.JSONField(default=list)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.subject


class Message(models.Model):
    """One e-mail to one address.

    `message_id` is fixed when the row is written, so a second copy (sent because a worker died
    between the server's acceptance and our commit) is recognisable as the same message. A
    confidential message carries a secret link: its text is encrypted in the row, erased once it
    is settled, and never shown to staff. Every moment is the database's.

    A reminder is a message, too: `offset_minutes` before its target begins, of the target's
    schedule `target_seq`. It is planned without words, and gets its `letter` when it is sent.
    `copy_of` is the message that somebody had sent once more.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        SKIPPED = "skipped", _("not sent: no longer needed")
        EXPIRED = "expired", _("not sent: too late")

    message_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=100)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="messages"
    )
    address = models.EmailField(max_length=254)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    attachments = models.JSONField(default=list)
    is_confidential = models.BooleanField(default=False)
    target_type = models.CharField(max_length=100, blank=True)
    target_id = models.UUIDField(null=True)
    target_seq = models.PositiveIntegerField(null=True)
    offset_minutes = models.PositiveIntegerField(null=True)
    # Each index costs every message two entries: a letter is never looked for by its messages.
    letter = models.ForeignKey(
        Letter, models.PROTECT, null=True, related_name="messages", db_index=False
    )
    copy_of = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="copies", db_index=False
    )
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    smtp_code = models.PositiveSmallIntegerField(null=True)
    detail = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            # One index for both: no two are the same, and one is found by how it begins.
            models.UniqueConstraint(
                fields=["message_id"],
                opclasses=["varchar_pattern_ops"],
                name="message_id_is_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(state="sending", lease_token__isnull=False)
                | (~models.Q(state="sending") & models.Q(lease_token__isnull=True)),
                name="message_lease_only_while_sending",
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
                name="message_sent_at_only_when_sent",
            ),
            models.CheckConstraint(
                condition=models.Q(offset_minutes__isnull=True)
                | models.Q(
                    target_id__isnull=False, target_seq__isnull=False, recipient__isnull=False
                ),
                name="message_reminder_says_of_what",
            ),
            models.UniqueConstraint(
                fields=["target_id", "recipient", "target_seq", "offset_minutes"],
                condition=models.Q(offset_minutes__isnull=False, copy_of__isnull=True),
                name="message_reminds_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                name="message_due",
                condition=models.Q(state__in=["pending", "sending"]),
            ),
            models.Index(fields=["target_id"], name="message_by_target"),
            models.Index(
                fields=["copy_of"],
                name="message_copies",
                condition=models.Q(copy_of__isnull=False),
            ),
            models.Index(fields=["-created_at", "-id"], name="message_newest_first"),
            models.Index(
                fields=["-created_at", "-id"],
                name="message_not_sent",
                condition=models.Q(state__in=["failed", "skipped", "expired"]),
            ),
            # Rows are written in the order of sending, so a summary of each block finds a day.
            BrinIndex(fields=["sent_at"], name="message_sent", autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"

    @property
    def public_id(self) -> str:
        """Return the random part of its Message-ID, which names it in addresses."""
        return self.message_id.strip("<>").partition("@")[0]

    @property
    def title(self) -> str:
        """Return its subject; a reminder that is not written yet has none."""
        return self.letter.subject if self.letter is not None else self.subject

    @property
    def is_reminder(self) -> bool:
        """Tell whether it reminds of a meeting: planned without words."""
        return self.offset_minutes is not None

    @property
    def is_waiting(self) -> bool:
        """Tell whether it has not been settled yet."""
        return self.state in {self.State.PENDING, self.State.SENDING}


class AddressTrouble(models.Model):
    """An address that a server refused for good (a 5xx reply), until it works again.

    The office looks after it: the person mistyped it, or left. `cleared_at` is when a later
    message arrived there, or when somebody said that it is settled.
    """

    address = models.EmailField(max_length=254)
    message = models.ForeignKey(Message, models.PROTECT, related_name="troubles")
    smtp_code = models.PositiveSmallIntegerField()
    detail = models.CharField(max_length=500, blank=True)
    found_at = models.DateTimeField(db_default=Now())
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = AddressTroubleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("address"),
                condition=models.Q(cleared_at__isnull=True),
                name="address_trouble_is_open_once",
            )
        ]
        indexes = [models.Index(fields=["-found_at", "-id"], name="trouble_newest_first")]

    def __str__(self) -> str:
        return f"{self.smtp_code} {self.address}"


class DeliveryAttempt(models.Model):
    """One try at sending a message that did not send it, or too late to count.

    Of the one that did, the message itself tells (`sent_at`).
    """

    message = models.ForeignKey(Message, models.CASCADE, related_name="tries")
    lease_token = models.UUIDField(default=uuid.uuid4)
    outcome = models.CharField(max_length=10)
    smtp_code = models.PositiveSmallIntegerField(null=True)
    detail = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["ended_at", "id"]
        indexes = [models.Index(fields=["ended_at"], name="attempt_by_end")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.ended_at:%Y-%m-%d %H:%M}"
